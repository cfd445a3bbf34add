"""The arithmetic of a price as statements: one step a line, in whole numbers."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from math import floor, prod
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.python.estimate.locals import Local, Names
from specpress.emit.python.estimate.scales import (
    Scales,
    denominator,
    parts_of,
    places_of,
    thousand,
    whole,
)
from specpress.emit.python.estimate.steps import (
    AMOUNT,
    ANY,
    either,
    least,
    pattern,
    rounded,
    subject,
    unpriced,
    whole_number,
)
from specpress.emit.python.syntax import (
    Assign,
    Case,
    Compare,
    If,
    Match,
    Raw,
    Statement,
    Update,
)
from specpress.ir.pricing.cost import written
from specpress.ir.pricing.inputs import Lever, closed_values, figure_of
from specpress.ir.types.prices import (
    Addition,
    Bounded,
    Counted,
    Measure,
    Per,
    Price,
    Threshold,
    Times,
)
from specpress.ir.types.types import Choice, Integer, Number, ScalarValue

_EXTRA: Final = Code("extra")
_THRESHOLD: Final = Code("threshold")
_PLURALS: Final = {
    Measure.SECOND: "seconds",
    Measure.IMAGE: "images",
    Measure.MEGAPIXEL: "megapixels",
    Measure.THOUSAND_CHARACTERS: "characters",
    Measure.ITEM: "items",
}


@dataclass(frozen=True, slots=True)
class Range:
    """A number that no request says, as a loop goes through it."""

    name: Code
    source: Bounded
    parts: int


class Arithmetic:
    """Writes the statements of one price, and notes the ranges that they are to stand in."""

    def __init__(
        self, price: Price, levers: Mapping[str, Lever], found: Mapping[str, Local], names: Names
    ) -> None:
        """Begin with a price and the locals of what it depends on."""
        self._price = price
        self._levers = levers
        self._found = found
        self._names = names
        self.ranges: list[Range] = []

    def statements(self, scales: Scales) -> Iterator[Statement]:
        """Yield what computes `amount`."""
        price = self._price
        first = scales.scale // prod(scales.per) // prod(scales.times)
        constant = prod(_constant(*one) for one in zip(price.per, scales.per, strict=True))
        yield from self._figure(first * constant)
        for per, parts in zip(price.per, scales.per, strict=True):
            yield from self._units(AMOUNT, per, parts, 0)
        for times, parts in zip(price.times, scales.times, strict=True):
            yield from self._times(times, parts)
        for addition in price.add:
            yield from self._addition(addition, scales.scale)
        yield from least(price.least, scales.scale)
        yield from rounded(price.rounding, scales.scale)

    def _figure(self, scale: int) -> Iterator[Statement]:
        if not self._price.table:
            yield Assign(AMOUNT, whole_number(whole(self._price.amount or 0, scale)))
            return
        names = [one.lever for row in self._price.table for one in row.when]
        asked = [self._found[one] for one in dict.fromkeys(map(str, names))]
        cases = [
            Case(
                pattern(asked, row.when), (Assign(AMOUNT, whole_number(whole(row.amount, scale))),)
            )
            for row in self._price.table
            if row.amount is not None
        ]
        yield Match(subject(asked), (*cases, Case(ANY, (unpriced(asked),))))

    def _units(self, target: Code, per: Per, parts: int, included: float) -> Iterator[Statement]:
        """Yield what multiplies `target` by the number of units beyond those included."""
        source, number = per.source, parts // thousand(per)
        if isinstance(source, Counted):
            name, written_in = yield from self._number(source, _PLURALS[per.measure], number)
            count = name if written_in == number else Code(f"{number // written_in} * {name}")
            is_signed = _may_be_negative(self._levers[str(source.lever)])
        elif source.least == source.most and not included:
            return
        else:
            count, is_signed = self._names.claim(Code(_PLURALS[per.measure])), False
            self.ranges.append(Range(count, source, number))
        if included:
            count = Code(f"max({count} - {whole(included, parts):_}, 0)")
        elif is_signed:
            count = Code(f"max({count}, 0)")
        yield Update(target, Code("*="), Raw(count))

    def _number(
        self, source: Counted, noun: str, parts: int
    ) -> Generator[Statement, None, tuple[Code, int]]:
        """Yield what reads a number, and return its variable with the parts it is counted in."""
        local = self._found[str(source.lever)]
        if not isinstance(local.lever.field.type, Choice):
            return local.name, 10 ** places_of(local.lever)
        name = self._names.claim(Code(noun))
        cases: dict[int, list[ScalarValue]] = {}
        for value in closed_values(local.lever) or ():
            figure = figure_of(source.figures, value)
            cases.setdefault(whole(figure or 0, parts), []).append(value)
        found = (
            Case(either(values), (Assign(name, whole_number(n)),)) for n, values in cases.items()
        )
        yield Match(Raw(local.name), (*found, Case(ANY, (unpriced([local]),))))
        return name, parts

    def _times(self, times: Times, parts: int) -> Iterator[Statement]:
        local = self._found[str(times.lever)]
        cases: dict[int, list[ScalarValue]] = {}
        usual = 0
        for value in closed_values(local.lever) or ():
            figure = figure_of(times.factors, value)
            usual += figure is None
            if figure is not None:
                cases.setdefault(whole(figure, parts), []).append(value)
        found = [
            Case(either(values), (Update(AMOUNT, Code("*="), whole_number(number)),))
            for number, values in cases.items()
            if number != 1 or parts != 1
        ]
        if usual and parts != 1:
            found.append(Case(ANY, (Update(AMOUNT, Code("*="), whole_number(parts)),)))
        if found:
            yield Match(Raw(local.name), tuple(found))

    def _addition(self, addition: Addition, scale: int) -> Iterator[Statement]:
        inner = tuple(self._added(addition, scale))
        for threshold in reversed(addition.above):
            inner = tuple(self._above(threshold, inner))
        if addition.when:
            names = dict.fromkeys(str(one.lever) for one in addition.when)
            asked = [self._found[one] for one in names]
            inner = (Match(subject(asked), (Case(pattern(asked, addition.when), inner),)),)
        yield from inner

    def _added(self, addition: Addition, scale: int) -> Iterator[Statement]:
        parts = [parts_of(one, self._levers, addition.included) for one in addition.per]
        first = scale // prod(parts)
        if not addition.included:
            first *= prod(_constant(*one) for one in zip(addition.per, parts, strict=True))
        figure = whole_number(whole(addition.amount, first))
        counted = [
            statement
            for per, one in zip(addition.per, parts, strict=True)
            for statement in self._units(_EXTRA, per, one, addition.included)
        ]
        if not counted:
            yield Update(AMOUNT, Code("+="), figure)
            return
        yield Assign(_EXTRA, figure)
        yield from counted
        yield Update(AMOUNT, Code("+="), Raw(_EXTRA))

    def _above(self, threshold: Threshold, inner: tuple[Statement, ...]) -> Iterator[Statement]:
        parts = denominator(one.number for one in threshold.source.figures)
        name, written_in = yield from self._number(threshold.source, "number", parts)
        limit = floor(written(threshold.limit) * written_in)
        yield Assign(_THRESHOLD, whole_number(limit))
        yield If(Compare(name, Code(">"), _THRESHOLD), inner)


def _constant(per: Per, parts: int) -> int:
    """Return the number of units that every request has, in parts; 1 if that differs."""
    source = per.source
    if isinstance(source, Bounded) and source.least == source.most:
        return whole(source.least, parts // thousand(per))
    return 1


def _may_be_negative(lever: Lever) -> bool:
    type_ = lever.field.type
    return isinstance(type_, Integer | Number) and (type_.minimum is None or type_.minimum < 0)
