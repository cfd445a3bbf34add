"""What a server may answer: one bad answer is an error of one job, and no part costs the whole."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Flow, Response
from specpress.targets.python.runtime.errors.base import (
    AnswerError,
    ClientError,
    InvalidRequestError,
    OutcomeUnknownError,
)
from specpress.targets.python.runtime.errors.received import WebhookError
from specpress.targets.python.runtime.job.handle import Job, Result
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import Intent, Started
from specpress.targets.python.runtime.json_document import DEEPEST
from specpress.targets.python.runtime.operations import resume as flow_resume
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.get import get_flow
from specpress.targets.python.runtime.operations.resume import resume_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.callers import Caller
from tests.runtime.deliveries import SECRET, Receiver, signed
from tests.runtime.lantern import LANTERN
from tests.runtime.loopback import Loopback, Reply
from tests.runtime.world import World, answered

REQUEST = {"model": "wick-1", "prompt": "A lamp"}


def nested(depth: int) -> bytes:
    """Return an answer of so many objects and lists within each other."""
    within = b"[" * (depth - 1) + b"]" * (depth - 1)
    return b'{"id":"j","status":"waiting","x":' + within + b"}"


def beside(more: bytes) -> bytes:
    return b'{"id":"j","status":"waiting",' + more + b"}"


def named(name: object) -> bytes:
    return json.dumps({"id": name, "status": "waiting"}).encode()


NO_JOBS = {
    "half a character": named("\ud800"),
    "half a character in bytes": b'{"id":"\xed\xa0\x80","status":"waiting"}',
    "a line feed": named("j\nk"),
    "a terminal's command": named("j\x1b[2J"),
    "text that turns around": named("j\u202ek"),
    "NUL": named("j\x00"),
    "dots": named(".."),
    "a long id": named("j" * 513),
    "2 MB of id": named("j" * 2_000_000),
    "an empty id": named(""),
    "a list as id": named(["j"]),
    "a fraction as id": named(1.5),
    "yes as id": named(name=True),
    "NaN as id": b'{"id":NaN,"status":"waiting"}',
    "5,000 digits as id": b'{"id":' + b"7" * 5_000 + b',"status":"waiting"}',
    "600 digits as id": b'{"id":' + b"7" * 600 + b',"status":"waiting"}',
    "two ids": b'{"id":"a","id":"b","status":"waiting"}',
    "two states": b'{"id":"a","status":"waiting","status":"lit"}',
    "one too deep": nested(DEEPEST + 1),
    "500 deep": nested(500),
    "100,000 deep": nested(100_000),
    "not UTF-8": beside(b'"x":"\xff"'),
    "half of it": b'{"id":"j","status":',
    "a list": b"[]",
    "nothing": b"",
}

JOBS = {
    "half a character": beside(b'"x":"\\ud800","\\udfff":1'),
    "half a character in bytes": beside(b'"x":"\xed\xa0\x80"'),
    "NaN": beside(b'"x":[NaN,Infinity,-Infinity]'),
    "1e999": beside(b'"x":-1e999'),
    "5,000 digits": beside(b'"x":' + b"7" * 5_000),
    "a key that stands twice": beside(b'"x":1,"x":2'),
    "an id that is said twice": beside(b'"id":"j"'),
    "as deep as may be": nested(DEEPEST),
    "a mark of the byte order": b"\xef\xbb\xbf" + nested(2),
    "UTF-16": nested(2).decode().encode("utf-16"),
    "control characters": beside(b'"x":"\\u0000\\u001b[2J"'),
    "a long id": named("j" * 512),
}


def create(body: bytes) -> tuple[World, Flow[Job]]:
    session = Session(platform=LANTERN, has_key=True)
    return World([Response(200, (), body)]), create_flow(session, REQUEST)


@pytest.mark.parametrize("name", NO_JOBS)
def test_an_answer_that_names_no_job_is_doubt_with_the_key(name: str) -> None:
    world, flow = create(NO_JOBS[name])
    with pytest.raises(OutcomeUnknownError) as caught:
        world.run(flow)
    assert caught.value.idempotency_key
    assert isinstance(caught.value.error, AnswerError)
    assert str(caught.value).isprintable()
    assert [type(one) for one in world.saved] == [Intent]


@pytest.mark.parametrize("name", NO_JOBS)
@pytest.mark.parametrize("look", [get_flow, lambda *job: wait_flow(*job, timeout=0.01)])
def test_a_look_that_sees_no_job_is_an_error_of_the_client(name: str, look: Any) -> None:
    session = Session(platform=LANTERN, has_key=True)
    with pytest.raises(ClientError):
        World([Response(200, (), NO_JOBS[name])]).run(look(session, "j"))


@pytest.mark.parametrize("name", JOBS)
def test_what_is_odd_beside_the_job_costs_nothing_else(name: str, tmp_path: Path) -> None:
    world, flow = create(JOBS[name])
    job = world.run(flow)
    assert Job.from_json(job.to_json()) == job
    assert json.loads(job.to_json(), parse_constant=pytest.fail)["id"] == job.id
    assert copy.deepcopy(job) == job
    assert pickle.dumps(job)
    assert repr(job).isprintable()
    journal = JournalFile(str(tmp_path / "jobs"), "lantern", "https://lantern.invalid")
    failures = [journal.save(one) for one in world.saved]
    assert [type(one) for one in world.saved] == [Intent, Started]
    assert failures == [None, None]
    assert [one.job for one in journal.recall()] == [job]
    journal.close()


@pytest.mark.parametrize("name", ["j\n", "", "..", "\ud800", "j" * 513])
def test_an_id_that_cannot_be_asked_for_is_not(name: str) -> None:
    session = Session(platform=LANTERN, has_key=True)
    with pytest.raises(InvalidRequestError, match="1 to 512 printable characters"):
        World([]).run(get_flow(session, name))


def test_a_handle_that_is_nested_too_deeply_is_none() -> None:
    text = Job("lantern", "j", answer={"x": 1}).to_json()
    for depth in (DEEPEST + 1, 500, 100_000):
        with pytest.raises(AnswerError, match="not a job that was written by to_json"):
            Job.from_json(text.replace('{"x":1}', nested(depth).decode()))


def test_a_delivery_is_read_as_an_answer_is() -> None:
    body = b'{"type":"job.lit","data":' + NO_JOBS["half a character"] + b"}"
    event = Receiver(SECRET).verify(signed(body), body)
    assert event.job is None
    deep = b'{"type":' + NO_JOBS["500 deep"] + b"}"
    with pytest.raises(WebhookError, match="not the JSON object"):
        Receiver(SECRET).verify(signed(deep), deep)


BAD = [NO_JOBS["half a character"], NO_JOBS["500 deep"], NO_JOBS["2 MB of id"]]


@pytest.mark.parametrize("bad", BAD, ids=["half", "deep", "long"])
def test_one_bad_answer_leaves_the_other_jobs_to_be_resumed(
    caller: Caller, server: Loopback, tmp_path: Path, bad: bytes
) -> None:
    path = tmp_path / "jobs"
    good = [Reply({"id": one, "status": "waiting"}) for one in ("first", "last")]
    for name in ("first", "last"):
        lit = {"id": name, "status": "lit", "result": {"first": f"https://x/{name}"}}
        server.on(f"GET /v1/jobs/{name}", Reply(lit))
    server.on("POST /v1/jobs", good[0])
    caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    server.on("POST /v1/jobs", Reply(bad))
    with pytest.raises(OutcomeUnknownError) as caught:
        caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    server.on("POST /v1/jobs", good[1])
    caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    server.on("POST /v1/jobs", Reply(bad))
    found = caller(server.url, lambda one: resume_flow(one, timeout=5), journal=path)
    assert [one.result and one.result.urls for one in found] == [
        ("https://x/first",),
        None,
        ("https://x/last",),
    ]
    assert found[1].job.idempotency_key == caught.value.idempotency_key
    assert isinstance(found[1].error, OutcomeUnknownError)


def test_what_nobody_foresaw_stops_one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(session: Session, job: Job, *, timeout: float) -> Iterator[Any]:
        if job.id == "a":
            yield from ()
            "\ud800".encode()
        return (yield from wait_flow(session, job, timeout=timeout))

    monkeypatch.setattr(flow_resume, "wait_flow", wait)
    world = World([answered({"id": "b", "status": "lit", "result": {"first": "https://x"}})])
    world.entries = tuple(
        flow_resume.Entry("started", Job("lantern", one, idempotency_key=one)) for one in "ab"
    )
    session = Session(platform=LANTERN, has_key=True)
    first, second = world.run(resume_flow(session, timeout=5))
    assert isinstance(first.error, AnswerError)
    assert "UnicodeEncodeError: " in str(first.error)
    assert isinstance(second.result, Result)
