"""Running flows in an event loop of asyncio."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeVar

import httpx2

from .carrier_httpx2 import Httpx2Carrier
from .countdown import Countdown
from .delivery import Delivery
from .draft import Draft
from .effects import Fetch, ReadFile, Recall, Save, Send, Sleep
from .errors import ClosedError
from .instant import answer_at_once
from .journal_file import NO_JOURNAL
from .source import FileError, look_at
from .step import Done, step
from .uncancelled import uncancelled
from .wire import Intake

if TYPE_CHECKING:
    import aiohttp

    from .carrier import Arrival, Carrier
    from .effects import Effect, FetchReply, Flow, Response, Saved
    from .journal_file import JournalFile
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
            ClientError: what the flow raises.

        """
        if self._carrier.is_closed:
            message = "the client is closed"
            raise ClosedError(message)
        with closing(flow):
            asked = step(flow, None)
            while not isinstance(asked, Done):
                asked = step(flow, await self._answer(asked))
        return asked.value

    async def close(self) -> None:
        """Close the journal, and the HTTP client unless it is the user's."""
        await self._carrier.close()
        if self._journal is not None:
            await uncancelled(self._journal.close)

    async def _answer(self, effect: Effect) -> object:
        match effect:
            case Send() | Fetch():
                return await self._reply(effect)
            case Sleep(seconds):
                await asyncio.sleep(seconds)
                return None
            case ReadFile(file):
                return await asyncio.to_thread(look_at, file)
            case Save(record):
                if self._journal is None:
                    return None
                return await uncancelled(self._journal.save, record)
            case Recall():
                if self._journal is None:
                    return NO_JOURNAL
                return await uncancelled(self._journal.recall)
            case _:
                return answer_at_once(effect)

    async def _reply(self, effect: Send | Fetch) -> FetchReply:
        try:
            async with asyncio.timeout(effect.timeout + _GRACE):
                match effect:
                    case Send():
                        return await self._send(effect)
                    case Fetch():
                        return await self._fetch(effect)
        except self._carrier.errors as error:
            return self._wire.failure(error, self._carrier.never_sent)
        except FileError as error:
            return error.failure
        except BaseException as error:
            # A cancellation, or what a hook of the user's client raised: let it pass,
            # without the frames beneath, which hold the signed request.
            error.__context__ = error.__traceback__ = None
            raise

    async def _send(self, effect: Send) -> Response:
        countdown = Countdown(effect.timeout)
        async with self._carrier.send(effect.request, countdown) as answer:
            return await self._read(answer, countdown)

    async def _fetch(self, effect: Fetch) -> Saved | Response:
        countdown = Countdown(effect.timeout, effect.stall)
        async with self._carrier.fetch(effect, countdown) as answer:
            if not Delivery.is_in(answer.status):
                return await self._read(answer, countdown)
            with Draft(effect.path) as draft:
                version = answer.version
                delivery = Delivery(effect, answer.headers, countdown, version)
                await asyncio.to_thread(draft.open)
                async for chunk in answer.chunks:
                    if ready := delivery.take(chunk):
                        await asyncio.to_thread(draft.write, ready)
                await asyncio.to_thread(draft.write, delivery.rest())
                saved = delivery.whole(answer.measured and answer.measured())
                await asyncio.to_thread(draft.keep)
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
        module = import_module(".carrier_aiohttp", __package__)
        carrier: Carrier = module.AiohttpCarrier(wire, http)
        return carrier
    message = "http= takes an httpx2.AsyncClient or an aiohttp.ClientSession"
    raise TypeError(message)
