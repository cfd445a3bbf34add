"""Running flows in an event loop of asyncio."""

from __future__ import annotations

import asyncio
import math
import sys
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeVar

import httpx2

from ..callback import CallbackError
from ..connections.countdown import Countdown
from ..effects.effects import Fetch, ReadFile, Recall, Save, Send, Sleep
from ..effects.instant import answer_at_once
from ..effects.run import Done, step
from ..effects.unforeseen import (
    InterruptedEffect,
    abandon,
    failed,
    interrupted,
    own_error,
)
from ..errors.base import ClientError, ClosedError
from ..files.atomic_file import Draft
from ..files.source import FileError, look_at
from ..journal.file import NO_JOURNAL
from .httpx2_carrier import Httpx2Carrier
from .shielded import on_thread, uncancelled
from .stream import Delivery
from .wire import Intake

if TYPE_CHECKING:
    import aiohttp

    from ..effects.effects import Effect, FetchReply, Flow, Response, Saved
    from ..journal.file import JournalFile
    from ..journal.records import JournalFailure, Record
    from .carrier import Arrival, Carrier
    from .wire import Wire

T = TypeVar("T")

_GRACE: Final = 0.1
"""So that the phase which ran out of time says so itself, and what it had done."""


class AsyncDriver:
    """Does what flows ask for, by one HTTP library or the other."""

    __slots__ = ("_carrier", "_journal", "_wire")

    def __init__(
        self,
        wire: Wire,
        http: httpx2.AsyncClient | aiohttp.ClientSession | None,
        journal: JournalFile | None = None,
    ) -> None:
        """Use `http`, or a client of its own, which it closes, as it does `journal`.

        Raises:
            TypeError: `http` is neither an httpx2 client nor an aiohttp session.

        """
        self._wire = wire
        self._journal = journal
        self._carrier = _carrier_of(wire, http)

    async def run(self, flow: Flow[T]) -> T:
        """Return what a flow comes to.

        Raises:
            ClosedError: the HTTP client was closed.
            MisplacedError: it is the user's, and belongs elsewhere.
            ClientError: what the flow raises.

        """
        if self._carrier.is_closed:
            message = "the client is closed"
            raise ClosedError(message)
        self._carrier.require_here()
        try:
            return await self._finish(flow)
        except ClientError:
            raise
        except Exception as error:
            raised = own_error(error)
        raise raised

    async def close(self) -> None:
        """Close the journal, and the HTTP client unless it is the user's."""
        await self._carrier.close()
        if self._journal is None:
            return
        try:
            await uncancelled(self._journal.close)
        except InterruptedEffect as interrupt:
            raise interrupt.error from None

    async def _finish(self, flow: Flow[T]) -> T:
        with closing(flow):
            asked = step(flow, None)
            while not isinstance(asked, Done):
                asked = await self._next(flow, asked)
            return asked.value

    async def _next(self, flow: Flow[T], asked: Effect) -> Effect | Done[T]:
        """Do what a flow asks for, and return what it asks next."""
        try:
            answer = await self._answer(asked)
        except InterruptedEffect as interrupt:
            return interrupted(flow, interrupt)
        except GeneratorExit:
            # The task itself is dropped, and may wait for nothing any more.
            abandon(flow, self._save)
            raise
        except BaseException as error:
            return failed(flow, asked, error)
        return step(flow, answer)

    async def _answer(self, effect: Effect) -> object:
        match effect:
            case Send() | Fetch():
                return await self._reply(effect)
            case Sleep(seconds):
                await asyncio.sleep(seconds)
                return None
            case ReadFile(file):
                return await on_thread(look_at, file)
            case Save(record):
                return await uncancelled(self._save, record)
            case Recall():
                if self._journal is None:
                    return NO_JOURNAL
                return await uncancelled(self._journal.recall)
            case _:
                return answer_at_once(effect)

    def _save(self, record: Record) -> JournalFailure | None:
        return None if self._journal is None else self._journal.save(record)

    async def _reply(self, effect: Send | Fetch) -> FetchReply:
        stall = effect.stall if isinstance(effect, Fetch) else math.inf
        countdown = Countdown(effect.timeout, stall)
        try:
            async with asyncio.timeout(effect.timeout + _GRACE):
                match effect:
                    case Send():
                        return await self._send(effect, countdown)
                    case Fetch():
                        return await self._fetch(effect, countdown)
        except FileError as error:
            return error.failure
        except CallbackError:
            raise
        except BaseException as error:
            return self._wire.failure(error, countdown, self._carrier.never_sent)

    async def _send(self, effect: Send, countdown: Countdown) -> Response:
        async with self._carrier.send(effect.request, countdown) as answer:
            return await self._read(answer, countdown)

    async def _fetch(self, effect: Fetch, countdown: Countdown) -> Saved | Response:
        async with self._carrier.fetch(effect, countdown) as answer:
            if not Delivery.is_in(answer.status):
                return await self._read(answer, countdown)
            with Draft(effect.path) as draft:
                version = answer.version
                delivery = Delivery(effect, answer.headers, countdown, version)
                await on_thread(draft.open)
                async for chunk in answer.chunks:
                    if ready := delivery.take(chunk):
                        await on_thread(draft.write, ready)
                await on_thread(draft.write, delivery.rest())
                saved = delivery.whole(answer.measured and answer.measured())
                await on_thread(draft.keep)
        return saved

    async def _read(self, answer: Arrival, countdown: Countdown) -> Response:
        intake = Intake(countdown)
        async for chunk in answer.chunks:
            if not intake.take(chunk):
                break
        return self._wire.response(answer.status, answer.headers, intake)


def _carrier_of(
    wire: Wire,
    http: httpx2.AsyncClient | aiohttp.ClientSession | None,
) -> Carrier:
    """Return what sends by a client; without a session, aiohttp is not needed."""
    if http is None or isinstance(http, httpx2.AsyncClient):
        return Httpx2Carrier(wire, http)
    if isinstance(http, getattr(sys.modules.get("aiohttp"), "ClientSession", ())):
        module = import_module(".aiohttp_carrier", __package__)
        carrier: Carrier = module.AiohttpCarrier(wire, http)
        return carrier
    message = "http= takes an httpx2.AsyncClient or an aiohttp.ClientSession"
    raise TypeError(message)
