"""A rule's conditions and its demand as tests, each with the place that is then reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.printer import one_line
from specpress.emit.python.request.checks.reads import Scribe, Sources
from specpress.emit.python.syntax import Call, Compare, Expression, Joined, Raw, TupleOf
from specpress.ir.types.parameters import group_pointer
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
    MaxLength,
    Present,
    Range,
    Requires,
    SameLength,
    Sum,
    Unchecked,
    Unique,
)
from specpress.ir.types.text import Word
from specpress.ir.types.types import Field, List, Text

_NONE: Final = Code("None")


@dataclass(frozen=True, slots=True)
class Breach:
    """Tests that all hold where a demand is not met, and what is then said: where, and what of."""

    tests: tuple[Expression, ...]
    at: str
    found: Code = _NONE


def condition_test(scribe: Scribe, condition: Condition) -> Expression:
    """Return the test that a condition holds."""
    match condition:
        case Is(name, values, negated):
            return scribe.is_one(scribe.seen(name), values, negated=negated)
        case Present(name, wanted):
            return scribe.present(name, wanted=wanted)
        case Has(name, where, negated):
            test = one_line(scribe.like(name, where))
            found = Raw(Code(f"{test} for item in {scribe.seen(name)}"))
            return Call(Code("any"), (found,), prefix=Code("not " if negated else ""))
        case _ as unreachable:
            assert_never(unreachable)


def breaches(scribe: Scribe, sources: Sources, demand: Demand) -> Iterator[Breach]:
    """Yield the ways in which a demand is not met; the first that holds is reported."""
    match demand:
        case Requires(names) | Excludes(names):
            wanted = isinstance(demand, Excludes)
            for one in names:
                yield Breach((scribe.present(one, wanted=wanted),), _at(sources, one))
        case AtLeastOne(names):
            yield _none_of(scribe, sources, names)
        case AtMostOne(names):
            yield from _seconds(scribe, sources, names)
        case ExactlyOne(names):
            yield _none_of(scribe, sources, names)
            yield from _seconds(scribe, sources, names)
        case Combinations():
            yield _no_row(scribe, sources, demand)
        case SameLength(names):
            yield from _other_lengths(scribe, sources, names)
        case Unchecked():
            return
        case _:
            yield _of_one(scribe, sources, demand)


def _of_one(
    scribe: Scribe,
    sources: Sources,
    demand: Allowed | Range | MaxLength | Unique | Sum | Count | Bound,
) -> Breach:
    """Return the one way in which a demand of one parameter is not met."""
    name = demand.name
    at, value, given = _at(sources, name), scribe.seen(name), tuple(scribe.given(name))
    match demand:
        case Allowed(values=values):
            listed = TupleOf(tuple(literal(one) for one in values))
            test = Compare(value, Code("not in"), scribe.constant("_ALLOWED", listed))
            return Breach((*given, test), at, Code(f"shown({value})"))
        case Range(minimum=least, maximum=most):
            beyond = _outside(scribe, value, least, most)
            return Breach((*given, beyond), at, Code(f"shown({value})"))
        case MaxLength(most=most):
            length = Code(f"len({value})")
            return Breach((*given, _outside(scribe, length, None, most)), at, length)
        case Bound(other=other, at_most=at_most):
            limit = scribe.seen(other)
            test = Compare(value, Code(">" if at_most else "<"), limit)
            return Breach((*given, *scribe.given(other), test), at, Code(f"shown({value})"))
        case Unique(field=field):
            return Breach((_repeats(scribe, name, field),), at)
        case Sum(field=field, minimum=least, maximum=most):
            amount = _amount(scribe, sources, name, field)
            return Breach((Raw(value), _outside(scribe, amount, least, most)), at, amount)
        case Count(minimum=least, maximum=most):
            count = _count(scribe, demand)
            return Breach((_outside(scribe, count, least, most),), at, count)
        case _ as unreachable:
            assert_never(unreachable)


def _none_of(scribe: Scribe, sources: Sources, names: tuple[Word, ...]) -> Breach:
    absent = tuple(scribe.present(one, wanted=False) for one in names)
    return Breach(absent, _group(sources, names))


def _seconds(scribe: Scribe, sources: Sources, names: tuple[Word, ...]) -> Iterator[Breach]:
    """Yield, for each but the first, that it is present beside one before it."""
    for index, one in enumerate(names[1:], start=1):
        before = tuple(scribe.present(name, wanted=True) for name in names[:index])
        either = before[0] if len(before) == 1 else Joined(Code("or"), before)
        yield Breach((either, scribe.present(one, wanted=True)), _at(sources, one))


def _no_row(scribe: Scribe, sources: Sources, demand: Combinations) -> Breach:
    cells = (f"({', '.join(literal(one) for one in row)})" for row in demand.rows)
    rows = scribe.constant("_ROWS", TupleOf(tuple(Code(one) for one in cells), grows=True))
    row = Code(f"({', '.join(scribe.seen(one) for one in demand.names)})")
    tests = (*scribe.given(*demand.names), Compare(row, Code("not in"), rows))
    return Breach(tests, _group(sources, demand.names))


def _other_lengths(scribe: Scribe, sources: Sources, names: tuple[Word, ...]) -> Iterator[Breach]:
    given = tuple(scribe.given(*names))
    first, *others = (Code(f"len({scribe.seen(one)})") for one in names)
    for name, other in zip(names[1:], others, strict=True):
        yield Breach((*given, Compare(other, Code("!="), first)), _at(sources, name))


def _outside(scribe: Scribe, value: Code, least: float | None, most: float | None) -> Expression:
    limits = (("_MIN", "<", least), ("_MAX", ">", most))
    tests = tuple(
        Compare(value, Code(operator), scribe.constant(suffix, Raw(literal(limit))))
        for suffix, operator, limit in limits
        if limit is not None
    )
    return tests[0] if len(tests) == 1 else Joined(Code("or"), tests)


def _count(scribe: Scribe, count: Count) -> Code:
    items = scribe.seen(count.name)
    if not count.where:
        return Code(f"len({items})")
    test = one_line(scribe.like(count.name, count.where))
    return scribe.local("count", Raw(Code(f"sum({test} for item in {items})")))


def _amount(scribe: Scribe, sources: Sources, name: Word, key: Word | None) -> Code:
    items = scribe.seen(name)
    type_ = sources.parameter(name).field.type
    inner = type_.item if isinstance(type_, List) else type_
    field = None if key is None else scribe.item_field(name, key)
    if field is not None:
        inner = field.type
    value = Code("item") if field is None else scribe.item_value(field, there=_may_lack(field))
    amount = f"len({value})" if isinstance(inner, Text) else f"int({value})"
    total = f"sum({amount} for item in {items}{_where_given(scribe, name, key)})"
    return scribe.local("total", Raw(Code(total)))


def _repeats(scribe: Scribe, name: Word, key: Word | None) -> Expression:
    values = scribe.seen(name)
    if key is not None:
        field = scribe.item_field(name, key)
        read = scribe.item_value(field, there=_may_lack(field))
        found = f"[{read} for item in {values}{_where_given(scribe, name, key)}]"
        values = scribe.local("values", Raw(Code(found)))
    return Compare(Code(f"len(set({values}))"), Code("<"), Code(f"len({values})"))


def _where_given(scribe: Scribe, name: Word, key: Word | None) -> str:
    """Return the filter of items that have a field, if they may be without it."""
    if key is None:
        return ""
    lacking = _may_lack(scribe.item_field(name, key))
    return f" if {literal(str(key))} in item" if lacking else ""


def _may_lack(field: Field) -> bool:
    return not field.required and field.default is None


def _at(sources: Sources, name: Word) -> str:
    return sources.parameter(name).pointer


def _group(sources: Sources, names: tuple[Word, ...]) -> str:
    return group_pointer(tuple(sources.parameter(one) for one in names))
