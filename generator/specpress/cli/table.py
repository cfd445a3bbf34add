"""Aligned columns of text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wcwidth import wcswidth


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> str:
    """Return rows under a head, columns two spaces apart; those in `right` are flush right."""
    widths = [max(wcswidth(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    return "".join(
        "  ".join(
            _pad(cell, width, flush_right=index in right)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        + "\n"
        for row in (head, *rows)
    )


def _pad(cell: str, width: int, *, flush_right: bool) -> str:
    space = " " * (width - wcswidth(cell))
    return space + cell if flush_right else cell + space
