"""A crash loses no job and pays for none twice: what is resumed, what is not, and what is said."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Flow
from specpress.targets.python.runtime.errors.base import (
    ApiError,
    InvalidRequestError,
    OutcomeUnknownError,
    TransportError,
)
from specpress.targets.python.runtime.errors.local import JournalError
from specpress.targets.python.runtime.facts import Polling
from specpress.targets.python.runtime.job.errors import (
    DeadlineError,
    JobFailedError,
    OtherJobError,
    UnknownStateError,
)
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import (
    Ended,
    Entry,
    Intent,
    JournalFailure,
    Refused,
    Started,
)
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.resume import journaled_flow, resume_flow
from specpress.targets.python.runtime.operations.resumed import Resumed
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.callers import QUICK, TLS, Caller
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, BrokenError, Lantern
from tests.runtime.loopback import PATIENCE, Loopback, Reply, raw
from tests.runtime.world import ASKED, LOST, UNREACHED, World, answered, refused

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
BODY = json.dumps(REQUEST, separators=(",", ":")).encode()
FULL_DISK = JournalFailure("database or disk is full", "jobs.sqlite")
RESULT = {"first": "https://x/1"}
MADE = answered({"id": "j", "status": "waiting"})
LIT = answered({"id": ASKED, "status": "lit", "result": RESULT})
BURNING = answered({"id": ASKED, "status": "burning"})
OUT = answered({"id": "j", "status": "out"})
KEYLESS = replace(LANTERN, create=replace(LANTERN.create, idempotency=None))
NOW = 1_800_000_100.0


def session(**more: Any) -> Session:
    return Session(**{"platform": LANTERN, "has_key": True, **more})


def intended(key: str = "k", age: float = 60.0) -> Entry:
    job = Job("lantern", "", "wick-1", None, key, sha256(BODY).hexdigest())
    return Entry("intended", job, NOW - age, BODY)


def started(key: str = "k") -> Entry:
    return Entry("started", Job("lantern", f"j-{key}", "wick-1", "waiting", key, "f"), NOW)


def ended(key: str = "k", status: str = "lit") -> Entry:
    job = replace(started(key).job, status=status, answer={"result": RESULT})
    return Entry("ended", job, NOW)


def resume(world: World, *, at: Session | None = None, **named: Any) -> tuple[Resumed, ...]:
    return world.run(resume_flow(at or session(), **{"timeout": 600, **named}))


def test_without_room_on_the_disk_nothing_is_sent() -> None:
    world = World([MADE], unsaved={Intent: FULL_DISK})
    with pytest.raises(JournalError, match="disk is full; nothing was sent") as caught:
        world.run(create_flow(session(), REQUEST))
    assert caught.value.idempotency_key
    assert world.sends == []


@pytest.mark.parametrize("kind", [Started, Ended])
def test_what_was_paid_for_is_returned_even_if_it_cannot_be_written_down(kind: Any) -> None:
    world = World([MADE, LIT], unsaved={kind: FULL_DISK})
    job = world.run(create_flow(session(), REQUEST))
    assert world.run(wait_flow(session(), job, timeout=PATIENCE)).urls == ("https://x/1",)


@pytest.mark.parametrize(
    ("reply", "kinds"),
    [
        (refused("broken"), [Intent, Refused]),
        (UNREACHED, [Intent, Refused]),
        (LOST, [Intent]),
        (refused("brand_new", 502), [Intent]),
        (answered({"status": "waiting"}), [Intent]),
        (MADE, [Intent, Started]),
    ],
)
def test_only_what_surely_came_to_nothing_is_struck_out(reply: Any, kinds: list[type]) -> None:
    world = World([reply])
    with contextlib.suppress(ApiError, TransportError, OutcomeUnknownError):
        world.run(create_flow(session(), REQUEST))
    assert [type(one) for one in world.saved] == kinds


@pytest.mark.parametrize(
    ("reply", "written"),
    [(LIT, ["lit"]), (OUT, ["out"]), (answered({"id": "j", "status": "odd"}), [])],
)
def test_the_end_is_written_down_before_it_is_told(reply: Any, written: list[str]) -> None:
    world = World([reply])
    with contextlib.suppress(JobFailedError, UnknownStateError):
        world.run(wait_flow(session(), "j", timeout=PATIENCE))
    assert [one.job.status for one in world.saved if isinstance(one, Ended)] == written


def test_an_intent_is_sent_again_as_the_same_bytes_under_its_key() -> None:
    world = World([MADE, LIT])
    world.entries = (intended(),)
    (found,) = resume(world)
    assert found.result is not None
    assert found.result.urls == ("https://x/1",)
    assert found.error is None
    post, look = world.sends
    assert (post.request.body, dict(post.request.headers)["Idempotency-Key"]) == (BODY, "k")
    assert look.request.target == "/v1/jobs/j"


@pytest.mark.parametrize(
    ("entry", "platform", "named"),
    [
        (intended(age=3601.0), LANTERN, {}),
        (intended(age=11.0), LANTERN, {"resend_within": 10}),
        (intended(age=-61.0), LANTERN, {}),
        (intended(), KEYLESS, {}),
    ],
)
def test_an_intent_is_not_sent_where_it_might_be_paid_for_twice(
    entry: Entry, platform: Any, named: dict[str, Any]
) -> None:
    world = World([])
    world.entries = (entry,)
    (found,) = resume(world, at=session(platform=platform), **named)
    assert isinstance(found.error, OutcomeUnknownError)
    assert found.error.idempotency_key == "k"
    assert "a second job may be charged" in str(found.error)
    assert world.sends == []


def test_an_older_intent_is_sent_if_the_platform_is_known_to_remember() -> None:
    world = World([MADE, LIT])
    world.entries = (intended(age=80_000.0),)
    (found,) = resume(world, resend_within=86_400)
    assert found.result is not None


@pytest.mark.parametrize("reply", [refused("poor", 402), refused("conflict", 409), UNREACHED, LOST])
def test_a_refusal_of_what_was_sent_before_proves_nothing(reply: Any) -> None:
    world = World([reply])
    world.entries = (intended(),)
    (found,) = resume(world)
    assert isinstance(found.error, OutcomeUnknownError)
    assert not [one for one in world.saved if isinstance(one, Refused)]


def test_what_was_started_is_looked_at_at_once_and_what_has_ended_not_at_all() -> None:
    world = World([LIT])
    world.entries = (started("a"), ended("b"), ended("c", "out"))
    first, second, third = resume(world)
    assert [one.request.target for one in world.sends] == ["/v1/jobs/j-a"]
    assert world.sleeps == []
    assert first.result is not None
    assert second.result is not None
    assert second.result.urls == ("https://x/1",)
    assert isinstance(third.error, JobFailedError)


def test_what_goes_wrong_with_one_job_stops_no_other() -> None:
    world = World([refused("broken", 404), LIT])
    damaged = replace(intended("torn"), state="damaged")
    world.entries = (damaged, started("a"), started("b"), intended("old", 9_999.0))
    found = resume(world)
    kinds = [JournalError, BrokenError, type(None), OutcomeUnknownError]
    assert [type(one.error) for one in found] == kinds
    assert [one.job.idempotency_key for one in found] == ["torn", "a", "b", "old"]
    assert "'torn'" in str(found[0].error)


def test_an_answer_about_another_job_ends_no_job_but_its_own() -> None:
    world = World([answered({"id": "j-b", "status": "lit", "result": RESULT})])
    world.entries = (started("a"), started("b"))
    first, second = resume(world)
    assert isinstance(first.error, OtherJobError)
    assert (first.job.id, first.error.answered) == ("j-a", "j-b")
    assert second.result is not None
    assert [one.job.id for one in world.saved if isinstance(one, Ended)] == ["j-b"]


def test_many_jobs_are_waited_for_in_the_time_of_one() -> None:
    world = World([BURNING])
    world.entries = tuple(started(str(one)) for one in range(20))
    page = replace(LANTERN, polling=Polling(2.0, 5.0, 10.0))
    found = resume(world, at=session(platform=page), timeout=30)
    assert [type(one.error) for one in found] == [DeadlineError] * 20
    assert world.clock - 100.0 <= 30.5
    assert {one.request.target for one in world.sends[:20]} == {
        f"/v1/jobs/j-{n}" for n in range(20)
    }


def test_no_time_at_all_sends_no_job_and_loses_none() -> None:
    world = World([])
    world.entries = (intended(), started("a"))
    first, second = resume(world, timeout=0)
    assert isinstance(first.error, OutcomeUnknownError)
    assert isinstance(second.error, DeadlineError)


@pytest.mark.parametrize(
    "named", [{"timeout": -1}, {"timeout": float("inf")}, {"resend_within": -1}]
)
def test_a_span_that_is_none_is_refused(named: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError, match="finite number"):
        resume(World([]), **named)


@pytest.mark.parametrize("flow", [journaled_flow, lambda: resume_flow(session(), timeout=1)])
def test_a_journal_that_cannot_be_read_is_said(flow: Callable[[], Any]) -> None:
    with pytest.raises(JournalError, match="disk is full"):
        World([], entries=FULL_DISK).run(flow())


def test_without_a_journal_there_is_nothing_to_resume(caller: Caller, server: Loopback) -> None:
    with pytest.raises(JournalError, match="open the client with journal="):
        caller(server.url, lambda one: resume_flow(one, timeout=PATIENCE))


def made(status: str = "waiting", **more: Any) -> Reply:
    return Reply({"id": "j", "status": status, **more})


def states(path: Path, url: str) -> list[str]:
    journal = JournalFile(str(path), "lantern", url)
    found = journal.recall()
    journal.close()
    assert not isinstance(found, JournalFailure)
    return [one.state for one in found]


def test_a_lost_answer_is_resumed_by_the_next_run(
    caller: Caller, server: Loopback, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.sqlite"
    server.on("POST /v1/jobs", Reply({}, 502), Reply({}, 502), Reply({}, 502), made())
    server.on("GET /v1/jobs/j", made("lit", result=RESULT))
    with pytest.raises(OutcomeUnknownError):
        caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    assert states(path, server.url) == ["intended"]
    (found,) = caller(server.url, lambda one: resume_flow(one, timeout=PATIENCE), journal=path)
    assert found.result is not None
    posts = server.calls("POST")
    assert len({(one.body, one.headers["idempotency-key"]) for one in posts}) == 1
    assert states(path, server.url) == []


def test_what_was_refused_is_not_resumed(caller: Caller, server: Loopback, tmp_path: Path) -> None:
    server.on("POST /v1/jobs", Reply({"error": {"code": "broken"}}, 400))
    with pytest.raises(ApiError):
        caller(server.url, lambda one: create_flow(one, REQUEST), journal=tmp_path / "jobs")
    assert states(tmp_path / "jobs", server.url) == []


def test_a_block_left_in_good_order_takes_what_was_handed_over(
    server: Loopback, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.sqlite"
    server.on("POST /v1/jobs", made("lit", result=RESULT))

    def run(*, fails: bool) -> None:
        with Lantern(api_key=KEY, base_url=server.url, journal=path) as client:
            job = client._run(create_flow(client._session, REQUEST))
            client._run(wait_flow(client._session, job, timeout=PATIENCE))
            assert states(path, server.url)[-1] == "ended"
            if fails:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(fails=True)
    assert states(path, server.url) == ["ended"]
    run(fails=False)
    assert states(path, server.url) == ["ended"]
    with Lantern(api_key=KEY, base_url=server.url, journal=path) as client:
        (found,) = client._run(resume_flow(client._session, timeout=PATIENCE))
        client.forget(found.job)
        assert states(path, server.url) == []


def test_a_failure_that_was_told_is_taken_as_well(
    caller: Caller, server: Loopback, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.sqlite"
    server.on("POST /v1/jobs", made("out"))
    job = caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    with pytest.raises(JobFailedError):
        caller(server.url, lambda one: wait_flow(one, job, timeout=PATIENCE), journal=path)
    (found,) = caller(server.url, lambda one: resume_flow(one, timeout=PATIENCE), journal=path)
    assert isinstance(found.error, JobFailedError)
    assert states(path, server.url) == []


def test_no_key_is_in_the_journal(caller: Caller, server: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    server.on("POST /v1/jobs", made(echo=f"Bearer {KEY}"))
    server.on("GET /v1/jobs/j", made("burning", echo=KEY))
    job = caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    with pytest.raises(DeadlineError):
        caller(server.url, lambda one: wait_flow(one, job, timeout=0.01), journal=path)
    with raw(b"", reset=True) as broken, pytest.raises(OutcomeUnknownError):
        caller(broken.url, lambda one: create_flow(one, REQUEST), journal=path)
    written = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert b"wick-1" in written
    assert KEY.encode() not in written


def test_two_that_resume_at_once_send_under_one_key(server: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    server.on("POST /v1/jobs", Reply({}, 502))
    with pytest.raises(OutcomeUnknownError):
        Caller("sync")(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    server.on("POST /v1/jobs", made())
    server.on("GET /v1/jobs/j", made("lit", result=RESULT))
    together = threading.Barrier(2)

    def entries_and_resume(one: Session) -> Flow[tuple[Resumed, ...]]:
        together.wait(PATIENCE)
        return resume_flow(one, timeout=PATIENCE)

    with ThreadPoolExecutor(2) as threads:
        runs = [
            threads.submit(Caller("sync"), server.url, entries_and_resume, journal=path)
            for _ in range(2)
        ]
    assert all(one.result is not None for run in runs for one in run.result())
    assert len({one.headers["idempotency-key"] for one in server.calls("POST")}) == 1
    assert states(path, server.url) == []


@dataclass(frozen=True)
class Moment:
    """So many turns of the event loop after so many calls came in; no clock has a say."""

    calls: int
    turns: int

    async def come(self, server: Loopback, task: asyncio.Task[object]) -> None:
        left = self.turns
        while left and not task.done():
            left -= len(server.seen) >= self.calls
            await asyncio.sleep(0)


async def cancelled_at(moment: Moment, server: Loopback, path: Path) -> int:
    """Cancel a job at a moment; return how many results it had until then, 0 or 1."""
    async with (
        httpx2.AsyncClient(verify=TLS, trust_env=False) as http,
        AsyncLantern(api_key=KEY, base_url=server.url, http=http, journal=path) as client,
    ):
        client._session = replace(client._session, retries=QUICK)

        async def work() -> object:
            job = await client._run(create_flow(client._session, REQUEST))
            return await client._run(wait_flow(client._session, job, timeout=PATIENCE))

        task = asyncio.create_task(work())
        await moment.come(server, task)
        task.cancel()
        (done,) = await asyncio.gather(task, return_exceptions=True)
        assert len(asyncio.all_tasks()) == 1
    return 0 if isinstance(done, asyncio.CancelledError) else 1


soak = (
    pytest.mark.soak,
    pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only"),
)


@pytest.mark.parametrize("cancellations", [32, pytest.param(500, marks=soak)])
def test_a_job_that_is_cancelled_at_any_await_can_be_resumed(
    server: Loopback, tmp_path: Path, cancellations: int
) -> None:
    drawn = random.Random(5)  # noqa: S311 - no secret
    lost = [Reply({}, 502), made()]
    server.on("GET /v1/jobs/j", made("lit", result=RESULT))
    results = []
    for number in range(cancellations):
        server.seen.clear()
        server.on("POST /v1/jobs", *lost[number % 2 :])
        server.on("GET /v1/jobs/j", *[Reply({}, 503)] * (number % 3), made("lit", result=RESULT))
        path = tmp_path / f"{number}.sqlite"
        # The first is sure to have been sent and not to have ended, the second to end.
        sure = (Moment(1, 1), Moment(99, 1))[number : number + 1]
        moment = sure[0] if sure else Moment(drawn.randrange(5), drawn.randrange(40))
        had = asyncio.run(cancelled_at(moment, server, path))
        found = Caller("sync")(
            server.url, lambda one: resume_flow(one, timeout=PATIENCE), journal=path
        )
        keys = {one.headers["idempotency-key"] for one in server.calls("POST")}
        assert len(keys) == had + len(found)
        assert all(one.result is not None for one in found)
        results.append((had, len(found)))
    assert {(1, 0), (0, 1)} <= set(results)
