"""What the log is told: which calls were made, and what became of jobs.

No header, no body and no key is ever written.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, assert_never

from ..one_line import in_one_line
from .events import Exchange, JobEnded, JobStarted, Retrying

if TYPE_CHECKING:
    from .events import Event

LOGGER: Final = logging.getLogger(__name__.partition("._runtime")[0])
"""The logger of the package; who wants to see something sets it up."""

LOGGER.addHandler(logging.NullHandler())


def log(event: Event) -> None:
    """Write an event: what concerns a job as INFO, attempts and pauses as DEBUG."""
    match event:
        case JobStarted(id=job, model=model):
            LOGGER.info("job %s started, of %s", in_one_line(job), model)
        case JobEnded(id=job, status=status):
            LOGGER.info("job %s ended: %s", in_one_line(job), in_one_line(status))
        case Exchange():
            _log_exchange(event)
        case Retrying(attempt, seconds):
            LOGGER.debug("attempt %d failed; again in %.3f s", attempt, seconds)
        case _ as unreachable:
            assert_never(unreachable)


def _log_exchange(exchange: Exchange) -> None:
    LOGGER.debug(
        "%s %s: %s in %.0f ms, request %s",
        exchange.method,
        in_one_line(exchange.target),
        exchange.status or in_one_line(exchange.failure),
        exchange.seconds * 1000,
        exchange.request_id,
    )
