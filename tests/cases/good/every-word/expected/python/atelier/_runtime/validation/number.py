"""What counts as a number in JSON."""

from __future__ import annotations


def is_number(value: object) -> bool:
    """Return whether a value is a number in JSON: finite, and no truth value."""
    if isinstance(value, float):
        return value - value == 0  # which infinity and nan are not
    return isinstance(value, int) and not isinstance(value, bool)
