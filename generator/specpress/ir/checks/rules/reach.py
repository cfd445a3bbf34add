"""What parameters can be, and whether a demand of them is always met, or never."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from specpress.ir.types.api import Request
from specpress.ir.types.parameters import Parameter, parameter
from specpress.ir.types.rules import (
    Allowed,
    AtLeastOne,
    Combinations,
    Condition,
    Count,
    Demand,
    Excludes,
    Is,
    MaxLength,
    Present,
    Range,
    Requires,
)
from specpress.ir.types.text import Word
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Integer,
    List,
    Number,
    ScalarValue,
    Text,
    Type,
)

_COMBINATIONS = 10_000


def is_always_there(found: Parameter) -> bool:
    """Return whether every request has a parameter, and an item in it if it is a list."""
    type_ = found.field.type
    filled = not isinstance(type_, List) or bool(type_.min_items)
    return found.field.required and filled


def domain(type_: Type) -> tuple[ScalarValue, ...] | None:
    """Return all values of a type, if they are few; None if not."""
    match type_:
        case Choice(values=values):
            return values
        case Boolean():
            return (True, False)
        case _:
            return None


def decides(condition: Condition, demand: Demand) -> bool | None:
    """Return whether a condition on a parameter means that a demand of it is met, or is not."""
    match condition, demand:
        case (Present(wanted=wanted), Requires()):
            return wanted
        case (Present(wanted=wanted), Excludes()):
            return not wanted
        case (Is(negated=False), (Requires() | Excludes())):
            return isinstance(demand, Requires)
        case (Is(values=values, negated=False), Allowed(values=allowed)):
            met = {one in allowed for one in values}
        case (Is(values=values, negated=False), Range(minimum=least, maximum=most)):
            met = {_within((float(one),) * 2, (least, most)) is True for one in _numbers(values)}
        case _:
            return None
    return met.pop() if len(met) == 1 else None


def _numbers(values: tuple[ScalarValue, ...]) -> Iterator[float]:
    yield from (one for one in values if isinstance(one, int | float))


def alone(demand: Demand, found: Parameter) -> bool | None:
    """Return whether what one parameter may be always, or never, meets a demand."""
    type_, there = found.field.type, is_always_there(found)
    match demand:
        case Requires() | AtLeastOne() if there:
            return True
        case Excludes() if there:
            return False
        case Allowed(values=values):
            known = domain(type_)
            return True if known is not None and set(known) <= set(values) else None
        case Range(minimum=least, maximum=most):
            return _within(_bounds(type_), (least, most))
        case MaxLength(most=most):
            longest = type_.max_length if isinstance(type_, Text) else None
            return True if longest is not None and longest <= most else None
        case Count(minimum=least, maximum=most):
            return _countable(demand, type_)
        case _:
            return None


def _within(
    own: tuple[float | None, float | None], asked: tuple[float | None, float | None]
) -> bool | None:
    """Return whether all numbers of a type lie within bounds, or none does, or neither."""
    (low, high), (least, most) = own, asked
    above = least is None or (low is not None and low >= least)
    below = most is None or (high is not None and high <= most)
    if above and below:
        return True
    beneath = least is not None and high is not None and high < least
    beyond = most is not None and low is not None and low > most
    return False if beneath or beyond else None


def _bounds(type_: Type) -> tuple[float | None, float | None]:
    match type_:
        case Integer() | Number():
            return type_.minimum, type_.maximum
        case Choice(values=values):
            numbers = [*_numbers(values)]
            return min(numbers), max(numbers)
        case _:
            return None, None


def _countable(count: Count, type_: Type) -> bool | None:
    if not isinstance(type_, List):
        return None
    fewest = 0 if count.where else type_.min_items or 0
    counts = (float(fewest), None if type_.max_items is None else float(type_.max_items))
    return _within(counts, (count.minimum or None, count.maximum))


def covers(demand: Combinations, request: Request) -> bool:
    """Return whether the rows are all combinations there are."""
    domains = [domain(_type(request, one)) for one in demand.names]
    size = 1
    for one in domains:
        size *= _COMBINATIONS if one is None else len(one)
    if size >= _COMBINATIONS:
        return False
    return set(product(*(one or () for one in domains))) <= set(demand.rows)


def _type(request: Request, name: Word) -> Type:
    found = parameter(request, name)
    if found is None:
        raise KeyError(name)
    return found.field.type
