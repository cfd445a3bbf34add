"""The named limits of a request: what its checks compare with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    parts_of,
)
from specpress.emit.python.syntax import Call, Expression, Raw, TupleOf
from specpress.ir.contract.contract import PATTERNS
from specpress.ir.types.types import Format, Integer, Number, Text


@dataclass(frozen=True, slots=True)
class Limit:
    """A module constant: its name and value."""

    name: Code
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


def pattern_name(format_: Format) -> Code:
    """Return the name of the constant that holds a format's compiled pattern."""
    return Code(f"_{format_.name}")


def multiple_test(step: float, name: Code) -> Expression:
    """Return the test that a number is no multiple of `step`, in whole numbers."""
    sign, digits, exponent = Decimal(repr(step)).as_tuple()
    del sign
    places = max(-int(exponent), 0)
    whole = int("".join(map(str, digits))) * 10 ** max(int(exponent), 0)
    arguments = (Raw(name), Raw(Code(whole)), Raw(Code(10**places)))
    return Call(Code("is_multiple"), arguments, prefix=Code("not "))


def _limits(part: NamedType) -> Iterator[Limit]:
    match part:
        case NamedChoice(type=choice, constant=name):
            yield Limit(name, TupleOf(tuple(literal(one) for one in choice.values)))
            for one in part.variants:
                chosen = tuple(literal(value) for value in one.type.choices)
                yield Limit(one.constant, TupleOf(chosen))
        case NamedRecord(type=record, constant=name):
            keys = tuple(literal(str(one.name)) for one in record.fields)
            yield Limit(Code(f"{name}_KEYS"), TupleOf(keys, grows=True))
        case NamedList(type=list_, constant=name):
            yield from _bounds(
                name, ("_MIN_ITEMS", list_.min_items), ("_MAX_ITEMS", list_.max_items)
            )
        case NamedScalar(type=Text() as text, constant=name):
            yield from _bounds(
                name, ("_MIN_LENGTH", text.min_length), ("_MAX_LENGTH", text.max_length)
            )
        case NamedScalar(type=Integer() | Number() as number, constant=name):
            yield from _bounds(name, ("_MIN", number.minimum), ("_MAX", number.maximum))
        case _:
            return


def _bounds(name: Code, *bounds: tuple[str, float | None]) -> Iterator[Limit]:
    for suffix, value in bounds:
        if value is not None:
            yield Limit(Code(f"{name}{suffix}"), Raw(literal(value)))


def _pattern(format_: Format) -> Expression:
    inner = PATTERNS[format_].removeprefix("^").removesuffix("$")
    return Call(Code("re.compile"), (Raw(Code(f'r"{inner}"')),))
