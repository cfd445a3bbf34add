"""What a server says, made fit to stand in a sentence of ours."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 300


def said_by(error: BaseException) -> str:
    """Return what an exception says; of some, asking that raises another one."""
    try:
        return str(error)
    except Exception:
        return ""


def in_one_line(text: str | None) -> str | None:
    """Return `text` without what could move a cursor or flood a screen."""
    if text is None:
        return None
    shown = "".join(one if one.isprintable() else " " for one in text[:_LONGEST])
    return f"{shown}…" if len(text) > _LONGEST else shown
