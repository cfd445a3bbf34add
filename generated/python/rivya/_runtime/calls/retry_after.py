"""How long a platform asks to be left alone: the Retry-After header (RFC 9110)."""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..effects.effects import Response


def retry_after(response: Response, clock: float) -> float | None:
    """Return how many seconds to wait from now on; None if the header says nothing.

    `clock` is the time of day in seconds since 1970. A date is held against the
    server's own clock, where it tells it, since ours may be wrong.
    """
    asked = response.header("retry-after")
    if asked is None:
        return None
    if asked.strip().isascii() and asked.strip().isdecimal():
        return float(asked)
    until = _seconds(asked)
    if until is None:
        return None
    server_clock = _seconds(response.header("date") or "")
    since = clock if server_clock is None else server_clock
    return max(0.0, math.ceil(until - since))


def _seconds(date: str) -> float | None:
    """Return the seconds since 1970 of an HTTP date."""
    try:
        moment = parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp()
