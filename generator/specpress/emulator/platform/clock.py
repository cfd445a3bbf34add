"""Virtual time: real time, some times as fast, that can be moved forward."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

_LAST: Final = 253_402_300_799.0
"""The end of the year 9999, beyond which dates have no usual form."""


class Clock:
    """Counts virtual seconds since 1970."""

    def __init__(
        self,
        speed: float = 1.0,
        start: float = 0.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin at `start`, `speed` virtual seconds to a real one."""
        self.speed = speed
        self._monotonic = monotonic
        self._origin = start - monotonic() * speed

    def now(self) -> float:
        """Return the virtual time."""
        return self._origin + self._monotonic() * self.speed

    def advance(self, seconds: float) -> None:
        """Let virtual seconds pass at once."""
        self._origin += seconds

    def real(self, seconds: float) -> float:
        """Return how many real seconds virtual ones take."""
        return seconds / self.speed


def written(at: float) -> str:
    """Return a virtual time as RFC 3339 has it, in UTC."""
    moment = datetime.fromtimestamp(min(at, _LAST), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
