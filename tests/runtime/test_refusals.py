"""What the platform's refusals become, by code before status, on both drivers."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from specpress.targets.python.runtime.errors import ApiError, ClientError, OutcomeUnknownError
from specpress.targets.python.runtime.flow_create import create_flow
from specpress.targets.python.runtime.flow_read import credits_flow
from specpress.targets.python.runtime.flow_upload import upload_flow

from tests.runtime.callers import Caller
from tests.runtime.lantern import ERRORS
from tests.runtime.loopback import Loopback, Reply, raw

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
RETRY = {
    "busy": "backoff",
    "full": "queue",
    "dark": "later",
    "broken": "after_edit",
    "conflict": "never",
    "poor": None,
}


def refusal(code: object, status: int, **headers: str) -> Reply:
    error = {"code": code, "message": "Said\nso.", "request": "r-7", "hint": ["new"]}
    return Reply({"error": error}, status, headers)


def refused(caller: Caller, server: Loopback, reply: Reply) -> ApiError:
    server.on("GET /v1/credits", reply)
    with pytest.raises(ApiError) as caught:
        caller(server.url, credits_flow)
    return caught.value


@pytest.mark.parametrize("code", ERRORS)
def test_each_code_has_its_class(caller: Caller, server: Loopback, code: str) -> None:
    error = refused(caller, server, refusal(code, 409))
    assert type(error) is ERRORS[code]
    assert (error.status, error.code, error.retry) == (409, code, RETRY[code])
    assert (error.message, error.request_id) == ("Said so.", "r-7")
    assert b'"hint": ["new"]' in error.body
    assert ("content-type", "application/json") in error.headers
    assert len(server.seen) == (5 if RETRY[code] in {"backoff", "queue"} else 1)


PASSING = (408, 425, 429, 500, 502, 599)


@pytest.mark.parametrize("status", [400, 402, 418, *PASSING])
@pytest.mark.parametrize("body", [{"error": {"code": "brand_new"}}, {}, [1], b"<html>", b"\xff"])
def test_an_unknown_code_goes_by_its_status(
    caller: Caller, server: Loopback, status: int, body: Any
) -> None:
    error = refused(caller, server, Reply(body, status))
    assert type(error) is ApiError
    assert (error.status, error.retry) == (status, "backoff" if status in PASSING else None)
    assert error.code == ("brand_new" if isinstance(body, dict) and body else None)
    assert len(server.seen) == (5 if status in PASSING else 1)


def test_a_code_is_stronger_than_its_status(caller: Caller, server: Loopback) -> None:
    refused(caller, server, refusal("conflict", 503))
    assert len(server.seen) == 1


def test_a_redirect_is_refused_and_leads_nowhere(caller: Caller, server: Loopback) -> None:
    elsewhere = Reply({}, 307, {"location": f"{server.url}/v1/models"})
    server.on("POST /v1/jobs", elsewhere)
    with pytest.raises(ApiError, match="Redirects are not followed"):
        caller(server.url, lambda one: create_flow(one, REQUEST))
    assert [one.path for one in server.seen] == ["/v1/jobs"]


def test_the_same_bytes_and_key_are_sent_each_time(caller: Caller, server: Loopback) -> None:
    made = Reply({"id": "j", "status": "waiting"}, 201)
    server.on("POST /v1/jobs", Reply(b"", 502), refusal("busy", 429), made)
    job = caller(server.url, lambda one: create_flow(one, REQUEST))
    assert len({(one.body, one.headers["idempotency-key"]) for one in server.seen}) == 1
    assert server.seen[0].headers["idempotency-key"] == job.idempotency_key
    assert len(server.seen) == 3


def test_the_users_own_key_is_sent(caller: Caller, server: Loopback) -> None:
    server.on("POST /v1/jobs", Reply({"id": 7, "status": "waiting"}))
    job = caller(server.url, lambda one: create_flow(one, REQUEST, idempotency_key="mine-1"))
    assert (job.id, job.idempotency_key) == ("7", "mine-1")
    assert server.seen[0].headers["idempotency-key"] == "mine-1"


def test_a_create_that_a_gateway_may_have_let_through_is_unknown(
    caller: Caller, server: Loopback
) -> None:
    server.on("POST /v1/jobs", Reply(b"", 502), refusal("busy", 429))
    with pytest.raises(OutcomeUnknownError) as caught:
        caller(server.url, lambda one: create_flow(one, REQUEST))
    assert caught.value.idempotency_key in str(caught.value)
    assert isinstance(caught.value.error, ApiError)
    assert len(server.seen) == 3


@pytest.mark.parametrize("code", ["busy", "broken", "dark"])
def test_a_create_that_was_refused_in_so_many_words_is_known(
    caller: Caller, server: Loopback, code: str
) -> None:
    server.on("POST /v1/jobs", refusal(code, 503))
    with pytest.raises(ERRORS[code]):
        caller(server.url, lambda one: create_flow(one, REQUEST))


def test_retry_after_is_waited_for(caller: Caller, server: Loopback) -> None:
    busy = refusal("busy", 429, **{"retry-after": "0"})
    server.on("GET /v1/credits", busy, Reply({"left": 1}))
    assert caller(server.url, credits_flow) == {"left": 1}


def test_a_long_retry_after_is_raised_with_its_value(caller: Caller, server: Loopback) -> None:
    error = refused(caller, server, refusal("busy", 429, **{"retry-after": "61"}))
    assert error.retry_after == 61
    assert "Wait 61 s first." in str(error)
    assert len(server.seen) == 1


def test_of_two_retry_after_the_longest_is_raised(caller: Caller) -> None:
    head = b"HTTP/1.1 429 Busy\r\nContent-Length: 2\r\n"
    asked = b"Retry-After: 61.5\r\nRetry-After: 1\r\n"
    with raw(head + asked + b"\r\n{}") as server, pytest.raises(ApiError) as caught:
        caller(server.url, credits_flow)
    assert caught.value.retry_after == 62


def test_an_upload_is_refused_like_any_call(caller: Caller, server: Loopback) -> None:
    server.on("POST /v1/files", refusal("broken", 400))
    png = b"\x89PNG\r\n\x1a\n" + bytes(9)
    with pytest.raises(ERRORS["broken"]):
        caller(server.url, lambda one: upload_flow(one, png))
    assert len(server.seen) == 1


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_survives_pickling(caller: Caller, server: Loopback, code: str) -> None:
    error = refused(caller, server, refusal(code, 400))
    again: ClientError = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert (str(again), repr(again), vars(again)) == (str(error), repr(error), vars(error))
