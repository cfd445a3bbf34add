"""Running flows in an event loop of asyncio."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Final, TypeVar

import httpx2

from .countdown import Countdown
from .delivery import Delivery, fetch_request
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
    from collections.abc import AsyncIterator

    from .effects import Effect, FetchReply, Flow, Response, Saved
    from .journal_file import JournalFile
    from .multipart import Multipart
    from .wire import Wire

T = TypeVar("T")

_GRACE: Final = 0.1
"""So that the phase which ran out of time says so itself, and what it had done."""


class AsyncDriver:
    """Does what flows ask for, on an `httpx2.AsyncClient`."""

    __slots__ = ("_http", "_journal", "_owns_http", "_wire")

    def __init__(
        self,
        wire: Wire,
        http: httpx2.AsyncClient | None,
        journal: JournalFile | None = None,
    ) -> None:
        """Use `http`, or a client of its own, which it closes, as it does `journal`.

        A server on this machine is reached without a proxy, which would see the key.
        """
        self._wire = wire
        self._journal = journal
        self._owns_http = http is None
        trusts = not wire.origin.is_plain
        self._http = httpx2.AsyncClient(trust_env=trusts) if http is None else http

    async def run(self, flow: Flow[T]) -> T:
        """Return what a flow comes to.

        Raises:
            ClosedError: the HTTP client was closed.
            ClientError: what the flow raises.

        """
        if self._http.is_closed:
            message = "the client is closed"
            raise ClosedError(message)
        with closing(flow):
            asked = step(flow, None)
            while not isinstance(asked, Done):
                asked = step(flow, await self._answer(asked))
        return asked.value

    async def close(self) -> None:
        """Close the journal, and the HTTP client unless it is the user's."""
        if self._owns_http:
            await self._http.aclose()
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
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            return self._wire.failure(error)
        except FileError as error:
            return error.failure
        except BaseException as error:
            # A cancellation, or what a hook of the user's client raised: let it pass,
            # without the frames beneath, which hold the signed request.
            error.__context__ = error.__traceback__ = None
            raise

    async def _send(self, effect: Send) -> Response:
        body = effect.request.body
        countdown = Countdown(effect.timeout)
        content = body if isinstance(body, bytes) else _chunks(body)
        request = self._wire.request(self._http, effect.request, content, countdown)
        auth = self._wire.auth(effect.request)
        answer = await self._http.send(
            request,
            stream=True,
            auth=auth,
            follow_redirects=False,
        )
        async with aclosing(answer):
            return await self._read(answer, countdown)

    async def _fetch(self, effect: Fetch) -> Saved | Response:
        countdown = Countdown(effect.timeout, effect.stall)
        answer = await self._http.send(
            fetch_request(effect, countdown),
            stream=True,
            auth=None,
            follow_redirects=False,
        )
        async with aclosing(answer):
            if not Delivery.is_in(answer):
                return await self._read(answer, countdown)
            with Draft(effect.path) as draft:
                delivery = Delivery(effect, answer, countdown)
                await asyncio.to_thread(draft.open)
                async for chunk in answer.aiter_bytes():
                    if ready := delivery.take(chunk):
                        await asyncio.to_thread(draft.write, ready)
                await asyncio.to_thread(draft.write, delivery.rest())
                saved = delivery.whole()
                await asyncio.to_thread(draft.keep)
        return saved

    async def _read(self, answer: httpx2.Response, countdown: Countdown) -> Response:
        intake = Intake(countdown)
        async for chunk in answer.aiter_bytes():
            if not intake.take(chunk):
                break
        return self._wire.response(answer, intake)


async def _chunks(body: Multipart) -> AsyncIterator[bytes]:
    """Yield the body, reading the file on a thread."""
    chunks, sent = body.chunks(), 0
    while chunk := await asyncio.to_thread(next, chunks, b""):
        yield chunk
        sent += len(chunk)
        body.tell(sent)
