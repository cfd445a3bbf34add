"""The order of names in `__all__`, as `ruff` sorts them."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Key: TypeAlias = tuple[int, tuple[tuple[int, int, str], ...]]

_PARTS: Final = re.compile(r"[0-9]+|[^0-9]")


def name_order(name: str) -> Key:
    """Return a key to sort names by: CONSTANTS, then Classes, then functions.

    Within each, numbers in names count as numbers: `V2` stands before `V10`.
    """
    is_constant = name.isupper() and len(name) > 1
    rank = 0 if is_constant else 1 if name[:1].isupper() else 2
    return rank, tuple(_part(one) for one in _PARTS.findall(name))


def _part(part: str) -> tuple[int, int, str]:
    """Return a part's rank: digits before letters; those that begin with 0 as decimals."""
    if not part.isdigit():
        return ord(part), 0, ""
    return ord("0"), 0 if part.startswith("0") else len(part), part
