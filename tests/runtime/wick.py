"""A model of the invented platform, as a generated module has it."""

from __future__ import annotations

from typing import Final, NamedTuple

MODEL: Final = "wick-1"
UPLOADS: Final[tuple[tuple[str, int, tuple[str, ...]], ...]] = (
    ("image", 1_000_000, ("image/png", "image/jpeg")),
)


class Violation(NamedTuple):
    code: str
    at: str
    expected: str | None
    found: str | None

    def message(self, locale: str = "en") -> str:
        return f"{self.at} {'is required' if locale == 'en' else 'จำเป็นต้องมี'}"


def check(request: object) -> list[Violation]:
    if isinstance(request, dict) and "prompt" in request:
        return []
    return [Violation("required", "/prompt", None, None)]
