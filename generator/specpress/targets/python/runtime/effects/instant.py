"""The effects that take no time, answered the same way by every driver."""

from __future__ import annotations

import random
import time
import uuid
from typing import TYPE_CHECKING, assert_never

from .effects import NewKey, Now, Random, Tell, WallClock
from .log import log

if TYPE_CHECKING:
    from .effects import Instant


def answer_at_once(effect: Instant) -> float | str | None:
    """Return the answer to an effect that no driver has to wait for."""
    match effect:
        case Now():
            return time.monotonic()
        case WallClock():
            return time.time()
        case Random():
            return random.SystemRandom().random()
        case NewKey():
            return str(uuid.uuid4())
        case Tell(event):
            log(event)
            return None
        case _ as unreachable:
            assert_never(unreachable)
