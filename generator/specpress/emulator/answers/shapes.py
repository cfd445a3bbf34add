"""Answers in the shapes that a spec describes, filled with what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final, TypeAlias, assert_never

from specpress.emulator.answers.characters import scalar
from specpress.ir.types.multiple import is_multiple
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Format,
    Integer,
    List,
    Number,
    Record,
    Text,
    Type,
)

JsonValue: TypeAlias = Any
JsonObject: TypeAlias = dict[str, JsonValue]

_DATE: Final = "1970-01-01T00:00:00Z"
_URL: Final = "http://localhost/"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an answer: values by role and by key, and the rows of its list of models.

    The value of a role may be a list; where one is wanted, its first is taken.
    """

    roles: Mapping[str, JsonValue] = field(default_factory=dict)
    keys: Mapping[str, JsonValue] = field(default_factory=dict)
    rows: Sequence[Known] = ()


class _Absent:
    """Says that nothing stands under a key."""


_ABSENT: Final = _Absent()


def filled(record: Record, known: Known) -> JsonObject:
    """Return an object of a shape.

    What is not known is left out, or null where the shape allows it, or, where it must be there,
    the least value of its type.
    """
    found = ((one.name, _value(one, known)) for one in record.fields)
    return {str(name): value for name, value in found if not isinstance(value, _Absent)}


def _value(field_: Field, known: Known) -> JsonValue:
    said = _said(field_, known)
    if not isinstance(said, _Absent):
        return said
    if field_.nullable:
        return None
    return _least(field_.type, known) if field_.required else _ABSENT


def _said(field_: Field, known: Known) -> JsonValue:
    """Return what is known of a field's value, or of any part of it."""
    name, role, type_ = field_.name, field_.role, field_.type
    if name in known.keys:
        value = known.keys[name]
        if (value is None and field_.nullable) or fits(type_, value):
            return value
    if isinstance(type_, Record):
        return filled(type_, known) if _is_touched(type_, known) else _ABSENT
    if isinstance(type_, List) and isinstance(type_.item, Record):
        item = type_.item
        return [filled(item, one) for one in known.rows] if _names_a_model(item) else _ABSENT
    if role is None or known.roles.get(role) is None:
        return _ABSENT
    values = known.roles[role]
    many = values if isinstance(values, list) else [values]
    return many if isinstance(type_, List) else many[0]


def _is_touched(record: Record, known: Known) -> bool:
    """Return whether any role within a record is known."""
    return any(
        (one.role is not None and known.roles.get(one.role) is not None)
        or (isinstance(one.type, Record) and _is_touched(one.type, known))
        for one in record.fields
    )


def _names_a_model(record: Record) -> bool:
    return any(one.role == "model_id" for one in record.fields)


def fits(type_: Type, value: JsonValue) -> bool:
    """Return whether a value, which is not null, is of a scalar type; of others none is."""
    match type_:
        case Text():
            return isinstance(value, str) and _within(
                len(value), type_.min_length, type_.max_length
            )
        case Choice():
            return any(value == one and type(value) is type(one) for one in _choices(type_))
        case Boolean():
            return isinstance(value, bool)
        case Integer():
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            return is_whole and _within(value, type_.minimum, type_.maximum)
        case Number():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            is_bounded = is_number and _within(value, type_.minimum, type_.maximum)
            return is_bounded and (type_.step is None or is_multiple(value, type_.step))
        case List() | Record():
            return False
        case _ as unreachable:
            assert_never(unreachable)


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _least(type_: Type, known: Known) -> JsonValue:
    match type_:
        case Text(format=Format.URL):
            return _URL
        case Text(format=Format.DATE_TIME):
            return _DATE
        case Text():
            return "-" * (type_.min_length or 0)
        case Choice():
            return _choices(type_)[0]
        case Boolean():
            return False
        case Integer() | Number():
            return _nearest_to_zero(type_)
        case List():
            return [_least(type_.item, known)] * (type_.min_items or 0)
        case Record():
            return filled(type_, known)
        case _ as unreachable:
            assert_never(unreachable)


def _nearest_to_zero(type_: Integer | Number) -> float:
    least = -inf if type_.minimum is None else type_.minimum
    most = inf if type_.maximum is None else type_.maximum
    return max(least, min(0, most))


def _choices(type_: Choice) -> list[JsonValue]:
    return [scalar(one) for one in type_.values]
