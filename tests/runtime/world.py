"""A world without sockets or clocks of its own, in which a flow is driven by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, assert_never

from specpress.targets.python.runtime.effects.effects import (
    Effect,
    Fetch,
    Flow,
    Instant,
    NewKey,
    Now,
    Random,
    ReadFile,
    Recall,
    Reply,
    Response,
    Save,
    Send,
    Sleep,
    Tell,
    TransportFailure,
    WallClock,
)
from specpress.targets.python.runtime.effects.run import Done, step
from specpress.targets.python.runtime.files.source import look_at
from specpress.targets.python.runtime.journal.records import Entry, JournalFailure, Record

T = TypeVar("T")

LOST = TransportFailure("lost", sent=True)
ASKED = "the-one-that-was-asked-for"
UNREACHED = TransportFailure("unreached", sent=False)


def answered(content: Any, status: int = 200, **headers: str) -> Response:
    named = tuple((key.replace("_", "-"), text) for key, text in headers.items())
    return Response(status, named, json.dumps(content).encode())


def refused(code: str, status: int = 400, **headers: str) -> Response:
    return answered({"error": {"code": code}}, status, **headers)


def about(effect: Send | Fetch, reply: Reply) -> Reply:
    if isinstance(effect, Fetch) or not isinstance(reply, Response):
        return reply
    asked = effect.request.target.rpartition("/")[2]
    return replace(reply, body=reply.body.replace(ASKED.encode(), asked.encode()))


@dataclass
class World:
    """Answers effects: replies in their order (the last for ever), time only by sleeping.

    An answer about a job with the id `ASKED` is about the job that was asked for.
    """

    replies: Iterable[Reply]
    draw: float = 1.0
    latency: float = 0.0
    clock: float = 100.0
    effects: list[Effect] = field(default_factory=list)
    entries: tuple[Entry, ...] | JournalFailure = ()
    unsaved: dict[type[Record], JournalFailure] = field(default_factory=dict)

    def run(self, flow: Flow[T]) -> T:
        self._queue = list(self.replies)
        asked = step(flow, None)
        while not isinstance(asked, Done):
            self.effects.append(asked)
            asked = step(flow, self._answer(asked))
        return asked.value

    @property
    def sends(self) -> list[Send]:
        return [one for one in self.effects if isinstance(one, Send)]

    @property
    def sleeps(self) -> list[float]:
        return [one.seconds for one in self.effects if isinstance(one, Sleep)]

    @property
    def saved(self) -> list[Record]:
        return [one.record for one in self.effects if isinstance(one, Save)]

    def _answer(self, effect: Effect) -> object:
        match effect:
            case Send() | Fetch():
                self.clock += self.latency
                reply = self._queue.pop(0) if len(self._queue) > 1 else self._queue[0]
                return about(effect, reply)
            case Sleep(seconds):
                self.clock += seconds
                return None
            case Save(record):
                return self.unsaved.get(type(record))
            case Recall():
                return self.entries
            case ReadFile(file):
                return look_at(file)
            case Tell():
                return None
            case _:
                return self._at_once(effect)

    def _at_once(self, effect: Instant) -> object:
        match effect:
            case Now():
                return self.clock
            case WallClock():
                return 1_800_000_000.0 + self.clock
            case Random():
                return self.draw
            case NewKey():
                return f"key-{len(self.effects)}"
            case _ as unreachable:
                assert_never(unreachable)
