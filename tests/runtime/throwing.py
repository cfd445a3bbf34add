"""Clients of a platform in this process at which any exception is thrown, anywhere."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import httpx2
from specpress.targets.python.runtime.effects.effects import Effect, Save, Send, Sleep
from specpress.targets.python.runtime.journal.records import (
    Ended,
    Entry,
    Intent,
    Record,
    Refused,
    Started,
    Taken,
)
from specpress.targets.python.runtime.transport.async_driver import AsyncDriver
from specpress.targets.python.runtime.transport.sync_driver import SyncDriver

from tests.runtime.exceptions import made

Place: TypeAlias = Literal["before", "after", "entering", "connected", "written", "body"]
"""Where it is thrown: around an effect as a whole, or by the transport on the way of one."""

AROUND: tuple[Place, ...] = ("before", "after")
INSIDE: tuple[Place, ...] = ("entering", "connected", "written", "body")
PHASES = {"connected": ("pool", "connect"), "written": ("write", "write", "read")}
HALF = 5


@dataclass
class Throw:
    """One exception, thrown once: at the effect, or the send, of this number."""

    kind: type[BaseException]
    number: int
    place: Place
    effects: list[Effect] = field(default_factory=list)
    sends: int = 0
    thrown: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def at(self) -> Effect | None:
        """The effect at which it was thrown, if it was."""
        return self.effects[self.number - 1] if self.thrown and self.place in AROUND else None

    def enter(self, effect: Effect) -> int:
        """Return the number of an effect; several flows may ask at once."""
        with self.lock:
            self.effects.append(effect)
            return len(self.effects)

    def send(self) -> int:
        with self.lock:
            self.sends += 1
            return self.sends

    def meet(self, place: Place, number: int) -> None:
        if (self.place, self.number) == (place, number):
            self._throw()

    def _throw(self) -> None:
        if not self.thrown:
            self.thrown = True
            raise made(self.kind)


@dataclass
class Platform:
    """Starts one job a key, and knows which keys it was sent."""

    jobs: dict[str, str] = field(default_factory=dict)

    def answer(self, request: httpx2.Request) -> bytes:
        path = request.url.path
        if request.method == "POST" and path == "/v1/jobs":
            key = request.headers["idempotency-key"]
            job = self.jobs.setdefault(key, f"j{len(self.jobs)}")
            return json.dumps({"id": job, "status": "waiting"}).encode()
        job = path.rpartition("/")[2]
        found = {"id": job, "status": "lit", "url": "https://x", "result": {"first": "https://x"}}
        return json.dumps(found).encode()


@dataclass
class Answer(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The body of an answer, in two halves."""

    body: bytes
    throw: Throw
    number: int

    def __iter__(self) -> Iterator[bytes]:
        yield self.body[:HALF]
        self.throw.meet("body", self.number)
        yield self.body[HALF:]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for half in self:
            yield half


@dataclass
class Transport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Hands requests to the platform, and asks for the time of each phase as pools do."""

    platform: Platform
    throw: Throw

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._response(request, request.read())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._response(request, await request.aread())

    def _response(self, request: httpx2.Request, _: bytes) -> httpx2.Response:
        number = self.throw.send()
        self.throw.meet("entering", number)
        self._ask(request, "connected")
        self.throw.meet("connected", number)
        self._ask(request, "written")
        body = self.platform.answer(request)
        self.throw.meet("written", number)
        length = {"Content-Length": str(len(body))}
        return httpx2.Response(200, headers=length, stream=Answer(body, self.throw, number))

    def _ask(self, request: httpx2.Request, place: str) -> None:
        for phase in PHASES[place]:
            assert request.extensions["timeout"][phase] > 0


@dataclass
class Rows:
    """A journal in memory, as the one on disk is told of things."""

    rows: dict[str, Entry] = field(default_factory=dict)

    def save(self, record: Record) -> None:
        match record:
            case Intent(idempotency_key=key):
                self.rows[key] = Entry("intended", record.handle(), record.at, record.body)
            case Started(job) | Ended(job):
                state = "started" if isinstance(record, Started) else "ended"
                self.rows[job.idempotency_key or job.id] = Entry(state, job)
            case Refused(idempotency_key=key):
                del self.rows[key]
            case Taken(jobs):
                for job in jobs:
                    self.rows.pop(job.idempotency_key or job.id, None)

    def recall(self) -> tuple[Entry, ...]:
        return tuple(self.rows.values())

    def close(self) -> None:
        """Stay as it is."""


class SyncThrower(SyncDriver):
    throw: Throw

    def _answer(self, effect: Any) -> object:
        number = self.throw.enter(effect)
        self.throw.meet("before", number)
        answer = None if isinstance(effect, Sleep) else super()._answer(effect)
        self.throw.meet("after", number)
        return answer


class AsyncThrower(AsyncDriver):
    throw: Throw

    async def _answer(self, effect: Any) -> object:
        number = self.throw.enter(effect)
        self.throw.meet("before", number)
        answer = None if isinstance(effect, Sleep) else await super()._answer(effect)
        self.throw.meet("after", number)
        return answer


def was_struck_in_time(throw: Throw) -> bool:
    """Return whether what was thrown came after an intent was written, and before any send."""
    if throw.at is None or isinstance(throw.at, Send | Save):
        return False
    before = throw.effects[: throw.number]
    return not any(isinstance(one, Send) for one in before)


PASSING = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError)
