"""How much a client may retry in all, so that an outage is not made worse."""

from __future__ import annotations

import threading
from typing import Final

_CAPACITY: Final = 500
_RETRY_COST: Final = 14
_THROTTLED_COST: Final = 5
FIRST_TRY: Final = 1
"""What a success gives back that needed no retry."""


class RetryBudget:
    """A bucket of tokens that retries empty and successes fill; safe among threads."""

    __slots__ = ("_lock", "_tokens")

    def __init__(self) -> None:
        """Begin with a full bucket."""
        self._lock = threading.Lock()
        self._tokens = _CAPACITY

    def spend(self, *, throttled: bool) -> int | None:
        """Take what one retry costs and return it; None when too little is left.

        A retry that the platform asked for, being busy, is the cheaper one.
        """
        cost = _THROTTLED_COST if throttled else _RETRY_COST
        with self._lock:
            if self._tokens < cost:
                return None
            self._tokens -= cost
        return cost

    def refund(self, cost: int) -> None:
        """Give back what the retry that succeeded cost, or `FIRST_TRY`."""
        with self._lock:
            self._tokens = min(_CAPACITY, self._tokens + cost)
