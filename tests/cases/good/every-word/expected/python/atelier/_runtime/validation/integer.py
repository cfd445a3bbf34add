"""What counts as a whole number in JSON."""

from __future__ import annotations


def is_integer(value: object) -> bool:
    """Return whether a value is a whole number in JSON: 1.0 is one, true is none."""
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)
