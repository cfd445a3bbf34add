"""Keeping what an attempt met, and telling the log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, assert_never

from ..effects import ask
from ..effects.effects import Response, Saved, TransportFailure
from ..effects.events import Exchange
from ..files.source import FileFailure
from ..one_line import in_one_line

if TYPE_CHECKING:
    from ..effects.effects import FetchReply, Flow
    from .session import Session


def witness_flow(
    session: Session,
    place: tuple[str, str],
    reply: FetchReply,
    request_id: str | None,
    seconds: float,
) -> Flow[None]:
    """Record one attempt and log it; `place` is the method and the target."""
    exchange = _exchange(place, reply, request_id, seconds)
    session.recorder.add(exchange)
    yield from ask.tell(exchange)


def _exchange(
    place: tuple[str, str],
    reply: FetchReply,
    request_id: str | None,
    seconds: float,
) -> Exchange:
    method, target = place
    here = partial(Exchange, method=method, target=target, seconds=seconds)
    match reply:
        case Response(status=status, headers=headers, body=body):
            known = request_id or in_one_line(reply.header("x-request-id"))
            return here(status=status, headers=headers, body=body, request_id=known)
        case Saved(headers=headers):
            return here(status=200, headers=headers)
        case TransportFailure(reason=reason) | FileFailure(reason=reason):
            return here(failure=reason)
        case _ as unreachable:
            assert_never(unreachable)
