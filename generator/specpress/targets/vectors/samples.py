"""A valid value of every type, to be varied."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Final, assert_never

from specpress.ir.types.text import Tree
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

ASTRAL: Final = "\U0001d11e"
"""One character in code points; two in UTF-16, four in UTF-8."""

_USUAL: Final = f"aaaaa{ASTRAL}"
_SCHEME: Final = "http://"
_LARGEST_EXACT: Final = 2**53
_FORMATTED: Final = {
    Format.URL: "https://example.com/file",
    Format.DATE_TIME: "2026-01-31T12:00:00Z",
}


def sample(type_: Type) -> Tree:
    """Return a valid value: every key present, every list with as few items as may be, but one."""
    match type_:
        case Text():
            return _text(type_)
        case Choice(values=(first, *_)):
            return first
        case Choice():
            return None
        case Integer() | Number():
            return number_of(type_)
        case Boolean():
            return True
        case List():
            count = max(type_.min_items or 0, 0 if type_.max_items == 0 else 1)
            return [sample(type_.item) for _ in range(count)]
        case Record(fields=fields):
            members: dict[str, Tree] = {one.name: sample(one.type) for one in fields}
            return members
        case _ as unreachable:
            assert_never(unreachable)


def least(record: Record) -> Tree:
    """Return the smallest valid object: required keys only, at every depth."""
    needed = (one for one in record.fields if one.required)
    members: dict[str, Tree] = {one.name: _least_value(one) for one in needed}
    return members


def number_of(type_: Integer | Number) -> float:
    """Return a valid number: the least one, or the one nearest to 0 if there is no least."""
    start = min(type_.maximum or 0, 0) if type_.minimum is None else type_.minimum
    step = type_.step if isinstance(type_, Number) else None
    if step is None:
        return start
    count = Fraction(repr(start)) / Fraction(repr(step))
    # Below 0 without a least number, the start is the greatest one.
    whole = floor(count) if type_.minimum is None else ceil(count)
    return written(whole * Fraction(repr(step)))


def written(value: Fraction) -> float:
    """Return a number as JSON would have it: whole ones as such, as far as floats are exact."""
    is_whole = value.denominator == 1 and abs(value) < _LARGEST_EXACT
    return int(value) if is_whole else float(value)


def text_of(length: int, format_: Format | None = None) -> str | None:
    """Return a text of `length` code points, or None if the format has none of that length.

    The last character of a text without a format is not in the first plane.
    """
    match format_:
        case None:
            return "a" * (length - 1) + ASTRAL if length else ""
        case Format.URL if length > len(_SCHEME):
            return _SCHEME + "a" * (length - len(_SCHEME))
        case _:
            usual = _FORMATTED[format_]
            return usual if len(usual) == length else None


def _least_value(field: Field) -> Tree:
    return least(field.type) if isinstance(field.type, Record) else sample(field.type)


def _text(type_: Text) -> Tree:
    usual = _USUAL if type_.format is None else _FORMATTED[type_.format]
    most = len(usual) if type_.max_length is None else type_.max_length
    length = max(type_.min_length or 0, min(most, len(usual)))
    return usual if length == len(usual) else text_of(length, type_.format)
