"""How wide generated Python may be, and how wide a text is."""

from __future__ import annotations

import unicodedata
from typing import Final

WIDTH: Final = 88
"""The width of generated Python in columns, the default of its formatters."""


def columns(text: str) -> int:
    """Return the columns that `text` takes; the marks above and below Thai letters take none."""
    if text.isascii():
        return len(text)
    return sum(unicodedata.category(one) != "Mn" for one in text)
