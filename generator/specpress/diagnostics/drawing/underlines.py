"""What is drawn under a line: the marks, and the texts that hang from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from specpress.diagnostics.drawing.terminal_style import Role, Style
from specpress.diagnostics.drawing.visible_text import columns


@dataclass(frozen=True, slots=True)
class Mark:
    """Columns `start` up to `end`, underlined with `sign`, and the visible text beside them."""

    start: int
    end: int
    text: str
    sign: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Row:
    """Pieces of text by the column they start in; a later piece replaces an earlier one."""

    pieces: dict[int, tuple[str, Role]] = field(default_factory=dict)

    def underline(self, mark: Mark) -> None:
        for column in range(mark.start, mark.end):
            self.pieces[column] = (mark.sign, mark.role)

    def put(self, column: int, text: str, role: Role) -> None:
        self.pieces[column] = (text, role)

    def drawn(self, style: Style) -> str:
        cells: list[tuple[str, Role]] = []
        reached = 0
        for column, (text, role) in sorted(self.pieces.items()):
            gap = " " * (column - reached)
            cells += [(gap, Role.PLAIN)] * bool(gap) + [(text, role)]
            reached = column + columns(text)
        runs = groupby(cells, key=lambda cell: cell[1])
        return "".join(style.paint("".join(text for text, _ in run), role) for role, run in runs)


def rows(marks: Sequence[Mark], style: Style) -> Iterator[str]:
    """Yield the rows under a line; later marks are drawn over earlier ones.

    A text stands beside its mark where it fits. The others hang below, the rightmost highest.
    """
    top = _Row()
    for mark in marks:
        top.underline(mark)
    beside, hanging = _parted([mark for mark in marks if mark.text], marks)
    for mark in beside:
        top.put(mark.end + 1, mark.text, mark.role)
    yield top.drawn(style)
    if hanging:
        yield _bars(hanging).drawn(style)
    while hanging:
        lowest = hanging.pop(0)
        row = _bars(hanging)
        row.put(lowest.start, lowest.text, lowest.role)
        yield row.drawn(style)


def _parted(texts: Sequence[Mark], marks: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Return the marks whose texts fit beside them, and the others from right to left."""
    beside: list[Mark] = []
    hanging: list[Mark] = []
    for mark in sorted(texts, key=lambda one: one.start)[::-1]:
        is_free = all(mark.end != one.end for one in beside)
        fits = is_free and all(_leaves_room(other, mark) for other in marks)
        (beside if fits else hanging).append(mark)
    return beside, hanging


def _leaves_room(other: Mark, mark: Mark) -> bool:
    return other.end <= mark.end or other.start > mark.end + 1 + columns(mark.text)


def _bars(marks: Sequence[Mark]) -> _Row:
    row = _Row()
    for mark in marks:
        row.put(mark.start, "|", mark.role)
    return row
