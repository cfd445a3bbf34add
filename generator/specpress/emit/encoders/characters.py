"""Characters that no generated file may hold, and those that need no escape in Python."""

from __future__ import annotations

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_THAI: Final = range(0x0E01, 0x0E5C)
_LAST_SHORT: Final = 0xFFFF


def is_unseen(character: str) -> bool:
    """Return whether a character is a control, a format character or a line separator but LF."""
    return character != "\n" and unicodedata.category(character) in _UNSEEN


def is_plain(character: str) -> bool:
    """Return whether a character stands in Python source as it is: ASCII and Thai that is seen.

    Many others look like ASCII, which linters report.
    """
    return " " <= character <= "~" or ord(character) in _THAI


def code_point(character: str) -> str:
    r"""Return a character as Python's escape of its code point: `\u2028`, `\U0001f600`."""
    number = ord(character)
    return f"\\u{number:04x}" if number <= _LAST_SHORT else f"\\U{number:08x}"
