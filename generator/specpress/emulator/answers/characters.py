"""The characters of spec text, as they go over HTTP: as JSON, headers and paths, never as code."""

from __future__ import annotations

from specpress.ir.types.text import SpecText, reveal


def characters(text: SpecText | None) -> str:
    """Return what the author wrote; nothing for None."""
    return "" if text is None else reveal(text)


def scalar(value: SpecText | float) -> str | int | float | bool:
    """Return a choice of the spec as JSON has it."""
    return reveal(value) if isinstance(value, SpecText) else value
