"""What is left of the time of an attempt."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PHASES: Final = ("connect", "read", "write", "pool")
_AT_LEAST: Final = 0.001
_UNSENT: Final = re.compile("(p(c|cc(w+r*)?)?)*")
"""Phases, by their initials, before which no byte of a request was written.

Each try begins with the pool. Who connects twice makes a tunnel through a proxy, to
which alone is written until it has answered.
"""


class Patience(float):
    """How long one phase may take, in seconds; it also knows what is left by now.

    Everybody else sees the number that it was when the phase began.
    """

    __slots__ = ("_countdown",)

    _countdown: Countdown

    @classmethod
    def of(cls, countdown: Countdown) -> Patience:
        """Return what is left now; nothing at all would mean not to block."""
        patience = cls(max(_AT_LEAST, countdown.left))
        patience._countdown = countdown
        return patience

    @property
    def left(self) -> float:
        """What is left now; 0 or less when the time is over."""
        return self._countdown.left


class Countdown(Mapping[str, float]):
    """What is left of an attempt, in seconds, whichever of its phases asks.

    Were each phase given the whole time, an attempt could take it several times over.
    With a `stall`, no single phase may take longer than that. Since each phase asks
    before it begins, it is also known how far the attempt came.
    """

    __slots__ = ("_asked", "_ends", "_is_begun", "_stall")

    def __init__(self, seconds: float, stall: float = math.inf) -> None:
        """Begin to count."""
        self._ends = time.monotonic() + seconds
        self._stall = stall
        self._asked = ""
        self._is_begun = False

    def begin(self) -> None:
        """Note that the request is made, and handed over to be sent."""
        self._is_begun = True

    @property
    def was_sent(self) -> bool | None:
        """Whether anything can have left; None where no phase asked for its time."""
        if self._is_begun and not self._asked:
            return None
        return _UNSENT.fullmatch(self._asked) is None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return time.monotonic() >= self._ends

    @property
    def left(self) -> float:
        """How long the next thing may take."""
        return min(self._stall, self._ends - time.monotonic())

    def __getitem__(self, phase: str) -> Patience:
        """Return what is left."""
        self._asked += phase[0]
        return Patience.of(self)

    def __iter__(self) -> Iterator[str]:
        """Yield the phases that httpx2 knows."""
        return iter(_PHASES)

    def __len__(self) -> int:
        """Return how many phases there are."""
        return len(_PHASES)
