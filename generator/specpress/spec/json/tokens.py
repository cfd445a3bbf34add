"""The smallest parts of a JSON text."""

from __future__ import annotations

import re
from typing import Final

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_WORD: Final = re.compile(r"""[^\s,:\[\]{}"]+""")
_LONGEST_SHOWN: Final = 30


def skip_space(text: str, at: int) -> int:
    """Return the offset of the first character from `at` on that is no white space of JSON."""
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


def word_at(text: str, at: int) -> str:
    """Return the characters from `at` to the next space, quote or punctuation of JSON."""
    found = _WORD.match(text, at)
    return "" if found is None else found[0]


def quoted(text: str) -> str:
    """Return a few characters of `text` as a message shows them."""
    is_long = len(text) > _LONGEST_SHOWN
    return f"`{text[:_LONGEST_SHOWN]}{'…' * is_long}`"
