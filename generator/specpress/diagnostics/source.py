"""Files as text, and places in them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its path as shown to people, and its text.

    The path is relative to the working directory, with `/` as its separator. Lines end
    with LF alone: whoever makes a Source has already normalised CRLF.
    """

    path: str
    text: str = field(default="", repr=False)

    def line(self, number: int) -> str:
        """Return line `number`, counted from 1, without its line feed; empty if there is none."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters: line and column, both counted from 1, in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` up to, not including, `end`.

    A span without positions means the file as a whole, such as one that could not be decoded.
    """

    source: Source
    start: Position | None = None
    end: Position | None = None

    @property
    def place(self) -> tuple[str, int, int]:
        """Return path, line and column of the start, as a sort key; zeros for a whole file."""
        if self.start is None:
            return (self.source.path, 0, 0)
        return (self.source.path, self.start.line, self.start.column)


def span_between(source: Source, start: int, end: int) -> Span:
    """Return the span of `source.text[start:end]`, offsets in code points."""
    return Span(source, _position(source.text, start), _position(source.text, end))


def _position(text: str, offset: int) -> Position:
    before = text.rfind("\n", 0, offset)
    return Position(text.count("\n", 0, offset) + 1, offset - before)


def shown_path(path: Path) -> str:
    """Return `path` as people see it: relative to the working directory if it is below it."""
    absolute, here = Path(os.path.normpath(path.absolute())), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()
