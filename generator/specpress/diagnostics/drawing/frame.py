"""The frame of a drawing: places, line numbers, and the gutter that all lines share."""

from __future__ import annotations

from dataclasses import dataclass

from specpress.diagnostics.drawing.terminal_style import Role, Style
from specpress.diagnostics.drawing.visible_text import visible
from specpress.diagnostics.source import Span


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines of one diagnostic, beside a gutter as wide as its widest line number."""

    style: Style
    digits: int

    @property
    def room(self) -> int:
        """Return how many columns a line of source may take."""
        widest = 140 if self.style.width is None else self.style.width
        return max(40, widest - self.digits - 3)

    def arrow(self, sign: str, span: Span, text: str) -> str:
        """Return the line that names a place, and what is said of the file as a whole."""
        start = span.start
        place = (
            span.source.path if start is None else f"{span.source.path}:{start.line}:{start.column}"
        )
        sign = self.style.paint(f"{' ' * self.digits}{sign}", Role.FRAME)
        return f"{sign} {self._visible(place)}{': ' * bool(text)}{self._visible(text)}"

    def beside(self, text: str = "", number: int | None = None) -> str:
        """Return `text` beside the gutter, which shows `number` if there is one."""
        shown = "" if number is None else str(number)
        bar = self.style.paint(f"{shown:<{self.digits}} |", Role.FRAME)
        return f"{bar} {text}" if text else bar

    def skipped(self) -> str:
        """Return the line that stands for lines left out."""
        return self.style.paint("...", Role.FRAME)

    def remark(self, kind: str, text: str) -> str:
        """Return the lines of a note or help, each below the start of the first."""
        lead = f"{' ' * self.digits} = {kind}: "
        sign, word = f"{' ' * self.digits} =", f"{kind}:"
        sign = self.style.paint(sign, Role.FRAME)
        lines = [self._visible(line) for line in text.split("\n")]
        lines[1:] = [f"{' ' * len(lead)}{line}".rstrip() for line in lines[1:]]
        return f"{sign} {self.style.paint(word, Role.STRONG)} " + "\n".join(lines)

    def _visible(self, text: str) -> str:
        return visible(text, unicode=self.style.unicode)
