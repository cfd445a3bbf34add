"""Running flows on threads that may block."""

from __future__ import annotations

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

import httpx2

from ..effects.effects import Fetch, ReadFile, Recall, Save, Send, Sleep
from ..effects.instant import answer_at_once
from ..effects.run import Done, Unsent, step
from ..errors.base import ClosedError
from ..files.atomic_file import Draft
from ..files.source import FileError, look_at
from ..journal.file import NO_JOURNAL
from .countdown import Countdown
from .deadline import BoundedTransport
from .stream import Delivery, fetch_request
from .wire import FORKED, Intake, raised_by_caller

if TYPE_CHECKING:
    from ..effects.effects import Effect, FetchReply, Flow, Response, Saved
    from ..journal.file import JournalFile
    from .wire import Wire

T = TypeVar("T")


def _own(wire: Wire) -> httpx2.Client:
    transport = BoundedTransport(trust_env=not wire.origin.is_plain)
    return httpx2.Client(transport=transport)


class SyncDriver:
    """Does what flows ask for, on an `httpx2.Client`."""

    __slots__ = ("_http", "_journal", "_owns_http", "_process", "_wire")

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
        self._process = os.getpid()

    def run(self, flow: Flow[T]) -> T:
        """Return what a flow comes to.

        Raises:
            ClosedError: the HTTP client was closed.
            ClientError: what the flow raises.

        """
        self._require_open()
        unsent = Unsent()
        with closing(flow):
            try:
                asked = step(flow, None)
                while not isinstance(asked, Done):
                    unsent.note(asked)
                    asked = step(flow, self._answer(asked))
            except BaseException:
                if self._journal is not None and unsent.refused is not None:
                    self._journal.save(unsent.refused)
                raise
        return asked.value

    def close(self) -> None:
        """Close the journal, and the HTTP client unless it is the user's."""
        if self._owns_http:
            self._http.close()
        if self._journal is not None:
            self._journal.close()

    def _require_open(self) -> None:
        """See that there is a client whose connections are this process's own.

        Two that share one after a fork would take each other's answers.
        """
        if self._process != os.getpid():
            if not self._owns_http:
                raise ClosedError(FORKED)
            self._http, self._process = _own(self._wire), os.getpid()
        if self._http.is_closed:
            message = "the client is closed"
            raise ClosedError(message)

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
        except FileError as error:
            return error.failure
        except Exception as error:  # noqa: BLE001 - hooks and transports raise anything
            failure = self._wire.failure(error)
        except BaseException as error:
            # Ctrl-C: let it pass, without the frames beneath, which hold the signed
            # request.
            error.__context__ = error.__traceback__ = None
            raise
        for own in raised_by_caller(effect):
            own.__context__ = own.__traceback__ = None
            raise own
        return failure

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
