"""From offsets in a text to spans with lines and columns, quickly."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from specpress.diagnostics.source import Position, Source, Span

_WORD: Final = re.compile(r"[^\s,\[\]{}]*")


class Places:
    """The lines of one source; offsets are in code points, counted from 0."""

    __slots__ = ("_starts", "source")

    def __init__(self, source: Source) -> None:
        """Find where each line starts."""
        self.source = source
        self._starts = (0, *(match.end() for match in re.finditer("\n", source.text)))

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters from `start` up to, not including, `end`."""
        return Span(self.source, self._position(start), self._position(end))

    def character(self, offset: int) -> Span:
        """Return the span of one character; it is empty at the end of a line or of the text."""
        return self.span(offset, min(offset + 1, self._line_end(offset)))

    def word(self, offset: int) -> Span:
        """Return the span from `offset` to the next space or flow punctuation."""
        match = _WORD.match(self.source.text, offset)
        return self.span(offset, offset if match is None else match.end())

    def rest_of_line(self, offset: int) -> Span:
        """Return the span from `offset` to the end of its line."""
        return self.span(offset, self._line_end(offset))

    def before_on_line(self, offset: int) -> str:
        """Return the characters of the line that stand before `offset`."""
        return self.source.text[self._starts[self._line(offset)] : offset]

    def trimmed(self, start: int, end: int) -> int:
        """Return `end` moved back over spaces and line feeds, at most to `start`."""
        text = self.source.text
        while end > start and text[end - 1] in " \n":
            end -= 1
        return end

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _line_end(self, offset: int) -> int:
        end = self.source.text.find("\n", offset)
        return len(self.source.text) if end < 0 else end

    def _position(self, offset: int) -> Position:
        line = self._line(offset)
        return Position(line + 1, offset - self._starts[line] + 1)
