"""A fault on its way through a call: what it does before anything is done, and after."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import assert_never

from specpress.emulator.faults.broken_answers import Dripping, Ending, Reset, Stalled, Truncated
from specpress.emulator.faults.faults import Fault, Kind
from specpress.emulator.faults.profiles import RATE_LIMITED
from specpress.emulator.platform.answer import Answer, RefusedError
from specpress.emulator.platform.error_codes import Meaning, Meanings, Refusal


class CutShortError(Exception):
    """A call ends before anything is done; `outcome` is what the client gets."""

    def __init__(self, outcome: Answer | Ending) -> None:
        """End with this."""
        super().__init__()
        self.outcome = outcome


def holding(fault: Fault | None, meanings: Meanings) -> Callable[[], Awaitable[None]]:
    """Return what is to be awaited before a call does anything.

    It raises CutShortError or RefusedError where nothing is to be done.
    """

    async def hold() -> None:
        if fault is not None:
            await _before(fault, meanings)

    return hold


async def _before(fault: Fault, meanings: Meanings) -> None:
    match fault.kind:
        case Kind.RESET_BEFORE:
            raise CutShortError(Reset())
        case Kind.SLOW:
            await asyncio.sleep(fault.seconds)
        case Kind.STATUS:
            raise CutShortError(_gateway(fault))
        case Kind.ERROR:
            refusal = refusal_of(fault.code, meanings)
            raise RefusedError(refusal, "the emulator was asked to refuse", _retry_after(fault))
        case Kind.REDIRECT:
            location = {"location": fault.location or ""}
            raise CutShortError(Answer(b"", fault.status, location, "text/plain"))
        case Kind.RESET_AFTER | Kind.STALL | Kind.DRIP | Kind.TRUNCATE | Kind.REFUSE_CONNECTIONS:
            pass
        case Kind.FAILED_JOB | Kind.STUCK_JOB | Kind.UNKNOWN_STATE | Kind.NO_RESULT:
            pass
        case Kind.JOB_STATE:
            pass
        case Kind.DELIVERY_TWICE | Kind.DELIVERY_LATE:
            pass
        case _ as unreachable:
            assert_never(unreachable)


def broken(fault: Fault | None, answer: Answer) -> Answer | Ending:
    """Return what is left of an answer."""
    if fault is None:
        return answer
    match fault.kind:
        case Kind.RESET_AFTER:
            return Reset()
        case Kind.STALL:
            return Stalled(fault.seconds)
        case Kind.DRIP:
            return Dripping(answer, fault.seconds)
        case Kind.TRUNCATE:
            return Truncated(answer)
        case _:
            return answer


def refusal_of(code: str | None, meanings: Meanings) -> Refusal:
    """Return the refusal with a code; the profile's word for too many requests is any's."""
    found = meanings.named(code or "")
    return found or meanings.of(Meaning.RATE_LIMITED if code == RATE_LIMITED else Meaning.INVALID)


def _gateway(fault: Fault) -> Answer:
    has_body = fault.status != HTTPStatus.NOT_MODIFIED
    body = f"<html><h1>{fault.status}</h1></html>\n".encode()
    return Answer(body if has_body else b"", fault.status, _retry_after(fault), "text/html")


def _retry_after(fault: Fault) -> dict[str, str]:
    return {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
