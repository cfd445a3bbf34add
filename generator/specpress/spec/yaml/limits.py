"""How large a spec may be: far beyond any page, far below what could harm a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """The size of a file in bytes, the depth of its nesting, the number of its nodes."""

    size: int = 1 << 20
    depth: int = 32
    nodes: int = 20_000


LIMITS: Final = Limits()
