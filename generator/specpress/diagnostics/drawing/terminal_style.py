"""What the reader's screen can show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a piece of a drawing is for; the value is the ANSI code of its colour."""

    PLAIN = ""
    STRONG = "1"
    ERROR = "1;31"
    WARNING = "1;33"
    FRAME = "1;34"


@dataclass(frozen=True, slots=True)
class Style:
    """How diagnostics are drawn.

    `colour` asks for ANSI colours. Without `unicode` nothing but ASCII is drawn, and other
    characters are escaped. `width` is the number of columns, or None where there is no screen
    to ask, such as a file.
    """

    colour: bool = False
    unicode: bool = True
    width: int | None = None

    @property
    def ellipsis(self) -> str:
        """Return the sign for what was left out of a line."""
        return "…" if self.unicode else "..."

    def paint(self, text: str, role: Role) -> str:
        """Return `text` in the colour of its role."""
        if not self.colour or not text or role is Role.PLAIN:
            return text
        return f"\x1b[{role.value}m{text}\x1b[0m"
