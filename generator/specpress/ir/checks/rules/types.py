"""Check that what a rule asks of a parameter is something its type can answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.types.api import Request
from specpress.ir.types.parameters import item_field, parameter
from specpress.ir.types.rules import (
    Allowed,
    Bound,
    Combinations,
    Count,
    Demand,
    Has,
    Is,
    MaxLength,
    Range,
    Rule,
    SameLength,
    Sum,
    Unique,
    demanded_names,
)
from specpress.ir.types.text import Word
from specpress.ir.types.types import Choice, Integer, List, Number, Record, Text, Type

Need: TypeAlias = tuple[Word, Word | None, str, Callable[[Type], bool]]
"""A parameter, perhaps a field of its items, what it must be, and whether a type is that."""


def check_types(rule: Rule, request: Request) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each parameter of which a rule asks what its type cannot give."""
    for name, key, noun, fits in _needs(rule):
        found = parameter(request, name)
        field = None if found is None else found.field
        if field is not None and isinstance(field.type, List) and key is not None:
            field = item_field(field.type, key)
        if field is not None and not fits(field.type):
            word = next((one for one in ("type", "choices") if field.places.has(one)), "type")
            said = name if key is None else key
            yield Diagnostic(
                "E0324",
                f"the rule `{rule.id}` needs `{said}` to be {noun}",
                Label(said.span, f"is not {noun}"),
                (Label(field.places.of(word), "what it is"),),
                help="name another parameter, or correct its type",
            )


def _needs(rule: Rule) -> Iterator[Need]:
    for condition in rule.when:
        match condition:
            case Is(name=name):
                yield (name, None, *_SCALAR)
            case Has(name=name):
                yield (name, None, *_OBJECTS)
    match rule.demand:
        case Allowed() | Combinations():
            yield from ((name, None, *_SCALAR) for name in demanded_names(rule.demand))
        case Range() | Bound():
            yield from ((name, None, *_NUMBER) for name in demanded_names(rule.demand))
        case MaxLength(name=name):
            yield (name, None, *_TEXT)
        case SameLength(names=names):
            yield from ((name, None, *_LIST) for name in names)
        case _:
            yield from _list_needs(rule.demand)


def _list_needs(demand: Demand) -> Iterator[Need]:
    match demand:
        case Count(name=name, where=where):
            yield (name, None, *(_OBJECTS if where else _LIST))
        case Unique(name=name, field=None):
            yield (name, None, *_SCALARS)
        case Sum(name=name, field=None):
            yield (name, None, *_AMOUNTS)
        case Unique(name=name, field=Word() as key):
            yield (name, None, *_OBJECTS)
            yield (name, key, *_SCALAR)
        case Sum(name=name, field=Word() as key):
            yield (name, None, *_OBJECTS)
            yield (name, key, *_AMOUNT)
        case _:
            return


def _is_scalar(type_: Type) -> bool:
    return not isinstance(type_, List | Record)


def _is_number(type_: Type) -> bool:
    if isinstance(type_, Choice):
        return all(isinstance(one, int | float) for one in type_.values)
    return isinstance(type_, Integer | Number)


def _is_amount(type_: Type) -> bool:
    if isinstance(type_, Choice):
        return all(isinstance(one, int) for one in type_.values)
    return isinstance(type_, Integer | Text)


def _items_are(fits: Callable[[Type], bool]) -> Callable[[Type], bool]:
    return lambda type_: isinstance(type_, List) and fits(type_.item)


_SCALAR: Final = ("one value", _is_scalar)
_NUMBER: Final = ("a number", _is_number)
_TEXT: Final = ("text", lambda type_: isinstance(type_, Text))
_LIST: Final = ("a list", lambda type_: isinstance(type_, List))
_OBJECTS: Final = ("a list of objects", _items_are(lambda type_: isinstance(type_, Record)))
_SCALARS: Final = ("a list of single values", _items_are(_is_scalar))
_AMOUNT: Final = ("text or a whole number", _is_amount)
_AMOUNTS: Final = ("a list of texts or of whole numbers", _items_are(_is_amount))
