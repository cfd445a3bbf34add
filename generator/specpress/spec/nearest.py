"""Which of the allowed words was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word most like `word`, or None if none is like it."""
    folded = {one.casefold(): one for one in sorted(allowed, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), sorted(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def listed(words: Iterable[str], conjunction: str = "or") -> str:
    """Return words as a phrase: `a`, `a or b`, `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last
