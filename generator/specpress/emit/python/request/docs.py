"""What stands under a field: its description, default and limits, and what was inferred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from specpress.emit.encoders.encoders import Piece
from specpress.ir.types.text import SpecText
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Format,
    Integer,
    Json,
    JsonArray,
    JsonObject,
    List,
    Number,
    Record,
    Text,
    Type,
)

Paragraph = Sequence[Piece]


def field_paragraphs(field: Field) -> tuple[Paragraph, ...]:
    """Return the paragraphs under a field; none if the spec says nothing of it."""
    described = () if field.doc is None else ([field.doc.en],)
    facts = [*_limits(field.type), *_default(field.default)]
    limits = ([piece for fact in facts for piece in (*fact, " ")],) if facts else ()
    reasons = [["Inferred, ", str(one.word), ": ", one.reason] for one in field.inferred]
    return (*described, *limits, *reasons)


def _limits(type_: Type) -> Iterator[Paragraph]:
    match type_:
        case Text():
            yield from _range(type_.min_length, type_.max_length, "character")
            if type_.format is not None:
                yield [_FORMATS[type_.format]]
        case Integer() | Number():
            yield from _range(type_.minimum, type_.maximum)
            if isinstance(type_, Number) and type_.step is not None:
                yield [f"In steps of {type_.step!r}."]
        case List():
            yield from _range(type_.min_items, type_.max_items, "item")
        case Choice() | Boolean() | Record():
            return
        case _ as unreachable:
            assert_never(unreachable)


_FORMATS = {
    Format.URL: "A URL that begins with http:// or https://.",
    Format.DATE_TIME: "A date and time of RFC 3339.",
}


def _range(least: float | None, most: float | None, noun: str = "") -> Iterator[Paragraph]:
    match least, most:
        case None, None:
            return
        case None, limit:
            yield [f"At most {limit:,}{_counted(noun, limit)}."]
        case limit, None:
            yield [f"At least {limit:,}{_counted(noun, limit)}."]
        case _:
            yield [f"From {least:,} to {most:,}{_counted(noun, most)}."]


def _counted(noun: str, number: float | None) -> str:
    return f" {noun}{'' if number == 1 else 's'}" if noun else ""


def _default(value: Json) -> Iterator[Paragraph]:
    if value is not None:
        yield ["Default: ", *_written(value), "."]


def _written(value: Json) -> Iterator[Piece]:
    match value:
        case SpecText():
            yield '"'
            yield value
            yield '"'
        case bool():
            yield "true" if value else "false"
        case JsonArray(items=items):
            yield "["
            for index, item in enumerate(items):
                yield ", " if index else ""
                yield from _written(item)
            yield "]"
        case JsonObject():
            yield "an object"
        case None:
            yield "null"
        case _:
            yield repr(value)
