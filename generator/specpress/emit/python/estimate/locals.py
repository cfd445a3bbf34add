"""The local variables of `estimate`: what it reads of a request, and where no request says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count
from math import floor

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import json_literal, literal
from specpress.emit.python.estimate.scales import places_of
from specpress.emit.python.naming import variable_name
from specpress.emit.python.printer import one_line
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Compare,
    Expression,
    If,
    Item,
    Raw,
    Statement,
    TupleOf,
)
from specpress.ir.pricing.cost import written
from specpress.ir.pricing.inputs import Lever, closed_values, ends_of, listed_in, named_in
from specpress.ir.types.api import Request
from specpress.ir.types.prices import Price
from specpress.ir.types.text import SpecText
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Integer,
    List,
    Number,
    ScalarValue,
    Text,
)

_OWN = ("amount", "amounts", "exact", "extra", "high", "low", "request", "scaled", "threshold")


class Names:
    """Hands out names of local variables, each once."""

    def __init__(self) -> None:
        """Begin with those that every estimate may have."""
        self._taken = set(_OWN)

    def claim(self, name: Code, *more: str) -> Code:
        """Return the name if it is free, with all that may stand in front of it, or numbered."""
        ways = chain([name], (Code(f"{name}_{number}") for number in count(2)))
        free = next(one for one in ways if self._taken.isdisjoint({one, *_fronted(one, more)}))
        self._taken |= {free, *_fronted(free, more)}
        return free


@dataclass(frozen=True, slots=True)
class Local:
    """A parameter as `estimate` holds it.

    `options` are the values it may have where it is absent: None if a request always says it.
    `ends` if they are only the least and the greatest; `is_endless` if there is no greatest.
    """

    lever: Lever
    name: Code
    options: tuple[ScalarValue, ...] | None = None
    is_endless: bool = False

    @property
    def many(self) -> Code:
        """Return the name of the variable that holds all that it may be."""
        return Code(f"any_{self.name}")


@dataclass(frozen=True, slots=True)
class Locals:
    """The parameters that a price depends on, by name, and what holds the settings."""

    by_name: dict[str, Local]
    settings: Code | None
    settings_field: Field | None

    def holder(self, local: Local) -> Code:
        """Return the variable that holds a parameter's key."""
        inner = self.settings is not None and len(local.lever.path) > 1
        return self.settings if self.settings and inner else Code("request")


def locals_of(price: Price, request: Request, levers: dict[str, Lever], names: Names) -> Locals:
    """Return the parameters that a price depends on."""
    asked = [levers[str(one)] for one in named_in(price)]
    key = request.settings_key
    inner = key is not None and any(len(one.path) > 1 for one in asked)
    settings = names.claim(variable_name(key)) if key is not None and inner else None
    found = {str(one.name): _local(price, one, names) for one in asked}
    return Locals(found, settings, None if key is None else request.record.get(key))


def _local(price: Price, lever: Lever, names: Names) -> Local:
    suffix = {Text: "_length", List: "_count"}.get(type(lever.field.type), "")
    name = names.claim(variable_name(f"{lever.name}{suffix}"), "any_")
    if not lever.is_optional:
        return Local(lever, name)
    if isinstance(lever.field.type, Choice | Boolean) or lever.name in listed_in(price):
        return Local(lever, name, closed_values(lever))
    least, most = ends_of(lever)
    ends = (least,) if most is None else (least, most)
    return Local(lever, name, tuple(dict.fromkeys(ends)), most is None)


def reading(found: Locals) -> Iterator[Statement]:
    """Yield what reads the parameters."""
    if found.settings is not None and found.settings_field is not None:
        yield Assign(found.settings, _get(Code("request"), found.settings_field, Code("{}")))
    for one in found.by_name.values():
        yield from _read(one, found.holder(one))


def is_absent(found: Locals, local: Local) -> Expression:
    """Return the test that a request does not say a parameter."""
    return Compare(_key(local.lever.field), Code("not in"), found.holder(local))


def _read(local: Local, holder: Code) -> Iterator[Statement]:
    field = local.lever.field
    if local.options is None:
        yield Assign(local.name, _number(local.lever, _get(holder, field, _default(field))))
        return
    places = places_of(local.lever)
    options = tuple(_option(one, places) for one in local.options)
    kind = _kind(field)
    yield Assign(local.many, TupleOf(options), Code(f"tuple[{kind}, ...]"))
    given = _one_line(_number(local.lever, Item(holder, _key(field))))
    test = Compare(_key(field), Code("in"), holder)
    yield If(test, (Assign(local.many, TupleOf((given,))),))


def _option(value: ScalarValue, places: int) -> Code:
    if places and isinstance(value, int | float):
        return Code(floor(written(value) * 10**places + Fraction(1, 2)))
    return literal(value)


def _get(holder: Code, field: Field, default: Code) -> Expression:
    if field.required:
        return Item(holder, _key(field))
    return Call(Code(f"{holder}.get"), (Raw(_key(field)), Raw(default)))


def _number(lever: Lever, value: Expression) -> Expression:
    """Return a parameter's value as `estimate` counts it: a length for a text."""
    match lever.field.type:
        case Text() | List():
            return Call(Code("len"), (value,))
        case Integer():
            return Call(Code("int"), (value,))
        case Number():
            return Call(Code("scaled"), (value, Raw(Code(places_of(lever)))))
        case _:
            return value


def _default(field: Field) -> Code:
    if field.default is not None:
        return json_literal(field.default)
    return Code("[]") if isinstance(field.type, List) else Code('""')


def _kind(field: Field) -> Code:
    match field.type:
        case Boolean():
            return Code("bool")
        case Choice(values=values):
            kinds = {"str" if isinstance(one, SpecText) else type(one).__name__ for one in values}
            return Code(" | ".join(sorted(kinds)))
        case _:
            return Code("int")


def _key(field: Field) -> Code:
    return literal(str(field.name))


def _one_line(expression: Expression) -> Code:
    return Code(one_line(expression))


def _fronted(name: Code, fronts: tuple[str, ...]) -> set[str]:
    return {f"{front}{name}" for front in fronts}
