"""One bad answer stops one job; an answer about another job is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.effects.effects import Response
from specpress.targets.python.runtime.errors.base import AnswerError, OutcomeUnknownError
from specpress.targets.python.runtime.job.errors import OtherJobError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.get import get_flow
from specpress.targets.python.runtime.operations.resume import resume_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.callers import Caller
from tests.runtime.loopback import Loopback, Reply
from tests.runtime.test_resume import LIT, REQUEST, session
from tests.runtime.world import World, answered

DEEP = b'{"id":"j","status":"waiting","x":' + b"[" * 500 + b"]" * 500 + b"}"
BAD_BODIES = {
    "half a character as the id": b'{"id":"\\ud800","status":"waiting"}',
    "500 deep": DEEP,
    "100,000 deep": DEEP.replace(b"[" * 500, b"[" * 100_000).replace(b"]" * 500, b"]" * 100_000),
    "a line feed in the id": b'{"id":"a\\nb","status":"waiting"}',
    "an id of 2 MB": json.dumps({"id": "x" * 2_000_000, "status": "waiting"}).encode(),
    "a number too long to print": b'{"id":' + b"9" * 5_000 + b',"status":"waiting"}',
    "no UTF-8": b'{"id":"\xff","status":"waiting"}',
    "no object": b"[]",
    "an empty id": b'{"id":"","status":"waiting"}',
    "an id that is true": b'{"id":true,"status":"waiting"}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_create_that_is_answered_so_is_in_doubt_with_its_key(body: bytes) -> None:
    world = World([Response(200, (), body)])
    with pytest.raises(OutcomeUnknownError) as caught:
        world.run(create_flow(session(), REQUEST))
    assert caught.value.idempotency_key
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_the_other_jobs_of_the_journal_are_finished_all_the_same(
    caller: Caller, server: Loopback, tmp_path: Path, body: bytes
) -> None:
    good = Reply({"id": "good", "status": "waiting"})
    server.on("POST /v1/jobs", good, *[Reply(body)] * 3)
    path = tmp_path / "jobs.sqlite"
    caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    with pytest.raises(OutcomeUnknownError):
        caller(server.url, lambda one: create_flow(one, REQUEST), journal=path)
    done = {"id": "good", "status": "lit", "result": {"first": "https://x/1"}}
    server.on("GET /v1/jobs/good", Reply(done))
    found = caller(server.url, lambda one: resume_flow(one, timeout=10), journal=path)
    assert [None if one.result is None else one.result.urls for one in found] == [
        ("https://x/1",),
        None,
    ]


def test_half_a_character_in_other_places_is_replaced() -> None:
    body = b'{"id":"j","status":"waiting","prompt":"cut \\ud83d","k\\udc00":["\\ud83d\\ude00"]}'
    job = World([Response(200, (), body)]).run(create_flow(session(), REQUEST))
    assert job.answer["prompt"] == "cut \ufffd"
    assert job.answer["k\ufffd"] == ["😀"]
    assert Job.from_json(job.to_json()) == job


@pytest.mark.parametrize(
    "flow", [get_flow, lambda one, job: wait_flow(one, job, timeout=9)], ids=["get", "wait"]
)
def test_an_answer_about_another_job_is_none(flow: Any) -> None:
    world = World([LIT])
    with pytest.raises(OtherJobError, match="about job mine was answered with job 'j'") as caught:
        world.run(flow(session(), Job("lantern", "mine", "wick-1", "waiting", "k", "f")))
    assert world.saved == []
    assert (caught.value.job.id, caught.value.answered) == ("mine", "j")


def test_a_number_is_the_same_id_as_its_digits() -> None:
    world = World([answered({"id": 7, "status": "waiting"})])
    assert world.run(get_flow(session(), "7")).id == "7"


@pytest.mark.parametrize("deadline", ["1" + "0" * 400, "NaN", "Infinity", "true", '"soon"'])
def test_a_handle_with_a_deadline_that_is_none_is_refused(deadline: str) -> None:
    text = f'{{"platform":"lantern","id":"j","deadline":{deadline}}}'
    with pytest.raises(AnswerError):
        Job.from_json(text)
