"""Whatever is raised, wherever: only a client's errors leave, and no paid job is lost."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.errors.base import ClientError, OutcomeUnknownError
from specpress.targets.python.runtime.errors.local import UnforeseenError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.records import Entry
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.create_many import create_flows
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.operations.get import get_flow
from specpress.targets.python.runtime.operations.read import credits_flow, file_flow, models_flow
from specpress.targets.python.runtime.operations.resume import resume_flow
from specpress.targets.python.runtime.operations.resumed import Resumed
from specpress.targets.python.runtime.operations.upload import upload_flow
from specpress.targets.python.runtime.operations.wait import wait_flow
from specpress.targets.python.runtime.request.prepared import prepare

from tests.runtime.callers import QUICK
from tests.runtime.exceptions import classes, load
from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.throwing import (
    AROUND,
    INSIDE,
    PASSING,
    AsyncThrower,
    Platform,
    Rows,
    SyncThrower,
    Throw,
    Transport,
    was_struck_in_time,
)

URL = "http://127.0.0.1:9"
REQUEST = {"model": "wick-1", "prompt": "A lamp"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)
JOB = Job("lantern", "j9", "wick-1", "waiting", "known", "f")
MANY = 3
FEW = 700
LOOPS, FORKED = 40, 20
FLOWS: dict[str, Callable[[Session, Path], Any]] = {
    "create": lambda one, _: create_flow(one, REQUEST),
    "create_many": lambda one, _: create_flows(one, [REQUEST] * MANY, concurrency=2),
    "wait": lambda one, _: wait_flow(one, JOB, timeout=5),
    "get": lambda one, _: get_flow(one, JOB),
    "upload": lambda one, _: upload_flow(one, BytesIO(PNG)),
    "download": lambda one, folder: download_flow(one, f"{URL}/clip", folder / "clip"),
    "resume": lambda one, _: resume_flow(one, timeout=5),
    "credits": lambda one, _: credits_flow(one),
    "models": lambda one, _: models_flow(one),
    "file": lambda one, _: file_flow(one, "f"),
}


def journalled() -> dict[str, Entry]:
    """Return the rows of a run that died: a job intended, one started, and one that has ended."""
    body = b'{"model":"wick-1","prompt":"A lamp"}'
    intended = Job("lantern", "", "wick-1", None, "lost", sha256(body).hexdigest())
    ended = replace(JOB, id="j8", status="lit", idempotency_key="done")
    ended = replace(ended, answer={"result": {"first": "https://x"}})
    return {
        "lost": Entry("intended", intended, time.time(), body),
        "known": Entry("started", JOB),
        "done": Entry("ended", ended),
    }


@dataclass
class Run:
    """One flow by one kind of client, during which something is thrown; `met` is what came."""

    kind: str
    name: str
    throw: Throw
    folder: Path
    platform: Platform = field(default_factory=Platform)
    rows: Rows = field(default_factory=Rows)
    met: Any = None

    def go(self, loop: asyncio.AbstractEventLoop) -> None:
        self.rows.rows |= journalled() if self.name == "resume" else {}
        try:
            self.met = self._call(FLOWS[self.name], loop)
        except BaseException as error:  # noqa: BLE001 - it is what is looked at
            self.met = error
        settle(loop)

    def _call(self, made: Callable[[Session, Path], Any], loop: asyncio.AbstractEventLoop) -> Any:
        client, thrower, opened = CLIENTS[self.kind]
        http = opened(transport=Transport(self.platform, self.throw), trust_env=False)
        one = client(api_key=KEY, base_url=URL, http=http)
        one._driver = thrower(one._driver._wire, http, self.rows)
        one._driver.throw = self.throw
        flow = made(replace(one._session, retries=QUICK), self.folder)
        met = one._run_many(flow, 2) if isinstance(flow, tuple) else one._run(flow)
        return loop.run_until_complete(met) if self.kind == "async" else met

    @property
    def outcomes(self) -> list[Any]:
        """What came of each job."""
        many = self.met if isinstance(self.met, tuple) else (self.met,)
        return [one.error or one.job if isinstance(one, Resumed) else one for one in many]

    def judge(self) -> None:
        """See that only what may leave has left, and that each job that was sent is known."""
        raised = self.met if isinstance(self.met, BaseException) else None
        if isinstance(raised, PASSING):
            assert type(raised) is self.throw.kind
            assert self.platform.jobs.keys() <= self.rows.rows.keys()
            assert not (self.name == "create" and was_struck_in_time(self.throw) and self.rows.rows)
            return
        assert raised is None or isinstance(raised, ClientError)
        if self.name in {"create", "create_many"}:
            self._judge_jobs()

    def _judge_jobs(self) -> None:
        started = {one.idempotency_key for one in self.outcomes if isinstance(one, Job)}
        doubtful = [one for one in self.outcomes if isinstance(one, OutcomeUnknownError)]
        keyed = {one.idempotency_key for one in doubtful}
        sent = set(self.platform.jobs)
        assert sent == started | (keyed & sent)
        assert keyed <= self.rows.rows.keys()
        others = [one for one in self.outcomes if not isinstance(one, Job | OutcomeUnknownError)]
        assert len(sent) <= len(self.outcomes) - len(others)
        if not (doubtful or others):
            assert len(started) == (MANY if self.name == "create_many" else 1)


CLIENTS: dict[str, tuple[Any, Any, Any]] = {
    "sync": (Lantern, SyncThrower, httpx2.Client),
    "async": (AsyncLantern, AsyncThrower, httpx2.AsyncClient),
}


def settle(loop: asyncio.AbstractEventLoop) -> None:
    """End what still goes on, as `asyncio.run` does when a program is interrupted."""
    while left := asyncio.all_tasks(loop):
        for one in left:
            one.cancel()
        with suppress(*PASSING):
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


def places(name: str, kind: str, loop: asyncio.AbstractEventLoop, folder: Path) -> list[Any]:
    """Return everywhere that an exception can be thrown while a flow runs."""
    quiet = Throw(ValueError, 0, "before")
    clean = Run(kind, name, quiet, folder)
    clean.go(loop)
    assert not isinstance(clean.met, BaseException), clean.met
    around = [(number, one) for number in range(1, len(quiet.effects) + 1) for one in AROUND]
    return around + [(number, one) for number in range(1, quiet.sends + 1) for one in INSIDE]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    found = asyncio.new_event_loop()
    yield found
    found.close()


def campaign(
    kinds: Sequence[type[BaseException]],
    loop: asyncio.AbstractEventLoop,
    folder: Path,
    names: Iterable[str] = FLOWS,
    few: int | None = None,
) -> None:
    """Throw each kind everywhere, or a few of them, as they are drawn."""
    everything = [
        (client, name, kind, number, place)
        for client in CLIENTS
        for name in names
        for number, place in places(name, client, loop, folder)
        for kind in kinds
    ]
    draw = random.Random(1)  # noqa: S311 - to be repeated
    runs = everything if few is None else draw.sample(everything, few)
    thrown = 0
    for client, name, kind, number, place in runs:
        run = Run(client, name, Throw(kind, number, place), folder)
        run.go(loop)
        thrown += run.throw.thrown
        try:
            run.judge()
        except AssertionError as error:
            error.add_note(f"{client} {name}: {kind!r} {place} {number} came to {run.met!r}")
            raise
    assert len(everything) > 20 * len(kinds) * len([*names])
    # A sleep more or less moves the last effects of several flows at once.
    assert thrown > 0.98 * len(runs)


def test_whatever_is_raised_only_errors_of_the_client_leave(
    loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    campaign(classes(), loop, tmp_path, few=FEW)


def test_a_request_whose_methods_raise_is_refused_by_every_call() -> None:
    class Odd(dict[str, object]):
        def get(self, *_: object) -> object:
            raise ZeroDivisionError

        __getitem__ = __iter__ = __contains__ = get

    odd = Odd(REQUEST)
    with Lantern(api_key=KEY, base_url=URL) as client:
        for call in (
            lambda: client._run(create_flow(client._session, odd)),
            lambda: create_flows(client._session, [odd], concurrency=1),
            lambda: prepare(client._session.platform, odd),
        ):
            with pytest.raises(UnforeseenError, match="ZeroDivisionError"):
                call()


def test_what_ends_a_program_passes_and_leaves_a_trace(
    loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    campaign([*PASSING, BaseException], loop, tmp_path, few=FEW)


@pytest.mark.soak
@pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only")
@pytest.mark.parametrize("name", FLOWS)
def test_every_exception_that_there_is_is_met_everywhere(
    loop: asyncio.AbstractEventLoop, tmp_path: Path, name: str
) -> None:
    load()
    kinds = classes()
    assert len(kinds) > 400
    campaign(kinds, loop, tmp_path, [name])
