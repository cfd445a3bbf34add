"""Running flows on threads that may block."""

from __future__ import annotations

import math
import time
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

import httpx2

from ..callback import CallbackError
from ..connections.countdown import Countdown
from ..connections.sync_transport import BoundedTransport
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
from .stream import Delivery, fetch_request
from .user_http import Home
from .wire import Intake

if TYPE_CHECKING:
    from ..effects.effects import Effect, FetchReply, Flow, Response, Saved
    from ..journal.file import JournalFile
    from ..journal.records import JournalFailure, Record
    from .wire import Wire

T = TypeVar("T")


def _own(wire: Wire) -> httpx2.Client:
    transport = BoundedTransport(trust_env=not wire.origin.is_plain)
    return httpx2.Client(transport=transport)


class SyncDriver:
    """Does what flows ask for, on an `httpx2.Client`."""

    __slots__ = ("_home", "_http", "_journal", "_owns_http", "_wire")

    def __init__(
        self,
        wire: Wire,
        http: httpx2.Client | None,
        journal: JournalFile | None = None,
    ) -> None:
        """Use `http`, or a client of its own, which it closes, as it does `journal`.

        A server on this machine is reached without a proxy, which would see the key.
        """
        self._wire = wire
        self._journal = journal
        self._owns_http = http is None
        self._http = _own(wire) if http is None else http
        self._home = None if http is None else Home()

    def run(self, flow: Flow[T]) -> T:
        """Return what a flow comes to.

        Raises:
            ClosedError: the HTTP client was closed.
            MisplacedError: it is the user's, and belongs elsewhere.
            ClientError: what the flow raises.

        """
        if self._http.is_closed:
            message = "the client is closed"
            raise ClosedError(message)
        if self._home is not None:
            self._home.require()
        try:
            return self._finish(flow)
        except ClientError:
            raise
        except Exception as error:
            raised = own_error(error)
        raise raised

    def close(self) -> None:
        """Close the journal, and the HTTP client unless it is the user's."""
        if self._owns_http:
            self._http.close()
        if self._journal is not None:
            self._journal.close()

    def _finish(self, flow: Flow[T]) -> T:
        with closing(flow):
            asked = step(flow, None)
            while not isinstance(asked, Done):
                asked = self._next(flow, asked)
            return asked.value

    def _next(self, flow: Flow[T], asked: Effect) -> Effect | Done[T]:
        """Do what a flow asks for, and return what it asks next."""
        try:
            answer = self._answer(asked)
        except InterruptedEffect as interrupt:
            return interrupted(flow, interrupt)
        except GeneratorExit:
            abandon(flow, self._save)
            raise
        except BaseException as error:
            return failed(flow, asked, error)
        return step(flow, answer)

    def _answer(self, effect: Effect) -> object:
        match effect:
            case Send() | Fetch():
                return self._reply(effect)
            case Sleep(seconds):
                time.sleep(seconds)
                return None
            case ReadFile(file):
                return look_at(file)
            case Save(record):
                return self._save(record)
            case Recall():
                return NO_JOURNAL if self._journal is None else self._journal.recall()
            case _:
                return answer_at_once(effect)

    def _save(self, record: Record) -> JournalFailure | None:
        return None if self._journal is None else self._journal.save(record)

    def _reply(self, effect: Send | Fetch) -> FetchReply:
        stall = effect.stall if isinstance(effect, Fetch) else math.inf
        countdown = Countdown(effect.timeout, stall)
        try:
            match effect:
                case Send():
                    return self._send(effect, countdown)
                case Fetch():
                    return self._fetch(effect, countdown)
        except FileError as error:
            return error.failure
        except CallbackError:
            raise
        except BaseException as error:
            return self._wire.failure(error, countdown)

    def _send(self, effect: Send, countdown: Countdown) -> Response:
        body = effect.request.body
        content = body if isinstance(body, bytes) else body.chunks_told()
        request = self._wire.request(self._http, effect.request, content, countdown)
        auth = self._wire.auth(effect.request)
        countdown.begin()
        answer = self._http.send(
            request,
            stream=True,
            auth=auth,
            follow_redirects=False,
        )
        with closing(answer):
            return self._read(answer, countdown)

    def _fetch(self, effect: Fetch, countdown: Countdown) -> Saved | Response:
        request = fetch_request(effect, countdown)
        countdown.begin()
        answer = self._http.send(
            request,
            stream=True,
            auth=None,
            follow_redirects=False,
        )
        with closing(answer):
            if not Delivery.is_in(answer.status_code):
                return self._read(answer, countdown)
            with Draft(effect.path) as draft:
                headers = tuple(answer.headers.items())
                version = answer.http_version
                delivery = Delivery(effect, headers, countdown, version)
                draft.open()
                for chunk in answer.iter_bytes():
                    if ready := delivery.take(chunk):
                        draft.write(ready)
                draft.write(delivery.rest())
                saved = delivery.whole(answer.num_bytes_downloaded)
                draft.keep()
        return saved

    def _read(self, answer: httpx2.Response, countdown: Countdown) -> Response:
        intake = Intake(countdown)
        for chunk in answer.iter_bytes():
            if not intake.take(chunk):
                break
        headers = tuple(answer.headers.items())
        return self._wire.response(answer.status_code, headers, intake)
