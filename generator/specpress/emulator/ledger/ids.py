"""The ids of jobs and files, made of their numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_MOST_DIGITS: Final = 15
"""SQLite counts a little further; longer ids are nobody's."""


def job_id(number: int) -> str:
    """Return the id of a job."""
    return f"job_{number:06}"


def file_id(number: int) -> str:
    """Return the id of a file."""
    return f"file_{number:06}"


def number_of(id_: str, write: Callable[[int], str]) -> int | None:
    """Return the number that `write` makes this id of, or None if there is none."""
    digits = id_.rpartition("_")[2]
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        return None
    number = int(digits)
    return number if write(number) == id_ else None
