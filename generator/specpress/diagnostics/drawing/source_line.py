"""One line of a file as it is drawn, cut to what is marked if it is too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from specpress.diagnostics.drawing.terminal_style import Style
from specpress.diagnostics.drawing.visible_text import columns, visible

_LEAST_CONTEXT: Final = 8
"""Characters before and after an end of a mark, however narrow the screen is."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The text that is drawn, and the columns that each character of the line takes in it.

    `cells` maps the offset of a character to its first column and the column after it, both
    counted from 0; the end of the line has a cell too. A combining mark shares the cell of its
    base. Characters that were cut out have none.
    """

    text: str
    cells: dict[int, tuple[int, int]]

    def reach(self, start: int, end: int) -> tuple[int, int]:
        """Return the columns of the characters from `start` up to `end`: at least one."""
        first = self.cells[start][0]
        return first, max(self.cells[max(start, end - 1)][1], first + 1)


def strip_of(line: str, ranges: Sequence[tuple[int, int]], style: Style, room: int) -> Strip:
    """Return `line` in about `room` columns, with the ends of all `ranges` of offsets in it."""
    pieces = _pieces(line, ranges, style, room)
    drawn: list[str] = []
    cells: dict[int, tuple[int, int]] = {}
    first = after = reached = 0
    for start, end in pieces:
        if start > reached:
            drawn.append(style.ellipsis)
            first, after = after, after + len(style.ellipsis)
        for offset in range(start, end):
            glyph = visible(line[offset], unicode=style.unicode)
            if width := columns(glyph):
                first, after = after, after + width
            drawn.append(glyph)
            cells[offset] = (first, after)
        reached = end
    cells[reached] = (after, after + 1)
    if reached < len(line):
        drawn.append(style.ellipsis)
    return Strip("".join(drawn), cells)


def _pieces(
    line: str, ranges: Sequence[tuple[int, int]], style: Style, room: int
) -> list[tuple[int, int]]:
    """Return the parts of `line` to draw: all of it, or as much around `ranges` as fits."""

    def width(pieces: Sequence[tuple[int, int]]) -> int:
        text = "".join(visible(line[a:b], unicode=style.unicode) for a, b in pieces)
        return columns(text) + len(style.ellipsis) * (len(pieces) + 1)

    # Marks that take no column of their own cannot make a line of a page that long.
    if len(line) <= 2 * room and columns(visible(line, unicode=style.unicode)) <= room:
        return [(0, len(line))]
    ends = sorted({0} if not ranges else {end for one in ranges for end in one})
    for context in range(room // 2, _LEAST_CONTEXT, -1):
        pieces = _around(ends, context, len(line))
        if width(pieces) <= room:
            return pieces
    return _around(ends, _LEAST_CONTEXT, len(line))


def _around(ends: Iterable[int], context: int, length: int) -> list[tuple[int, int]]:
    """Return what stands within `context` characters of sorted `ends`, overlaps joined."""
    pieces: list[tuple[int, int]] = []
    for end in ends:
        start, stop = max(0, end - context), min(length, end + context)
        if pieces and start <= pieces[-1][1]:
            start = pieces.pop()[0]
        pieces.append((start, stop))
    return pieces
