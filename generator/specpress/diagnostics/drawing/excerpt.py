"""The lines of one file that a diagnostic is about, with what is marked in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specpress.diagnostics.diagnostic import Label
from specpress.diagnostics.drawing.frame import Frame
from specpress.diagnostics.drawing.source_line import strip_of
from specpress.diagnostics.drawing.terminal_style import Role
from specpress.diagnostics.drawing.underlines import Mark, rows
from specpress.diagnostics.drawing.visible_text import visible
from specpress.diagnostics.source import Position


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with a place in its file, and how it is marked: `^` if it is the primary one."""

    label: Label
    start: Position
    end: Position
    sign: str
    role: Role

    @property
    def last_line(self) -> int:
        """Return the line of the last character; an end in the first column is before it."""
        is_before = self.end.column == 1 and self.end.line > self.start.line
        return self.end.line - is_before


def excerpt(labels: Sequence[Placed], frame: Frame) -> Iterator[str]:
    """Yield the marked lines in order; those far apart are joined by `...`."""
    by_line: dict[int, list[Placed]] = {}
    for label in sorted(labels, key=lambda one: one.start.line):
        by_line.setdefault(label.start.line, []).append(label)
    before = min(by_line)
    for number, marked in by_line.items():
        source = marked[0].label.span.source
        if number == before + 2:
            between = strip_of(source.line(number - 1), (), frame.style, frame.room)
            yield frame.beside(between.text.rstrip(), number - 1)
        elif number > before + 2:
            yield frame.skipped()
        yield from _line(source.line(number), number, marked, frame)
        before = number


def _line(line: str, number: int, marked: Sequence[Placed], frame: Frame) -> Iterator[str]:
    ranges = [_range(one, line) for one in marked]
    strip = strip_of(line, ranges, frame.style, frame.room)
    yield frame.beside(strip.text.rstrip(), number)
    marks = [
        Mark(*strip.reach(*range_), _text(one, frame), one.sign, one.role)
        for one, range_ in zip(marked, ranges, strict=True)
    ]
    # The primary mark is drawn last, over the others.
    marks.sort(key=lambda mark: mark.sign == "^")
    yield from map(frame.beside, rows(list(dict.fromkeys(marks)), frame.style))


def _range(placed: Placed, line: str) -> tuple[int, int]:
    """Return the offsets in `line` to mark: of a span of several lines, the first."""
    start = min(placed.start.column - 1, len(line))
    if placed.last_line == placed.start.line:
        end = placed.end.column - 1 if placed.end.line == placed.start.line else len(line)
        return start, min(end, len(line))
    return start, max(start, len(line.rstrip()))


def _text(placed: Placed, frame: Frame) -> str:
    text = visible(placed.label.text, unicode=frame.style.unicode)
    if placed.last_line == placed.start.line:
        return text
    lines = f"lines {placed.start.line} to {placed.last_line}"
    return f"{text} ({lines})" if text else lines
