"""How many calls a key may make."""

from __future__ import annotations

import math

from specpress.emulator.faults.profiles import Limit
from specpress.emulator.platform.clock import Clock


class Counter:
    """Counts calls in windows of virtual time, one after the other."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._begins = -math.inf
        self._calls = 0

    def refused_for(self, limit: Limit | None) -> int | None:
        """Count a call; return None, or the real seconds until one is taken again, at least 1."""
        if limit is None:
            return None
        now = self._clock.now()
        if now >= self._begins + limit.seconds:
            self._begins, self._calls = now, 0
        self._calls += 1
        if self._calls <= limit.calls:
            return None
        return max(1, math.ceil(self._clock.real(self._begins + limit.seconds - now)))
