"""Sending one call, and sending it again as long as that is safe and of use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, assert_never

from ..effects import ask
from ..effects.effects import Response, TransportFailure
from ..errors.base import ApiError, TransportError, UploadRefusedError
from ..files.source import FileFailure
from .answer import read_answer
from .repeat import Effort, Failed, repeat_flow
from .witness import witness_flow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..effects.effects import Flow, Reply
    from ..errors.base import ClientError
    from .call import Call
    from .session import Session

__all__ = ["Answered", "Failed", "call_flow", "outcome_flow"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The platform did what it was asked; `fields` are its answer."""

    fields: Mapping[str, Any]


def call_flow(session: Session, call: Call) -> Flow[Answered | Failed]:
    """Send a call until it is answered, or until sending it again is of no use."""
    effort = Effort(operation=call.operation, ends=call.ends, doubt=call.doubt)
    met = yield from repeat_flow(session, effort, partial(_attempt, session, call))
    return met if isinstance(met, Failed) else Answered(met.value)


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
    began = yield from ask.now()
    timeout = session.timeout_of(call.request)
    if call.ends is not None:
        timeout = min(timeout, call.ends - began)
    if timeout <= 0:
        return TransportError("there was no time left", sent=False)
    call.doubt.rise()
    reply = yield from ask.send(call.request, timeout)
    if isinstance(reply, TransportFailure) and not reply.sent:
        call.doubt.settle(doubtful=False)
    met = yield from _met(session, reply)
    seconds = (yield from ask.now()) - began
    request_id = met.request_id if isinstance(met, ApiError) else None
    place = (call.request.method, call.request.target)
    yield from witness_flow(session, place, reply, request_id, seconds)
    return met


def _met(session: Session, reply: Reply) -> Flow[Mapping[str, Any] | ClientError]:
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
