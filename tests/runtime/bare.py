"""A model that takes no files."""

from __future__ import annotations

from typing import Final

from tests.runtime.wick import Violation, check

__all__ = ["MODEL", "UPLOADS", "Violation", "check"]

MODEL: Final = "bare-1"
UPLOADS: Final[tuple[tuple[str, int, tuple[str, ...]], ...]] = ()
