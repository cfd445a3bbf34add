"""Valid values of a parameter at which its rules may turn, those at their limits first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, permutations
from typing import Final

from specpress.ir.types.api import Request
from specpress.ir.types.parameters import parameter
from specpress.ir.types.rules import (
    Allowed,
    Combinations,
    Count,
    Has,
    Is,
    Match,
    MaxLength,
    Range,
    Rule,
    Sum,
    Unique,
    names_of,
)
from specpress.ir.types.text import Tree, Word
from specpress.ir.types.types import Choice, Integer, List, Number, Record, Text, Type
from specpress.targets.vectors.case import with_value
from specpress.targets.vectors.paired import agreeing
from specpress.targets.vectors.samples import sample, text_of
from specpress.targets.vectors.variants import variants

_MOST: Final = 48
"""How many values of one parameter are tried."""

_LONGEST: Final = 40
"""How many items a list is tried with."""


def candidates(name: Word, rules: Sequence[Rule], request: Request) -> list[Tree]:
    """Return values of a parameter that its type accepts: of its rules, then of its limits."""
    found = parameter(request, name)
    if found is None:
        return []
    own = [one for one in rules if name in names_of(one)]
    type_ = found.field.type
    said = _lists(type_, own, name) if isinstance(type_, List) else _scalars(type_, own, name)
    limits = (one.value for one in variants(type_) if one.code is None)
    return _different(chain(said, [sample(type_)], limits))


def _different(values: Iterator[Tree]) -> list[Tree]:
    kept: list[Tree] = []
    for one in values:
        if len(kept) < _MOST and not any(one == other for other in kept):
            kept.append(one)
    return kept


def _scalars(type_: Type, rules: Sequence[Rule], name: Word) -> Iterator[Tree]:
    for rule in rules:
        for condition in rule.when:
            if isinstance(condition, Is) and condition.name == name:
                yield from condition.values
        match rule.demand:
            case Allowed(values=values):
                yield from values if rule.demand.name == name else ()
            case Combinations(names, rows) if name in names:
                yield from (row[names.index(name)] for row in rows)
            case Range(minimum=least, maximum=most) if rule.demand.name == name:
                yield from _around(type_, least, most)
            case MaxLength(most=most) if rule.demand.name == name and isinstance(type_, Text):
                yield from _texts(type_, (most, most + 1))
            case _:
                pass
    if isinstance(type_, Integer | Number):
        yield from _around(type_, type_.minimum, type_.maximum)
        yield from _around(type_, 0, 1)


def _around(type_: Type, least: float | None, most: float | None) -> Iterator[Tree]:
    step = (type_.step or 1) if isinstance(type_, Number) else 1
    bounds = [one for one in (least, most) if one is not None]
    near = [*bounds, *(one + way * step for one in bounds for way in (-1, 1))]
    if isinstance(type_, Integer | Number):
        low, high = type_.minimum, type_.maximum
        above = (one for one in near if low is None or one >= low)
        yield from (one for one in above if high is None or one <= high)


def _texts(type_: Text, lengths: Sequence[int]) -> Iterator[str]:
    for length in lengths:
        text = text_of(length, type_.format)
        fits = type_.max_length is None or length <= type_.max_length
        if text is not None and fits and length >= (type_.min_length or 0):
            yield text


def _lists(type_: List, rules: Sequence[Rule], name: Word) -> Iterator[Tree]:
    counts = sorted({0, 1, 2, *(one for rule in rules for one in _counts(rule))})
    low, high = type_.min_items or 0, min(type_.max_items or _LONGEST, _LONGEST)
    items = _different(_items(type_.item, rules, name))
    for count in counts:
        if low <= count <= high:
            yield from ([one] * count for one in items)
            yield items[:count] if count <= len(items) else []
    for count in counts:
        for one, other in permutations(items, 2):
            if low <= count + 1 <= high:
                yield [*[one] * count, other]


def _counts(rule: Rule) -> Iterator[int]:
    if isinstance(rule.demand, Count):
        for one in (rule.demand.minimum, rule.demand.maximum):
            yield from (one, one + 1) if one is not None else ()
    if isinstance(rule.demand, Sum):
        yield from (3, 4)


def _items(type_: Type, rules: Sequence[Rule], name: Word) -> Iterator[Tree]:
    """Yield items at which rules may turn: those that they look for, and different ones."""
    plain = sample(type_)
    for rule in rules:
        for where in _wheres(rule, name):
            item = plain
            for one in where:
                item = _varied(item, type_, one.field, one.values[0])
            yield item
    yield plain
    for key, inner in _turning(type_, rules, name):
        for value in _sizes(inner):
            yield value if key is None else _varied(plain, type_, key, value)


def _varied(item: Tree, type_: Type, key: Word, value: Tree) -> Tree:
    body = with_value(item, (key,), value)
    return agreeing(body, type_, key) if isinstance(type_, Record) else body


def _wheres(rule: Rule, name: Word) -> Iterator[tuple[Match, ...]]:
    for condition in rule.when:
        if isinstance(condition, Has) and condition.name == name:
            yield condition.where
    if isinstance(rule.demand, Count) and rule.demand.name == name:
        yield rule.demand.where


def _turning(type_: Type, rules: Sequence[Rule], name: Word) -> Iterator[tuple[Word | None, Type]]:
    """Yield the field of the items, or the items themselves, that sums and the like are of."""
    for rule in rules:
        if isinstance(rule.demand, Sum | Unique) and rule.demand.name == name:
            key = rule.demand.field
            field = type_.get(key) if isinstance(type_, Record) and key is not None else None
            yield key, type_ if field is None else field.type


def _sizes(type_: Type) -> Iterator[Tree]:
    match type_:
        case Text(min_length=least, max_length=most):
            yield from _texts(type_, (least or 1, (least or 1) + 1, most or 8))
            yield from () if type_.format else (letter * (most or 8) for letter in "bcd")
        case Integer(minimum=least, maximum=most):
            first = least if least is not None else min(most or 1, 1)
            yield from islice((first, first + 1, most if most is not None else 9), 3)
        case Choice(values=values):
            yield from values[:3]
        case _:
            return
