"""How long a platform asks to be left alone: the Retry-After header (RFC 9110)."""

from __future__ import annotations

import math
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .effects import Response

_VALUE: Final = re.compile(r"\s*(?:[A-Za-z]+,)?[^,]+")
"""One of several values; the comma after the weekday of a date ends none."""

_NUMBER: Final = re.compile(r"\+?(\d+\.?\d*|\.\d+)([eE]\+?\d+)?", re.ASCII)


def retry_after(response: Response, clock: float) -> float | None:
    """Return how many seconds to wait from now on; None if the header says nothing.

    Of several values the longest is meant, and a part of a second is a whole one.
    `clock` is the time of day in seconds since 1970. A date is held against the
    server's own clock, where it tells it, since ours may be wrong.
    """
    server_clock = _seconds(response.header("date") or "")
    since = clock if server_clock is None else server_clock
    texts = (text for key, text in response.headers if key.lower() == "retry-after")
    values = _VALUE.findall(", ".join(texts))
    asked = (_wait(value.strip(), since) for value in values)
    return max((one for one in asked if one is not None), default=None)


def _wait(value: str, since: float) -> float | None:
    """Return the seconds that one value asks for."""
    if _NUMBER.fullmatch(value):
        seconds = float(value)
        return seconds if math.isinf(seconds) else float(math.ceil(seconds))
    until = _seconds(value)
    return None if until is None else max(0.0, math.ceil(until - since))


def _seconds(date: str) -> float | None:
    """Return the seconds since 1970 of an HTTP date."""
    try:
        moment = parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp()
