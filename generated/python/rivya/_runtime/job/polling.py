"""How long to wait between looks at a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..facts import Polling

if TYPE_CHECKING:
    from ..facts import Platform

_WITHOUT_ADVICE: Final = Polling(first=1.0, every=2.0, at_most=10.0)
_GROWTH: Final = 1.5
_MOST_STEPS: Final = 64
"""After so many the pauses grow no more; without an end the figures would overflow."""

_FIRST_SPREAD: Final = 1.5


def polling_of(platform: Platform) -> Polling:
    """Return the page's advice, or modest pauses where the page gives none."""
    return _WITHOUT_ADVICE if platform.polling is None else platform.polling


def polling_pause(advice: Polling, looks: int, drawn: float) -> float:
    """Return the seconds to wait after `looks` looks; `drawn` is from 0 to 1.

    Nothing is ever looked at sooner than the page advises. The pauses are drawn from
    a range that grows up to the longest one advised, so that jobs which were started
    together are not looked at together.
    """
    if looks == 0:
        shortest, longest = advice.first, advice.first * _FIRST_SPREAD
    else:
        shortest = advice.every
        longest = min(advice.at_most, advice.every * _GROWTH ** min(looks, _MOST_STEPS))
    return shortest + drawn * max(0.0, longest - shortest)
