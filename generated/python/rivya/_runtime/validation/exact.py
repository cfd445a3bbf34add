"""From whole numbers of a small unit to an amount."""

from __future__ import annotations


def exact(amount: int, scale: int) -> float:
    """Return `amount` / `scale`: a whole number, or the float that is nearest."""
    whole = amount // scale
    return whole if amount % scale == 0 or whole > 2**53 else amount / scale
