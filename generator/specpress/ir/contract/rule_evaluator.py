"""Judge a request by a rule, slowly: to check specs and to choose test vectors.

Validators do not use this: each has its rules as statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, assert_never

from specpress.diagnostics.source import Source, Span
from specpress.ir.contract.contract import json_tree
from specpress.ir.types.api import Request
from specpress.ir.types.parameters import Parameter, group_pointer, item_field, parameters
from specpress.ir.types.rules import (
    Allowed,
    AtLeastOne,
    AtMostOne,
    Bound,
    Combinations,
    Condition,
    Count,
    Demand,
    ExactlyOne,
    Excludes,
    Has,
    Is,
    Match,
    MaxLength,
    Present,
    Range,
    Requires,
    Rule,
    SameLength,
    Sum,
    Unchecked,
    Unique,
)
from specpress.ir.types.text import SpecText, Word
from specpress.ir.types.types import Field, List, ScalarValue

_NOWHERE = Span(Source("a request"))


class Judge:
    """Judges the requests of one model."""

    def __init__(self, request: Request) -> None:
        """Look up the parameters of the model's `request` once."""
        self._known: dict[str, Parameter] = {}
        for one in parameters(request):
            self._known.setdefault(one.field.name, one)

    def breaks(self, rule: Rule, body: Any) -> str | None:
        """Return the JSON Pointer at which `body` breaks a rule, or None if it keeps it.

        `body` is a request as JSON that the contract accepts; its texts are `str` or spec text.
        The rule names known parameters, and demands what their types can give.
        """
        if not rule.is_checked or not self.applies(rule, body):
            return None
        return self.breach(rule.demand, body)

    def applies(self, rule: Rule, body: Any) -> bool:
        """Return whether every condition of a rule holds for `body`."""
        return all(self.holds(one, body) for one in rule.when)

    def holds(self, condition: Condition, body: Any) -> bool:
        """Return whether a condition holds for `body`."""
        return _Body(self._known, body).holds(condition)

    def breach(self, demand: Demand, body: Any) -> str | None:
        """Return the JSON Pointer at which `body` does not meet a demand, or None if it does."""
        return _Body(self._known, body).breach(demand)


class _Body:
    """What one request says of each parameter."""

    def __init__(self, known: dict[str, Parameter], body: Any) -> None:
        self._known = known
        self._body = body

    def holds(self, condition: Condition) -> bool:
        match condition:
            case Is(name, values, negated):
                value = self._seen(name)
                return (value is not None and _is_one(value, values)) is not negated
            case Present(name, wanted):
                return self._present(name) is wanted
            case Has(name, where, negated):
                return any(self._like(name, where)) is not negated
            case _ as unreachable:
                assert_never(unreachable)

    def breach(self, demand: Demand) -> str | None:
        match demand:
            case Requires(names):
                return self._first(names, wanted=False)
            case Excludes(names):
                return self._first(names, wanted=True)
            case AtLeastOne(names) | AtMostOne(names) | ExactlyOne(names):
                return self._group(demand, names)
            case Combinations(names, rows):
                return self._combined(names, rows)
            case SameLength(names):
                lists = [self._seen(one) for one in names]
                if None in lists:
                    return None
                odd = (
                    one
                    for one, value in zip(names, lists, strict=True)
                    if len(value) != len(lists[0])
                )
                return next((self._at(one) for one in odd), None)
            case Unchecked():
                return None
            case _:
                return self._at(demand.name) if self._beyond(demand) else None

    def _beyond(self, demand: Allowed | Range | MaxLength | Unique | Sum | Count | Bound) -> bool:
        value = self._seen(demand.name)
        match demand:
            case Count(name, where, least, most):
                return _outside(sum(self._like(name, where)), least, most)
            case Sum(name, field, least, most):
                amounts = (_amount(one) for one in self._within(name, field))
                return bool(value) and _outside(sum(amounts, Fraction()), least, most)
            case Unique(name, field):
                return _has_equals([*self._within(name, field)])
            case _ if value is None:
                return False
            case Allowed(values=values):
                return not _is_one(value, values)
            case Range(minimum=least, maximum=most):
                return _outside(Fraction(repr(value)), least, most)
            case MaxLength(most=most):
                return len(value) > most
            case Bound(other=other, at_most=at_most):
                limit = self._seen(other)
                return limit is not None and (value > limit if at_most else value < limit)
            case _ as unreachable:
                assert_never(unreachable)

    def _group(
        self, demand: AtLeastOne | AtMostOne | ExactlyOne, names: tuple[Word, ...]
    ) -> str | None:
        present = [one for one in names if self._present(one)]
        if not present and not isinstance(demand, AtMostOne):
            return group_pointer(tuple(self._parameter(one) for one in names))
        second = not isinstance(demand, AtLeastOne) and len(present) > 1
        return self._at(present[1]) if second else None

    def _combined(
        self, names: tuple[Word, ...], rows: tuple[tuple[ScalarValue, ...], ...]
    ) -> str | None:
        row = [self._seen(one) for one in names]
        if None in row or any(
            all(_is_one(value, (cell,)) for value, cell in zip(row, cells, strict=True))
            for cells in rows
        ):
            return None
        return group_pointer(tuple(self._parameter(one) for one in names))

    def _first(self, names: Sequence[Word], *, wanted: bool) -> str | None:
        return next((self._at(one) for one in names if self._present(one) is wanted), None)

    def _like(self, name: Word, where: tuple[Match, ...]) -> Iterator[bool]:
        for item in self._seen(name) or ():
            yield all(self._matches(name, item, one) for one in where)

    def _matches(self, name: Word, item: Any, match: Match) -> bool:
        value = _seen_in(item, self._field(name, match.field))
        return value is not None and _is_one(value, match.values)

    def _within(self, name: Word, key: Word | None) -> Iterator[Any]:
        for item in self._seen(name) or ():
            value = item if key is None else _seen_in(item, self._field(name, key))
            if value is not None:
                yield value

    def _field(self, name: Word, key: Word) -> Field:
        type_ = self._parameter(name).field.type
        found = item_field(type_, key) if isinstance(type_, List) else None
        if found is None:
            raise KeyError(key)
        return found

    def _seen(self, name: Word) -> Any:
        found = self._parameter(name)
        return _seen_in(self._holder(found), found.field)

    def _present(self, name: Word) -> bool:
        found = self._parameter(name)
        holder = self._holder(found)
        return name in holder and not (found.is_list and not holder[name])

    def _holder(self, found: Parameter) -> Any:
        holder = self._body
        for key in found.path[:-1]:
            holder = holder.get(key, {})
        return holder

    def _at(self, name: Word) -> str:
        return self._parameter(name).pointer

    def _parameter(self, name: Word) -> Parameter:
        return self._known[name]


def _seen_in(holder: Any, field: Field) -> Any:
    """Return what stands under a field's key, or its default, or None."""
    return holder[field.name] if field.name in holder else json_tree(field.default)


def _is_one(value: Any, values: tuple[ScalarValue, ...]) -> bool:
    located = SpecText(value, _NOWHERE) if isinstance(value, str) else value
    return any(
        one == located and isinstance(one, bool) is isinstance(located, bool) for one in values
    )


def _outside(value: Fraction | int, least: float | None, most: float | None) -> bool:
    too_small = least is not None and value < Fraction(repr(least))
    return too_small or (most is not None and value > Fraction(repr(most)))


def _amount(value: Any) -> Fraction:
    is_text = isinstance(value, str | SpecText)
    return Fraction(len(value)) if is_text else Fraction(repr(value))


def _has_equals(values: list[Any]) -> bool:
    plain = [SpecText(one, _NOWHERE) if isinstance(one, str) else one for one in values]
    return any(one in plain[:index] for index, one in enumerate(plain))
