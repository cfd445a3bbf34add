"""Check what a job costs: it is said once, of parameters that are there, in values they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.ir.checks.fields.fields import check_inferred
from specpress.ir.checks.prices.countable import check_countable
from specpress.ir.checks.prices.tables import check_table
from specpress.ir.pricing.inputs import (
    Lever,
    closed_values,
    conditions_in,
    counted_in,
    is_key,
    levers_in,
    named_in,
    pers_in,
    same,
)
from specpress.ir.types.api import Model
from specpress.ir.types.prices import Price
from specpress.ir.types.text import Places, SpecText, Word, quoted
from specpress.ir.types.types import Choice
from specpress.spec.nearest import listed, nearest


def check_price(model: Model) -> Iterator[Diagnostic]:
    """Yield everything in which a model's price contradicts itself or the requests."""
    if model.price is None:
        yield from _check_unpriced(model)
        return
    yield from _check_said_once(model, model.price)
    yield from check_inferred(model.price.inferred, model.price.places)
    levers = levers_in(model.request)
    found = [*_check_names(model.price, levers)]
    found = found or [*_check_values(model.price, levers), *check_countable(model.price, levers)]
    yield from found or check_table(model, model.price, levers)


def _check_unpriced(model: Model) -> Iterator[Diagnostic]:
    for one in model.price_examples:
        yield Diagnostic(
            "E0346",
            f"the worked price `{one.name}` is of a model without a price",
            Label(one.places.key, "nothing to compare it with"),
            help="say the model's `price`",
        )


def _check_said_once(model: Model, price: Price) -> Iterator[Diagnostic]:
    if model.places.has("credits") and model.places.has("price"):
        yield _twice(model.places.of("price"), model.places.of("credits"), "credits", "price")
    if model.places.has("price"):
        yield from _one_of(price.places, "amount", "table")
    yield from _at_most_one(price.places, "round_up", "round_nearest")
    for row in price.table:
        yield from _one_of(row.places, "amount", "unpriced")
    if price.table and all(one.amount is None for one in price.table):
        yield Diagnostic(
            "E0340",
            "no row of the table has an amount",
            Label(price.places.of("table"), "no figure at all"),
            help="say the amounts, or leave the price out",
        )
    for addition in price.add:
        if addition.places.has("included") and not addition.per:
            yield _lacks(addition.places.of("included"), "included", "per")
    for per in pers_in(price):
        for bound in ("min", "max"):
            yield from _at_most_one(per.places, "of", bound)
        if per.places.has("counts") and not per.places.has("of"):
            yield _lacks(per.places.of("counts"), "counts", "of")


def _one_of(places: Places, first: str, second: str) -> Iterator[Diagnostic]:
    yield from _at_most_one(places, first, second)
    if not (places.has(first) or places.has(second)):
        yield Diagnostic(
            "E0340",
            f"neither `{first}` nor `{second}` says what this costs",
            Label(places.key, "no figure"),
            help=f"add `{first}`, or `{second}`",
        )


def _at_most_one(places: Places, first: str, second: str) -> Iterator[Diagnostic]:
    if places.has(first) and places.has(second):
        yield _twice(places.of(second), places.of(first), first, second)


def _twice(again: Span, first: Span, one: str, other: str) -> Diagnostic:
    return Diagnostic(
        "E0340",
        f"`{one}` and `{other}` both say it",
        Label(again, "a second time"),
        (Label(first, "first here"),),
        help="keep one of the two",
    )


def _lacks(span: Span, word: str, needed: str) -> Diagnostic:
    return Diagnostic(
        "E0340",
        f"`{word}` means nothing without `{needed}`",
        Label(span, f"no `{needed}` beside it"),
        help=f"add `{needed}`, or remove it",
    )


def _check_names(price: Price, levers: Mapping[str, Lever]) -> Iterator[Diagnostic]:
    for name in named_in(price):
        if name not in levers:
            meant = nearest(name, levers)
            yield Diagnostic(
                "E0341",
                f"there is no parameter `{name}` to price",
                Label(name.span, "not a setting of this model"),
                _known_at(levers),
                help=f"did you mean `{meant}`?" if meant else f"use {listed(levers)}",
            )


def _known_at(levers: Mapping[str, Lever]) -> tuple[Label, ...]:
    """Return a label at the first setting."""
    settings = [one for one in levers.values() if len(one.path) > 1]
    return tuple(Label(one.field.places.key, "the settings begin here") for one in settings[:1])


def _check_values(price: Price, levers: Mapping[str, Lever]) -> Iterator[Diagnostic]:
    for one in conditions_in(price):
        lever = levers[str(one.lever)]
        allowed = closed_values(lever)
        if allowed is None:
            yield _endless(one.lever, lever)
            continue
        for value, span in zip(one.values, one.spans, strict=True):
            if not any(same(value, known) for known in allowed):
                yield _stranger(quoted(value), span, lever)
    for times in price.times:
        yield from _check_figures(times.lever, [one.choice for one in times.factors], levers)
    for counted in counted_in(price):
        if isinstance(levers[str(counted.lever)].field.type, Choice):
            figures = [one.choice for one in counted.figures]
            yield from _check_figures(counted.lever, figures, levers)


def _check_figures(
    name: Word, choices: list[SpecText], levers: Mapping[str, Lever]
) -> Iterator[Diagnostic]:
    lever = levers[str(name)]
    allowed = closed_values(lever)
    if allowed is None:
        yield _endless(name, lever)
        return
    for choice in choices:
        if not any(is_key(choice, one) for one in allowed):
            yield _stranger(quoted(choice), choice.span, lever)


def _endless(name: Word, lever: Lever) -> Diagnostic:
    return Diagnostic(
        "E0343",
        f"the values of `{name}` cannot be listed",
        Label(name.span, "asked for single values"),
        (Label(lever.field.places.key, "takes too many to list"),),
        notes=("a price must be known for every request, so for every value",),
        help="count it with `per`, ask for more with `above`, or give it `choices`",
    )


def _stranger(value: str, span: Span, lever: Lever) -> Diagnostic:
    return Diagnostic(
        "E0342",
        f"`{lever.name}` is never {value}",
        Label(span, "no request has it"),
        (Label(lever.field.places.of("choices"), "what it can be"),),
        help="correct it, or add it to the choices if the page does",
    )
