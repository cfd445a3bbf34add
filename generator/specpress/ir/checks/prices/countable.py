"""Check that what a price counts with is a number in every request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.pricing.inputs import Lever, counted_in, figure_of
from specpress.ir.types.prices import Counted, Price
from specpress.ir.types.text import quoted
from specpress.ir.types.types import Boolean, Choice, Record


def check_countable(price: Price, levers: Mapping[str, Lever]) -> Iterator[Diagnostic]:
    """Yield each number of a price that some request does not say."""
    for counted in counted_in(price):
        lever = levers[str(counted.lever)]
        match lever.field.type:
            case Choice() as choice:
                yield from _check_choice(counted, lever, choice)
            case Boolean() | Record():
                yield Diagnostic(
                    "E0343",
                    f"`{counted.lever}` is no number",
                    Label(counted.lever.span, "cannot be counted with"),
                    (Label(lever.field.places.key, "described here"),),
                    help="count with a number, a text or a list",
                )
            case _:
                pass


def _check_choice(counted: Counted, lever: Lever, choice: Choice) -> Iterator[Diagnostic]:
    unread = [quoted(one) for one in choice.values if figure_of(counted.figures, one) is None]
    if unread:
        yield Diagnostic(
            "E0343",
            f"`{counted.lever}` may be {unread[0]}, which is no number",
            Label(counted.lever.span, "cannot be counted with"),
            (Label(lever.field.places.of("choices"), "its choices"),),
            help=f"say what each choice counts as: {{ of: {counted.lever}, counts: {{ … }} }}",
        )
