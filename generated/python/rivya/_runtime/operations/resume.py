"""Finishing what an earlier run of the program began."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from ..effects import ask
from ..effects.concurrent import together_flow
from ..errors.base import AnswerError, ClientError, TransportError
from ..errors.local import JournalError
from ..journal.records import Entry, Intent, JournalFailure
from ..one_line import in_one_line
from .create import start_flow, unknown_outcome
from .resumed import Resumed
from .wait import require_span, wait_flow

if TYPE_CHECKING:
    from ..calls.session import Session
    from ..effects.effects import Flow
    from ..job.handle import Job

T = TypeVar("T")

RESEND_WITHIN: Final = 3600.0
"""How old, in seconds, an intent may be to be sent again, if nobody says otherwise.

A platform forgets keys some day, and no page says when; one that it has forgotten would
start a second job.
"""

_CLOCK_SKEW: Final = 60.0
_FORGET: Final = "look after that job by hand, then call `forget` with it"


def resume_flow(
    session: Session,
    *,
    timeout: float,
    resend_within: float = RESEND_WITHIN,
) -> Flow[tuple[Resumed, ...]]:
    """Finish every job in the journal, and return what came of each, oldest first.

    An intent is sent again, as the same bytes under its key, if the platform honours
    keys and it is no older than `resend_within`; what was started is waited for; what
    has ended but was not taken is returned again. `timeout` is for all of it. Both are
    in seconds. What goes wrong with one job does not stop the others.

    Raises:
        JournalError: there is no journal, or it cannot be read.
        InvalidRequestError: `timeout` or `resend_within` is no span of time.

    """
    require_span(timeout, "timeout")
    require_span(resend_within, "resend_within")
    ends = (yield from ask.now()) + timeout
    entries = yield from journaled_flow()
    return (
        yield from together_flow(
            [_resume(session, one, ends, resend_within) for one in entries],
        )
    )


def journaled_flow() -> Flow[tuple[Entry, ...]]:
    """Return what the journal has of the jobs that are not yet taken, oldest first.

    Raises:
        JournalError: there is no journal, or it cannot be read.

    """
    entries = yield from ask.recall()
    if isinstance(entries, JournalFailure):
        raise JournalError(entries.reason, entries.path)
    return entries


def _resume(
    session: Session,
    entry: Entry,
    ends: float,
    resend_within: float,
) -> Flow[Resumed]:
    job = entry.job
    try:
        if entry.state == "damaged":
            reason = f"{entry.reason or 'it is damaged'}; {_FORGET}"
            raise JournalError(reason, None, job.idempotency_key)
        if entry.state == "intended":
            job = yield from _guarded(_start(session, entry, ends, resend_within))
        # What was seen before the crash is old: it is looked at again without a pause.
        known = replace(job, status=None) if entry.state == "started" else job
        left = max(0.0, ends - (yield from ask.now()))
        result = yield from _guarded(wait_flow(session, known, timeout=left))
    except ClientError as error:
        return Resumed(getattr(error, "job", job), error=error)
    return Resumed(result.job, result)


def _guarded(flow: Flow[T]) -> Flow[T]:
    """Do what a flow does; what nobody foresaw is an error of its one job as well."""
    try:
        return (yield from flow)
    except ClientError:
        raise
    except Exception as error:
        met = in_one_line(f"{type(error).__name__}: {error}")
        message = f"what is known of the job cannot be dealt with: {met}"
        raise AnswerError(message) from error


def _start(
    session: Session,
    entry: Entry,
    ends: float,
    resend_within: float,
) -> Flow[Job]:
    intent = _intent(entry)
    age = (yield from ask.wall_clock()) - entry.at
    is_fresh = -_CLOCK_SKEW <= age <= resend_within
    if session.platform.create.idempotency is None or not is_fresh:
        lost = TransportError("the program ended before the answer arrived", sent=True)
        raise unknown_outcome(session, intent, lost, is_forgotten=not is_fresh)
    return (yield from start_flow(session, intent, ends=ends, was_sent=True))


def _intent(entry: Entry) -> Intent:
    job = entry.job
    return Intent(
        platform=job.platform,
        model=job.model or "",
        idempotency_key=job.idempotency_key or "",
        fingerprint=job.fingerprint or "",
        body=entry.body or b"",
        at=entry.at,
        spec_digest=job.spec_digest,
        deadline=job.deadline,
    )
