"""What a server says, made fit to stand in a sentence of ours."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 300


def in_one_line(text: str | None) -> str | None:
    """Return `text` without what could move a cursor or flood a screen."""
    if text is None:
        return None
    shown = "".join(one if one.isprintable() else " " for one in text[:_LONGEST])
    return f"{shown}…" if len(text) > _LONGEST else shown
