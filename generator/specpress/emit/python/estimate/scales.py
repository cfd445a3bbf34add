"""How small a unit must be for every figure of a price to be a whole number of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm, prod
from typing import Final

from specpress.ir.pricing.cost import PLACES, written
from specpress.ir.pricing.inputs import Lever
from specpress.ir.types.prices import Addition, Bounded, Measure, Per, Price
from specpress.ir.types.types import Choice, Number

_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Scales:
    """The unit of an amount is one `scale`-th.

    `per` are the parts into which each unit of the price is divided, in their order; `times`, those
    of each factor.
    """

    scale: int
    per: tuple[int, ...]
    times: tuple[int, ...]


def scales_of(price: Price, levers: Mapping[str, Lever]) -> Scales:
    """Return the scales of a price."""
    figures = [price.amount or 0, *(one.amount or 0 for one in price.table)]
    per = tuple(parts_of(one, levers) for one in price.per)
    times = tuple(denominator(figure.number for figure in one.factors) for one in price.times)
    first = denominator(figures) * prod(per) * prod(times)
    added = (addition_parts(one, levers) for one in price.add)
    least = denominator([price.least])
    step = 1 if price.rounding is None else denominator([price.rounding.step])
    return Scales(lcm(first, *added, least, step), per, times)


def addition_parts(addition: Addition, levers: Mapping[str, Lever]) -> int:
    """Return the parts into which an addition divides the unit of the price."""
    per = (parts_of(one, levers, addition.included) for one in addition.per)
    return denominator([addition.amount]) * prod(per)


def parts_of(per: Per, levers: Mapping[str, Lever], included: float = 0) -> int:
    """Return the parts of a unit that its number is counted in."""
    source = per.source
    if isinstance(source, Bounded):
        numbers = [source.least, source.most or 0]
        parts = denominator(numbers)
    elif isinstance(levers[str(source.lever)].field.type, Choice):
        parts = denominator(one.number for one in source.figures)
    else:
        parts = 10 ** places_of(levers[str(source.lever)])
    return lcm(parts * thousand(per), denominator([included]))


def thousand(per: Per) -> int:
    """Return how many of what a source counts make one unit."""
    return _THOUSAND if per.measure is Measure.THOUSAND_CHARACTERS else 1


def places_of(lever: Lever) -> int:
    """Return the decimal places of a parameter's number; the rest count as their halves say."""
    match lever.field.type:
        case Number(step=None):
            return PLACES
        case Number(step=float() | int() as step):
            return max(-int(Decimal(repr(step)).as_tuple().exponent), 0)
        case _:
            return 0


def whole(number: float | Fraction, parts: int) -> int:
    """Return a number in parts of which it is a whole number."""
    exact = (number if isinstance(number, Fraction) else written(number)) * parts
    if exact.denominator != 1:
        message = f"{number} is no whole number of parts of {parts}"
        raise ValueError(message)
    return exact.numerator


def denominator(numbers: Iterable[float]) -> int:
    """Return the smallest number of parts in which all numbers are whole."""
    return lcm(*(written(one).denominator for one in numbers))
