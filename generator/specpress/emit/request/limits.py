"""The named limits of a request: what its checks compare with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from specpress.emit.code import Code
from specpress.emit.python import Expression, TupleOf, raw
from specpress.emit.request.named import (
    NamedChoice,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    parts_of,
)
from specpress.emit.text import literal
from specpress.ir.contract import PATTERNS
from specpress.ir.types import Format, Integer, Number, Text


@dataclass(frozen=True, slots=True)
class Limit:
    """A module constant: its name and value."""

    name: str
    value: Expression


def limits_of(request: NamedRecord) -> Iterator[Limit]:
    """Yield the constants of a request, in the page's order."""
    parts = parts_of(request)
    for part in parts:
        yield from _limits(part)
    for format_ in Format:
        if any(isinstance(one, NamedScalar) and format_of(one) is format_ for one in parts):
            yield Limit(pattern_name(format_), _pattern(format_))


def format_of(part: NamedScalar) -> Format | None:
    """Return the format of a text, or None."""
    return part.type.format if isinstance(part.type, Text) else None


def pattern_name(format_: Format) -> str:
    """Return the name of the constant that holds a format's compiled pattern."""
    return f"_{format_.name}"


def step_of(type_: Number) -> Fraction | None:
    """Return a number's step as an exact decimal fraction, or None."""
    return None if type_.step is None else Fraction(repr(type_.step))


def _limits(part: NamedType) -> Iterator[Limit]:
    match part:
        case NamedChoice(type=choice, constant=name):
            yield Limit(name, TupleOf(tuple(raw(literal(one)) for one in choice.values)))
        case NamedRecord(type=record, constant=name):
            keys = tuple(raw(literal(str(one.name))) for one in record.fields)
            yield Limit(f"{name}_KEYS", TupleOf(keys))
        case NamedList(type=list_, constant=name):
            yield from _bounds(name, ("_MIN_ITEMS", list_.min_items), ("_MAX_ITEMS", list_.max_items))
        case NamedScalar(type=Text() as text, constant=name):
            yield from _bounds(
                name, ("_MIN_LENGTH", text.min_length), ("_MAX_LENGTH", text.max_length)
            )
        case NamedScalar(type=Integer() | Number() as number, constant=name):
            yield from _bounds(name, ("_MIN", number.minimum), ("_MAX", number.maximum))
        case _:
            return


def _bounds(name: str, *bounds: tuple[str, float | None]) -> Iterator[Limit]:
    for suffix, value in bounds:
        if value is not None:
            yield Limit(f"{name}{suffix}", raw(literal(value)))


def _pattern(format_: Format) -> Expression:
    inner = PATTERNS[format_].removeprefix("^").removesuffix("$")
    return raw(Code(f're.compile(r"{inner}")'))
