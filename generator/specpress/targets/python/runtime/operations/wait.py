"""Waiting for a job to end, for so long and no longer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from ..callback import call_back
from ..calls.attempt import Answered, Failed, call_flow
from ..calls.call import call_to
from ..effects import ask
from ..effects.events import JobEnded
from ..errors.arguments import require_number
from ..job.errors import DeadlineError, JobFailedError
from ..job.polling import polling_of, polling_pause
from ..job.state import described, settled
from ..journal.records import Ended
from .get import job_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..calls.session import Session
    from ..effects.effects import Flow
    from ..job.handle import Job, Result

_LAST_LOOK: Final = 1.0
_MOMENT: Final = 0.001


def wait_flow(
    session: Session,
    job: Job | str,
    *,
    timeout: float,
    on_progress: Callable[[Job], None] | None = None,
) -> Flow[Result]:
    """Look at a job until it has ended, and return its result.

    `timeout` is for all of it, in seconds; a deadline of the handle may end it sooner,
    but not before one look. The pauses are the page's, with jitter. A look that fails
    for a passing reason is a look at which nothing was seen. `on_progress` is given the
    job after every look.

    Raises:
        JobFailedError: the job failed.
        UnknownStateError: the job is in a state that no page lists.
        MissingResultError: the job succeeded without a result.
        DeadlineError: the time is up; it carries the job, to be waited for again.
        ApiError: the platform refused to describe the job.
        AnswerError: an answer describes no job, or another one (`OtherJobError`).

    """
    known = job_known(session, job)
    require_span(timeout, "timeout")
    time = yield from _time(known, timeout)
    failed: Failed | None = None
    looks = 0
    while True:
        result = yield from _ended(session, known)
        if result is not None:
            return result
        if looks or (known.status is not None and not time.is_over):
            pause = yield from _pause(session, looks, failed, time)
            if pause is None:
                error = failed.error if failed else None
                raise DeadlineError(known, timeout, error, is_final=time.is_final)
            yield from ask.sleep(pause)
        seen = yield from _look(session, known, time)
        known, failed = (known, seen) if isinstance(seen, Failed) else (seen, None)
        looks += 1
        if on_progress is not None:
            call_back(on_progress, known)


@dataclass(frozen=True, slots=True)
class _Time:
    """When the waiting ends, and how long before that the last look is due.

    `pauses_end` is when the handle's own deadline is, if that is sooner than `ends`.
    `is_over` if it was so from the beginning.
    """

    ends: float
    pauses_end: float
    reserve: float
    is_over: bool

    @property
    def is_final(self) -> bool:
        """Whether it is the handle's deadline that ends the waiting."""
        return self.pauses_end < self.ends


def _time(known: Job, timeout: float) -> Flow[_Time]:
    """Return when the waiting for a job ends.

    A deadline is a time of day: the clocks of those who hold the handle have to agree.
    """
    now = yield from ask.now()
    span = timeout
    if known.deadline is not None:
        span = min(timeout, known.deadline - (yield from ask.wall_clock()))
    reserve = min(_LAST_LOOK, max(0.0, span) / 4)
    return _Time(now + timeout, now + span, reserve, is_over=span < 0)


def require_span(seconds: float, name: str) -> None:
    """See that an argument is a span of time that ends.

    Raises:
        InvalidRequestError: it is negative, infinite, or no number.

    """
    require_number(seconds, name, "timeout", 0)


def _ended(session: Session, known: Job) -> Flow[Result | None]:
    """Return the result of a job that has one; its end is written and told."""
    states = session.platform.states
    if known.status in (*states.succeeded, *states.failed):
        yield from ask.tell(JobEnded(known.id, known.status))
    try:
        result = settled(session.platform, known)
    except JobFailedError as error:
        yield from ask.save(Ended(error.job))
        raise
    if result is not None:
        yield from ask.save(Ended(known))
    return result


def _look(session: Session, known: Job, time: _Time) -> Flow[Job | Failed]:
    operation = session.platform.status
    call = call_to(session, operation, path_id=known.id)
    met = yield from call_flow(session, replace(call, ends=time.ends))
    match met:
        case Answered(fields):
            return described(session.platform, fields, known)
        case Failed(error=error, verdict=verdict):
            if verdict.passing:
                return met
            raise error
        case _ as unreachable:
            assert_never(unreachable)


def _pause(
    session: Session,
    looks: int,
    failed: Failed | None,
    time: _Time,
) -> Flow[float | None]:
    """Return how long to wait before the next look; None if there is no time for one.

    Where the advised pause is too long, it is cut so that one last look is had.
    """
    asked = (failed.verdict.asked if failed else None) or 0.0
    drawn = yield from ask.random()
    advised = polling_pause(polling_of(session.platform), looks, drawn)
    left = time.pauses_end - (yield from ask.now())
    pause = min(max(advised, asked), left - time.reserve)
    return pause if pause >= asked and pause > _MOMENT else None
