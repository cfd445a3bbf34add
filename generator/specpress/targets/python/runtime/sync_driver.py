"""Running flows on threads that may block."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

import httpx2

from .bounded import BoundedTransport
from .countdown import Countdown
from .delivery import Delivery, fetch_request
from .draft import Draft
from .effects import Fetch, ReadFile, Recall, Save, Send, Sleep
from .errors import ClosedError
from .instant import answer_at_once
from .journal_file import NO_JOURNAL
from .source import FileError, look_at
from .step import Done, step
from .wire import Intake

if TYPE_CHECKING:
    from .effects import Effect, FetchReply, Flow, Response, Saved
    from .journal_file import JournalFile
    from .wire import Wire

T = TypeVar("T")


def _own(wire: Wire) -> httpx2.Client:
    transport = BoundedTransport(trust_env=not wire.origin.is_plain)
    return httpx2.Client(transport=transport)


class SyncDriver:
    """Does what flows ask for, on an `httpx2.Client`."""

    __slots__ = ("_http", "_journal", "_owns_http", "_wire")

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

    def run(self, flow: Flow[T]) -> T:
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
                asked = step(flow, self._answer(asked))
        return asked.value

    def close(self) -> None:
        """Close the journal, and the HTTP client unless it is the user's."""
        if self._owns_http:
            self._http.close()
        if self._journal is not None:
            self._journal.close()

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
                return None if self._journal is None else self._journal.save(record)
            case Recall():
                return NO_JOURNAL if self._journal is None else self._journal.recall()
            case _:
                return answer_at_once(effect)

    def _reply(self, effect: Send | Fetch) -> FetchReply:
        try:
            match effect:
                case Send():
                    return self._send(effect)
                case Fetch():
                    return self._fetch(effect)
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            return self._wire.failure(error)
        except FileError as error:
            return error.failure
        except BaseException as error:
            # Ctrl-C, or what a hook of the user's client raised: let it pass, without
            # the frames beneath, which hold the signed request.
            error.__context__ = error.__traceback__ = None
            raise

    def _send(self, effect: Send) -> Response:
        body = effect.request.body
        countdown = Countdown(effect.timeout)
        content = body if isinstance(body, bytes) else body.chunks_told()
        request = self._wire.request(self._http, effect.request, content, countdown)
        auth = self._wire.auth(effect.request)
        answer = self._http.send(
            request,
            stream=True,
            auth=auth,
            follow_redirects=False,
        )
        with closing(answer):
            return self._read(answer, countdown)

    def _fetch(self, effect: Fetch) -> Saved | Response:
        countdown = Countdown(effect.timeout, effect.stall)
        answer = self._http.send(
            fetch_request(effect, countdown),
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
