"""What may stand as the id of a job, and as the key under which it is sent."""

from __future__ import annotations

from typing import Final, TypeGuard

LONGEST_ID: Final = 512
_LONGEST_KEY: Final = 255


def is_id(value: object) -> TypeGuard[str]:
    """Return whether a value can be sent, written down and shown as an id.

    One of dots would climb out of its folder in a path.
    """
    if not isinstance(value, str) or len(value) > LONGEST_ID:
        return False
    return value.isprintable() and bool(value.strip("."))


def is_key(value: object) -> TypeGuard[str]:
    """Return whether a value can stand in a header as an idempotency key."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_KEY:
        return False
    return value.isascii() and value.isprintable() and value == value.strip()
