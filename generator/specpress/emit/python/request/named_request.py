"""A request whose every part has its names in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specpress.emit.encoders.code import Code
from specpress.ir.types.text import SpecText
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Integer,
    List,
    Number,
    Record,
    Text,
    Variant,
)


@dataclass(frozen=True, slots=True)
class NamedScalar:
    """Text, a number or a truth value; `constant` is the stem of its limits' names."""

    type: Text | Integer | Number | Boolean
    constant: Code


@dataclass(frozen=True, slots=True)
class NamedVariant:
    """The choices that a discriminator leaves, and the constant that holds them."""

    type: Variant
    constant: Code


@dataclass(frozen=True, slots=True)
class NamedChoice:
    """A choice; `alias` names its Literal, or is None if that is written where it is used."""

    type: Choice
    constant: Code
    alias: Code | None
    variants: tuple[NamedVariant, ...] = ()

    @property
    def is_text(self) -> bool:
        """Return whether every value is text, so that checks need not tell 1 from true."""
        return all(isinstance(one, SpecText) for one in self.type.values)


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list; `local` holds an item in the checks."""

    type: List
    constant: Code
    item: NamedType
    local: Code


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """An object: what it is, the names of its TypedDict, of its check and of its constants."""

    type: Record
    summary: str
    constant: Code
    class_name: Code
    check: Code
    fields: tuple[NamedField, ...]


NamedType: TypeAlias = NamedScalar | NamedChoice | NamedList | NamedRecord


@dataclass(frozen=True, slots=True)
class NamedField:
    """A key of a record and the local variable that holds its value in the checks."""

    field: Field
    local: Code
    type: NamedType


def records_of(type_: NamedType) -> tuple[NamedRecord, ...]:
    """Return the records within a type, inner ones first, each once."""
    match type_:
        case NamedList(item=item):
            return records_of(item)
        case NamedRecord(fields=fields):
            inner = (one for field in fields for one in records_of(field.type))
            return (*inner, type_)
        case _:
            return ()


def parts_of(type_: NamedType) -> tuple[NamedType, ...]:
    """Return a type and all types within, in the page's order."""
    match type_:
        case NamedList(item=item):
            return (type_, *parts_of(item))
        case NamedRecord(fields=fields):
            return (type_, *(one for field in fields for one in parts_of(field.type)))
        case _:
            return (type_,)
