"""A job from its request to its result, on both drivers, over real sockets."""

from __future__ import annotations

import hashlib
import json
import pickle
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.errors.base import (
    AnswerError,
    InvalidRequestError,
    OutcomeUnknownError,
)
from specpress.targets.python.runtime.job.errors import (
    DeadlineError,
    JobFailedError,
    MissingResultError,
    OtherJobError,
    UnknownStateError,
)
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.get import get_flow
from specpress.targets.python.runtime.operations.read import credits_flow, file_flow, models_flow
from specpress.targets.python.runtime.operations.resume import journaled_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.callers import Caller
from tests.runtime.loopback import PATIENCE, Loopback, Reply

REQUEST = {"model": "wick-1", "prompt": "A lamp, ตะเกียง"}


def answer(status: str, **more: Any) -> Reply:
    return Reply({"id": "j 1", "status": status, "brightness": {"new": [1]}, **more})


LIT = answer("lit", result={"first": "https://x/1", "all": ["https://x/1", "https://x/2"]})
JOB = Job("lantern", "j 1", status="waiting")


def test_a_job_is_created_waited_for_and_its_result_found(caller: Caller, server: Loopback) -> None:
    server.on("POST /v1/jobs", answer("waiting"))
    server.on("GET /v1/jobs/j%201", answer("waiting"), answer("burning"), LIT)
    seen: list[str | None] = []
    job = caller(server.url, lambda one: create_flow(one, REQUEST))
    result = caller(
        server.url,
        lambda one: wait_flow(
            one, job, timeout=PATIENCE, on_progress=lambda at: seen.append(at.status)
        ),
    )
    assert result.urls == ("https://x/1", "https://x/2")
    assert seen == ["waiting", "burning", "lit"]
    assert result.job.idempotency_key == job.idempotency_key
    sent = server.calls("POST")[0]
    assert json.loads(sent.body) == REQUEST
    assert sent.headers["idempotency-key"] == job.idempotency_key
    assert sent.headers["content-type"] == "application/json"
    assert job.fingerprint == hashlib.sha256(sent.body).hexdigest()


def test_keys_that_no_page_lists_survive(caller: Caller, server: Loopback) -> None:
    server.on("POST /v1/jobs", answer("waiting"))
    job = caller(server.url, lambda one: create_flow(one, REQUEST))
    assert job.answer["brightness"] == {"new": [1]}
    assert Job.from_json(job.to_json()) == job
    assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301 - our own bytes


def test_a_handle_of_another_version_is_read() -> None:
    earlier = '{"platform":"lantern","id":"j 1"}'
    assert Job.from_json(earlier) == Job("lantern", "j 1")
    assert Job.from_json(earlier[:-1] + ',"heat":[7],"status":"lit"}') == Job(
        "lantern", "j 1", status="lit"
    )


def test_a_job_is_waited_for_by_its_id_alone(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/jobs/j%201", LIT)
    result = caller(server.url, lambda one: wait_flow(one, "j 1", timeout=PATIENCE))
    assert result.job.id == "j 1"
    assert result.answer["brightness"] == {"new": [1]}


def test_get_keeps_a_state_that_no_page_lists(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/jobs/j%201", answer("flickering"))
    assert caller(server.url, lambda one: get_flow(one, JOB)).status == "flickering"


def test_wait_raises_on_a_state_that_no_page_lists(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/jobs/j%201", answer("flickering"))
    with pytest.raises(UnknownStateError, match="flickering") as caught:
        caller(server.url, lambda one: wait_flow(one, JOB, timeout=PATIENCE))
    assert caught.value.job.answer["brightness"] == {"new": [1]}


@pytest.mark.parametrize("other", ["j 2", "j  1", "J 1", 1])
def test_an_answer_about_another_job_is_none(
    caller: Caller, server: Loopback, tmp_path: Path, other: object
) -> None:
    journal = tmp_path / "jobs.sqlite"
    server.on("POST /v1/jobs", answer("waiting"))
    job = caller(server.url, lambda one: create_flow(one, REQUEST), journal=journal)
    server.on("GET /v1/jobs/j%201", answer("lit", id=other, result={"first": "https://other"}))
    for flow in (wait_flow, get_flow):
        more = {"timeout": 5} if flow is wait_flow else {}
        with pytest.raises(OtherJobError, match="was answered with job") as caught:
            caller(server.url, partial(flow, job=job, **more), journal=journal)
        assert (caught.value.job.id, caught.value.answered) == ("j 1", str(other))
    (entry,) = caller(server.url, lambda _: journaled_flow(), journal=journal)
    assert (entry.state, entry.job) == ("started", job)


@pytest.mark.parametrize("status", ["out", "smashed"])
def test_wait_raises_when_the_job_failed(caller: Caller, server: Loopback, status: str) -> None:
    why = {"code": "wet", "message": "It \x1b[31mrained."}
    server.on("GET /v1/jobs/j%201", answer(status, error=why))
    with pytest.raises(JobFailedError, match="wet") as caught:
        caller(server.url, lambda one: wait_flow(one, JOB, timeout=PATIENCE))
    assert caught.value.message == "It  [31mrained."


@pytest.mark.parametrize("result", [None, {}, {"all": []}, {"all": [1], "first": ""}])
def test_wait_raises_when_success_brings_no_result(
    caller: Caller, server: Loopback, result: object
) -> None:
    server.on("GET /v1/jobs/j%201", answer("lit", result=result))
    with pytest.raises(MissingResultError, match="/result/all"):
        caller(server.url, lambda one: wait_flow(one, JOB, timeout=PATIENCE))


def test_a_job_that_never_ends_is_given_up_in_time(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/jobs/j%201", answer("burning"))
    with pytest.raises(DeadlineError) as caught:
        caller(server.url, lambda one: wait_flow(one, JOB, timeout=0.5))
    assert caught.value.job.id == "j 1"
    assert caught.value.job.status == "burning"
    assert server.seen


def test_a_look_that_fails_in_passing_is_made_good_by_the_next(
    caller: Caller, server: Loopback
) -> None:
    down = [Reply({}, 503)] * 5
    server.on("GET /v1/jobs/j%201", *down, LIT)
    result = caller(server.url, lambda one: wait_flow(one, JOB, timeout=PATIENCE))
    assert result.urls
    assert len(server.seen) == 6


def test_what_is_wrong_is_said_before_anything_is_sent(caller: Caller, server: Loopback) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        caller(server.url, lambda one: create_flow(one, {"model": "wick-1"}))
    assert [one.at for one in caught.value.violations] == ["/prompt"]
    assert "/prompt is required" in str(caught.value)
    assert server.seen == []


def test_an_answer_without_an_id_leaves_the_outcome_unknown(
    caller: Caller, server: Loopback
) -> None:
    server.on("POST /v1/jobs", Reply({"status": "waiting"}))
    with pytest.raises(OutcomeUnknownError) as caught:
        caller(server.url, lambda one: create_flow(one, REQUEST))
    assert isinstance(caught.value.error, AnswerError)


def test_files_credits_and_models_are_read(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/files/f%2F1", Reply({"url": "https://x"}))
    server.on("GET /v1/credits", Reply({"left": 3}))
    server.on("GET /v1/models", Reply({"data": [], "next": None}))
    assert caller(server.url, lambda one: file_flow(one, "f/1")) == {"url": "https://x"}
    assert caller(server.url, credits_flow) == {"left": 3}
    assert caller(server.url, models_flow, api_key=None) == {"data": [], "next": None}
    assert ["authorization" in one.headers for one in server.seen] == [True, True, False]
