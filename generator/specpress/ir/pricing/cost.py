"""What a request costs by a price, in exact fractions: how lint tries the page's own examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import Final, TypeAlias

from specpress.ir.pricing.inputs import (
    Lever,
    closed_values,
    ends_of,
    figure_of,
    holds,
    levers_in,
    listed_in,
    named_in,
    pers_in,
)
from specpress.ir.types.api import Request
from specpress.ir.types.prices import (
    Addition,
    Bounded,
    Condition,
    Counted,
    Measure,
    Per,
    Price,
    Times,
)
from specpress.ir.types.text import SpecText
from specpress.ir.types.types import (
    Choice,
    Json,
    JsonArray,
    JsonObject,
    List,
    Number,
    ScalarValue,
    Text,
)

PLACES: Final = 9
"""A number without a step counts to so many decimals."""

Known: TypeAlias = Mapping[str, ScalarValue]
"""The value of each parameter; of a text its length, of a list the number of its items."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The bounds of what a request costs; `most` is None where nobody knows one."""

    least: Fraction
    most: Fraction | None


def cost_of(price: Price, request: Request, body: JsonObject) -> Cost | None:
    """Return what a valid request costs, or None if the page has no price for it."""
    levers = levers_in(request)
    names = [str(one) for one in named_in(price)]
    bounded = [one.source for one in pers_in(price) if isinstance(one.source, Bounded)]
    choices = [_candidates(price, levers[one], body) for one in names]
    ranges = [(one.least, one.most) for one in bounded]
    amounts = []
    for values in product(*(_known(one) for one in (*choices, *ranges))):
        known = dict(zip(names, values, strict=False))
        amount = _amount(
            price, levers, known, dict(zip(bounded, values[len(names) :], strict=True))
        )
        if amount is None:
            return None
        amounts.append(amount)
    is_open = price.known_after or any(None in one for one in (*choices, *ranges))
    return Cost(min(amounts), None if is_open else max(amounts))


def written(number: float) -> Fraction:
    """Return a number as it was written: 0.1 is a tenth."""
    return Fraction(repr(number))


def decimal_text(amount: Fraction) -> str:
    """Return an amount in decimal digits; each has finitely many."""
    whole, rest = divmod(amount, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{whole}.{digits}" if digits else str(whole)


def _known(values: tuple[ScalarValue | None, ...]) -> Iterator[ScalarValue]:
    return (one for one in values if one is not None)


def _candidates(price: Price, lever: Lever, body: JsonObject) -> tuple[ScalarValue | None, ...]:
    """Return the values that a request may mean; None stands for what has no bound."""
    value: Json = body
    for key in lever.path:
        members = value.members if isinstance(value, JsonObject) else ()
        name = SpecText(str(key), key.span)
        value = next((one.value for one in members if one.key == name), None)
    value = lever.field.default if value is None else value
    match lever.field.type, value:
        case Text(), _:
            return (len(value) if isinstance(value, SpecText) else 0,)
        case List(), _:
            return (len(value.items) if isinstance(value, JsonArray) else 0,)
        case _, SpecText() | bool() | int() | float():
            return (value,)
        case Choice(values=values), _:
            return values
        case _:
            asked = lever.name in listed_in(price)
            return (closed_values(lever) if asked else None) or ends_of(lever)


def _amount(
    price: Price, levers: Mapping[str, Lever], known: Known, bounded: Mapping[Bounded, ScalarValue]
) -> Fraction | None:
    counts = _Counts(levers, known, bounded)
    figure = price.amount
    if price.table:
        rows = (one for one in price.table if _all_hold(one.when, known))
        figure = next((one.amount for one in rows), None)
    if figure is None:
        return None
    amount = written(figure) * prod(map(counts.of, price.per))
    amount *= prod(_factor(one, known) for one in price.times)
    amount += sum(_added(one, counts) for one in price.add)
    return _rounded(price, max(amount, written(price.least)))


class _Counts:
    def __init__(
        self,
        levers: Mapping[str, Lever],
        known: Known,
        bounded: Mapping[Bounded, ScalarValue],
    ) -> None:
        self.known = known
        self._levers = levers
        self._bounded = bounded

    def of(self, per: Per, included: float = 0) -> Fraction:
        source = per.source
        if isinstance(source, Bounded):
            number = _number(self._bounded[source])
        else:
            number = self.number(source)
        if per.measure is Measure.THOUSAND_CHARACTERS:
            number /= 1000
        return max(number - written(included), Fraction(0))

    def number(self, source: Counted) -> Fraction:
        value = self.known[str(source.lever)]
        field = self._levers[str(source.lever)].field
        if isinstance(field.type, Choice):
            return written(figure_of(source.figures, value) or 0)
        number = _number(value)
        if isinstance(field.type, Number) and field.type.step is None:
            number = Fraction(floor(number * 10**PLACES + Fraction(1, 2)), 10**PLACES)
        return max(number, Fraction(0))


def _number(value: ScalarValue) -> Fraction:
    return written(value) if isinstance(value, int | float) else Fraction(0)


def _all_hold(when: tuple[Condition, ...], known: Known) -> bool:
    return all(holds(one, known[str(one.lever)]) for one in when)


def _factor(times: Times, known: Known) -> Fraction:
    number = figure_of(times.factors, known[str(times.lever)])
    return Fraction(1) if number is None else written(number)


def _added(addition: Addition, counts: _Counts) -> Fraction:
    above = all(counts.number(one.source) > written(one.limit) for one in addition.above)
    if not (above and _all_hold(addition.when, counts.known)):
        return Fraction(0)
    number = prod(counts.of(one, addition.included) for one in addition.per)
    return written(addition.amount) * number


def _rounded(price: Price, amount: Fraction) -> Fraction:
    if price.rounding is None:
        return amount
    step = written(price.rounding.step)
    half = Fraction(1, 2)
    steps = ceil(amount / step) if price.rounding.up else floor(amount / step + half)
    return steps * step
