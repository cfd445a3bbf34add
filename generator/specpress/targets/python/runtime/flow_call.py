"""Sending one call, and sending it again as long as that is safe and of use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

from . import ask
from .answer import read_answer
from .budget import FIRST_TRY
from .effects import Response, TransportFailure
from .errors import ClientError, TransportError, UploadRefusedError
from .retry import is_repeatable, judge
from .source import FileFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .call import Call
    from .effects import Flow
    from .retry import Verdict
    from .session import Session


@dataclass(frozen=True, slots=True)
class Answered:
    """The platform did what it was asked; `fields` are its answer."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The call is given up; `error` is what its last attempt met.

    `verdict` is what that says; `doubtful` when any attempt may have done its work.
    """

    error: ClientError
    verdict: Verdict
    doubtful: bool


def call_flow(session: Session, call: Call) -> Flow[Answered | Failed]:
    """Send a call until it is answered, or until sending it again is of no use.

    Doubt stays: once an attempt may have done its work, no later refusal proves that
    it did not.
    """
    attempt, cost, doubtful = 0, FIRST_TRY, False
    while True:
        attempt += 1
        met = yield from _attempt(session, call)
        if not isinstance(met, ClientError):
            session.budget.refund(cost)
            return Answered(met)
        verdict = judge(met, session.platform)
        doubtful = doubtful or verdict.doubtful
        pause = yield from _pause(session, call, attempt, verdict)
        throttled = verdict.throttled
        spent = session.budget.spend(throttled=throttled) if pause is not None else None
        if pause is None or spent is None:
            return Failed(error=met, verdict=verdict, doubtful=doubtful)
        cost = spent
        yield from ask.sleep(pause)


def outcome_flow(session: Session, call: Call) -> Flow[Mapping[str, Any]]:
    """Return the fields of the answer to a call.

    Raises:
        ClientError: what the last attempt met.

    """
    met = yield from call_flow(session, call)
    match met:
        case Answered(fields):
            return fields
        case Failed(error=error):
            raise error
        case _ as unreachable:
            assert_never(unreachable)


def _attempt(session: Session, call: Call) -> Flow[Mapping[str, Any] | ClientError]:
    timeout = session.timeout_of(call.request)
    if call.ends is not None:
        timeout = min(timeout, call.ends - (yield from ask.now()))
    if timeout <= 0:
        return TransportError("there was no time left", sent=False)
    reply = yield from ask.send(call.request, timeout)
    match reply:
        case Response():
            clock = yield from ask.wall_clock()
            return read_answer(session.platform, reply, clock)
        case TransportFailure(reason, sent):
            return TransportError(reason, sent=sent)
        case FileFailure(code, reason):
            return UploadRefusedError(code, reason)
        case _ as unreachable:
            assert_never(unreachable)


def _pause(
    session: Session,
    call: Call,
    attempt: int,
    verdict: Verdict,
) -> Flow[float | None]:
    """Return how long to wait before the next attempt; None if there is to be none."""
    policy = session.retries
    is_safe = is_repeatable(call.operation) or verdict.harmless
    is_last = attempt >= policy.attempts(call.operation)
    if is_last or not (verdict.passing and is_safe):
        return None
    pause = policy.pause(attempt, (yield from ask.random()), verdict.asked)
    if call.ends is not None and (yield from ask.now()) + pause >= call.ends:
        return None
    return pause
