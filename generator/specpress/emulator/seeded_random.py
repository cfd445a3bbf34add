"""Numbers that look drawn and are not: the same seed and place give the same number."""

from __future__ import annotations

from hashlib import blake2b

_SIZE = 8


def luck(seed: int, *place: object) -> float:
    """Return a number from 0 up to, but without, 1."""
    text = "/".join(map(str, (seed, *place)))
    digest = blake2b(text.encode(), digest_size=_SIZE).digest()
    # 53 bits: all that a float below 1 holds exactly.
    return (int.from_bytes(digest) >> 11) / (1 << 53)
