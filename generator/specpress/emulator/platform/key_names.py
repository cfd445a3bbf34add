"""What keys of answers are about, told by their names where the spec has no word for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.ir.types.types import Field, Format, Integer, List, Number, Record, Text

_BALANCE: Final = ("credit", "balance")
_RESERVED: Final = ("reserved", "estimated")
_CREATED: Final = ("created", "submitted", "started", "queued")
_ENDED: Final = ("finished", "completed", "ended")
_UPDATED: Final = ("updated", "modified", "changed")


def balance_keys(record: Record) -> tuple[str, ...]:
    """Return the key of the balance: one that says so, or else the first number."""
    numbers = [one.name for one in _fields(record) if isinstance(one.type, Integer | Number)]
    telling = [one for one in numbers if any(word in one.lower() for word in _BALANCE)]
    return tuple((telling or numbers)[:1])


def reserved_keys(record: Record) -> tuple[str, ...]:
    """Return the keys of what was reserved for a job."""
    numbers = (one.name for one in _fields(record) if isinstance(one.type, Integer | Number))
    return tuple(one for one in numbers if any(word in one.lower() for word in _RESERVED))


def time_keys(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the keys of times, each with what it is the time of: created, ended or updated."""
    kinds = (("created", _CREATED), ("ended", _ENDED), ("updated", _UPDATED))
    return tuple(
        (one.name, kind)
        for one in _fields(record)
        if isinstance(one.type, Text) and one.type.format is Format.DATE_TIME
        for kind, words in kinds
        if any(word in one.name.lower() for word in words)
    )


def _fields(record: Record) -> Iterator[Field]:
    for one in record.fields:
        inner = one.type.item if isinstance(one.type, List) else one.type
        if isinstance(inner, Record):
            yield from _fields(inner)
        else:
            yield one
