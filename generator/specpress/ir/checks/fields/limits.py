"""Check that some value meets all limits of a type: bounds do not cross, nor miss each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.ir.types.types import Field, Format, Integer, List, Number, Text, Type

SHORTEST: Final = {Format.URL: len("http://a"), Format.DATE_TIME: len("2026-01-31T12:00:00Z")}
"""How many characters a text of each format has at least."""

Place = Callable[[str], Span]


def check_limits(field: Field) -> Iterator[Diagnostic]:
    """Yield limits of a field, and of the items within it, that no value meets."""
    yield from _check(field.type, field.places.of)


def _check(type_: Type, place: Place) -> Iterator[Diagnostic]:
    crossing = list(_crossing(type_, place))
    yield from crossing or _missing(type_, place)
    if isinstance(type_, List) and type_.item_places is not None:
        yield from _check(type_.item, type_.item_places.of)


def _crossing(type_: Type, place: Place) -> Iterator[Diagnostic]:
    for low, high, least, most in _bounds(type_):
        if least is not None and most is not None and least > most:
            yield Diagnostic(
                "E0306",
                f"`{low}` is above `{high}`, so no value is accepted",
                Label(place(low), f"above {most}"),
                (Label(place(high), f"below {least}"),),
                help="swap the two, or correct one of them",
            )


def _bounds(type_: Type) -> Iterator[tuple[str, str, float | None, float | None]]:
    match type_:
        case Text():
            yield "min_length", "max_length", type_.min_length, type_.max_length
        case Integer() | Number():
            yield "min", "max", type_.minimum, type_.maximum
        case List():
            yield "min_items", "max_items", type_.min_items, type_.max_items
        case _:
            return


def _missing(type_: Type, place: Place) -> Iterator[Diagnostic]:
    match type_:
        case Number(minimum=int() | float() as least, maximum=int() | float() as most) if (
            type_.step is not None and not _has_multiple(least, most, type_.step)
        ):
            yield Diagnostic(
                "E0331",
                f"no multiple of {type_.step} lies between {least} and {most}",
                Label(place("step"), "no value is a multiple of it"),
                (Label(place("min"), "from here"), Label(place("max"), "to here")),
                help="correct the step, or the bounds",
            )
        case Text(max_length=int() as most, format=Format() as form) if most < SHORTEST[form]:
            yield Diagnostic(
                "E0331",
                f"no {form.value} has {most} characters or fewer",
                Label(place("max_length"), "too short for any"),
                (Label(place("format"), f"{SHORTEST[form]} characters at least"),),
                help="correct the length, or remove the format",
            )
        case _:
            return


def _has_multiple(least: float, most: float, step: float) -> bool:
    width = Fraction(repr(step))
    greatest = floor(Fraction(repr(most)) / width) * width
    return greatest >= Fraction(repr(least))
