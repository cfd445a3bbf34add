"""Files as text, and places in them."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its path as shown to people, and its text.

    The path is relative to the working directory, with `/` as its separator. Lines end
    with LF alone: whoever makes a Source has already normalised CRLF. The text may be a part
    of the file, such as one line of JSON Lines; `first_line` is then the number of its first
    line. Sources are compared by path, for a path means one file throughout a run.
    """

    path: str
    text: str = field(default="", repr=False, compare=False)
    first_line: int = field(default=1, compare=False)
    _starts: list[int] = field(default_factory=list, init=False, repr=False, compare=False)
    _last: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def line(self, number: int) -> str:
        """Return line `number` of the file, without its line feed; empty if it is not here."""
        if number not in self._last:
            # Kept until another is asked for: a text of one line may have a thousand faults.
            self._last.clear()
            self._last[number] = self._cut(number - self.first_line)
        return self._last[number]

    def _cut(self, index: int) -> str:
        starts = self._line_starts()
        if not 0 <= index < len(starts):
            return ""
        end = starts[index + 1] - 1 if index + 1 < len(starts) else len(self.text)
        return self.text[starts[index] : end]

    def position(self, offset: int) -> Position:
        """Return the place of the character at `offset` of the text, in code points from 0."""
        starts = self._line_starts()
        index = bisect_right(starts, offset) - 1
        return Position(self.first_line + index, offset - starts[index] + 1)

    def _line_starts(self) -> list[int]:
        # Found once, when a first place is asked for, and kept: most sources have nothing wrong.
        if not self._starts:
            self._starts.extend((0, *(match.end() for match in re.finditer("\n", self.text))))
        return self._starts


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
    return Span(source, source.position(start), source.position(end))


def shown_path(path: Path) -> str:
    """Return `path` as people see it: relative to the working directory if it is below it."""
    absolute, here = Path(os.path.normpath(path.absolute())), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()
