"""The rules of sending again, of waiting and of ending, driven by hand: nobody sleeps."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from specpress.targets.python.runtime.calls.retry_budget import RetryBudget
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Save, Send, TransportFailure
from specpress.targets.python.runtime.errors.base import (
    AnswerError,
    ApiError,
    CredentialsError,
    InvalidRequestError,
    OutcomeUnknownError,
    TransportError,
    UnsupportedError,
)
from specpress.targets.python.runtime.facts import Platform, Polling
from specpress.targets.python.runtime.job.errors import DeadlineError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.job.polling import polling_pause
from specpress.targets.python.runtime.journal.records import Intent, Refused, Started
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.get import get_flow
from specpress.targets.python.runtime.operations.read import credits_flow, file_flow
from specpress.targets.python.runtime.operations.upload import upload_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.lantern import LANTERN, BusyError
from tests.runtime.world import LOST, UNREACHED, World, answered, refused

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
MADE = answered({"id": "j", "status": "waiting"})
LIT = answered({"id": "j", "status": "lit", "result": {"first": "https://x"}})
BURNING = answered({"id": "j", "status": "burning"})
LEFT = answered({"left": 1})
PAGE = replace(LANTERN, polling=Polling(2.0, 5.0, 10.0))
KEYLESS = replace(LANTERN, create=replace(LANTERN.create, idempotency=None))
JOB = Job("lantern", "j", status="waiting")
AT = "Fri, 15 Jan 2027 {} GMT"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)


def session(platform: Platform = LANTERN, **more: Any) -> Session:
    return Session(platform=platform, **{"has_key": True, **more})


def test_a_look_is_sent_five_times_with_full_jitter() -> None:
    world = World([LOST])
    with pytest.raises(TransportError):
        world.run(credits_flow(session()))
    assert world.sleeps == [0.5, 1.0, 2.0, 4.0]
    assert len(world.sends) == 5


def test_jitter_reaches_down_to_nothing() -> None:
    world = World([LOST, LOST, LEFT], draw=0.0)
    world.run(credits_flow(session()))
    assert world.sleeps == [0.0, 0.0]


def test_a_create_is_sent_three_times() -> None:
    world = World([LOST])
    with pytest.raises(OutcomeUnknownError):
        world.run(create_flow(session(), REQUEST))
    assert len(world.sends) == 3
    assert len({(one.request.body, one.request.headers) for one in world.sends}) == 1


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry_after": "7"}, 7.5),
        ({"Retry_After": " 60 "}, 60.5),
        ({"retry_after": AT.format("08:00:12"), "date": AT.format("08:00:00")}, 12.5),
        ({"retry_after": AT.format("08:02:00")}, 20.5),
        ({"retry_after": AT.format("07:00:00")}, 0.5),
        ({"retry_after": "2.5"}, 3.5),
        ({"retry_after": ".2"}, 1.5),
        ({"retry_after": "+3"}, 3.5),
        ({"retry_after": "1, 7, 2.5"}, 7.5),
        ({"retry_after": "7", "Retry_After": "9"}, 9.5),
        ({"retry_after": f"soon, {AT.format('08:00:12')}, 9", "date": AT.format("08:00:00")}, 12.5),
        ({"retry_after": f"{AT.format('08:00:12')}, 14", "date": AT.format("08:00:00")}, 14.5),
        ({"retry_after": ","}, 0.5),
        ({"retry_after": "soon"}, 0.5),
        ({"retry_after": "-1"}, 0.5),
        ({"retry_after": "\u0667"}, 0.5),
    ],
)
def test_retry_after_is_never_undercut(headers: dict[str, str], pause: float) -> None:
    world = World([refused("busy", 429, **headers), LEFT])
    world.run(credits_flow(session()))
    assert world.sleeps == [pause]


def test_a_retry_after_of_more_than_a_minute_is_raised() -> None:
    world = World([refused("busy", 429, retry_after="61")])
    with pytest.raises(BusyError) as caught:
        world.run(credits_flow(session()))
    assert caught.value.retry_after == 61
    assert world.sleeps == []


def test_an_outage_empties_the_budget_and_successes_fill_it() -> None:
    shared = session()
    sent = 0
    for _ in range(1_000):
        world = World([LOST])
        with pytest.raises(TransportError):
            world.run(credits_flow(shared))
        sent += len(world.sends)
    assert sent == 1_000 + 500 // 14
    assert shared.budget.spend(throttled=False) is None
    for _ in range(20):
        World([LEFT]).run(credits_flow(shared))
    assert shared.budget.spend(throttled=False) == 14


def test_a_retry_that_works_gives_its_cost_back() -> None:
    budget = RetryBudget()
    for _ in range(200):
        World([refused("busy", 429), LEFT]).run(credits_flow(session(budget=budget)))
    assert budget.spend(throttled=False) == 14


def test_without_an_idempotency_header_a_lost_create_is_not_sent_again() -> None:
    world = World([LOST])
    with pytest.raises(OutcomeUnknownError, match="a second job may be charged") as caught:
        world.run(create_flow(session(KEYLESS), REQUEST))
    assert len(world.sends) == 1
    assert not caught.value.is_key_honoured
    assert "Idempotency-Key" not in dict(world.sends[0].request.headers)


@pytest.mark.parametrize("harmless", [UNREACHED, refused("busy", 503), refused("full", 429)])
def test_without_the_header_a_create_that_surely_did_nothing_is_sent_again(harmless: Any) -> None:
    world = World([harmless, MADE])
    assert world.run(create_flow(session(KEYLESS), REQUEST)).id == "j"


@pytest.mark.parametrize("status", [429, 425])
def test_without_the_header_a_code_that_no_page_lists_is_not_trusted(status: int) -> None:
    world = World([refused("brand_new", status), MADE])
    with pytest.raises(OutcomeUnknownError, match="a second job may be charged"):
        world.run(create_flow(session(KEYLESS), REQUEST))
    assert len(world.sends) == 1


NO_REFUSALS = (*range(300, 309), 400, 401, 404, 409, 418, 421, 429, 499, 500, 502, 520, 599)
BODIES = [{"id": "j", "status": "waiting"}, {"error": {"code": "brand_new"}}, "<html>", None]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("status", NO_REFUSALS)
def test_what_no_page_declares_as_a_refusal_of_a_create_is_doubt(status: int, body: Any) -> None:
    world = World([answered(body, status)])
    with pytest.raises(OutcomeUnknownError) as caught:
        world.run(create_flow(session(), REQUEST))
    assert caught.value.idempotency_key == dict(world.sends[0].request.headers)["Idempotency-Key"]
    assert isinstance(caught.value.error, ApiError)
    assert [type(one) for one in world.saved] == [Intent]
    assert len(world.sends) == (3 if status == 429 or status >= 500 else 1)


@pytest.mark.parametrize("code", ["broken", "conflict", "dark", "poor"])
@pytest.mark.parametrize("status", [303, 400, 404, 409, 503])
def test_what_a_page_declares_as_a_refusal_is_one_and_is_struck(status: int, code: str) -> None:
    world = World([refused(code, status)])
    with pytest.raises(LANTERN.errors[code]):
        world.run(create_flow(session(), REQUEST))
    assert [type(one) for one in world.saved] == [Intent, Refused]


@pytest.mark.parametrize("last", [UNREACHED, refused("busy", 429), refused("conflict", 409)])
def test_doubt_outlives_later_refusals(last: Any) -> None:
    world = World([LOST, last])
    with pytest.raises(OutcomeUnknownError) as caught:
        world.run(create_flow(session(), REQUEST))
    assert caught.value.idempotency_key == dict(world.sends[0].request.headers)["Idempotency-Key"]


def test_the_journal_is_written_before_the_send_and_after_the_answer() -> None:
    world = World([MADE])
    job = world.run(create_flow(session(), REQUEST))
    kinds = [type(one) for one in world.effects if isinstance(one, Send | Save)]
    assert kinds == [Save, Send, Save]
    key, fingerprint = job.idempotency_key or "", job.fingerprint or ""
    at = 1_800_000_000.0 + world.clock
    assert world.saved == [
        Intent("lantern", "wick-1", key, fingerprint, _body(world), at),
        Started(job),
    ]


def _body(world: World) -> bytes:
    body = world.sends[0].request.body
    assert isinstance(body, bytes)
    return body


def test_the_pauses_are_the_pages() -> None:
    world = World([BURNING] * 5 + [LIT])
    assert world.run(wait_flow(session(PAGE), JOB, timeout=600)).urls == ("https://x",)
    assert world.sleeps == [3.0, 7.5, 10.0, 10.0, 10.0, 10.0]
    world = World([BURNING] * 3 + [LIT], draw=0.0)
    world.run(wait_flow(session(PAGE), JOB, timeout=600))
    assert world.sleeps == [2.0, 5.0, 5.0, 5.0]


def test_the_pauses_of_a_day_of_looks_are_still_the_pages() -> None:
    assert polling_pause(Polling(2.0, 5.0, 10.0), 17_280, 1.0) == 10.0


def test_a_platform_without_advice_is_polled_modestly() -> None:
    world = World([BURNING, LIT], draw=0.0)
    world.run(wait_flow(session(replace(LANTERN, polling=None)), JOB, timeout=600))
    assert world.sleeps == [1.0, 2.0]


@pytest.mark.parametrize("timeout", [0.0, 1.0, 9.0, 10.0, 60.0, 3_600.0])
@pytest.mark.parametrize("latency", [0.0, 0.4])
def test_waiting_ends_on_the_deadline_after_a_last_look(timeout: float, latency: float) -> None:
    world = World([BURNING], latency=latency)
    with pytest.raises(DeadlineError) as caught:
        world.run(wait_flow(session(PAGE), JOB, timeout=timeout))
    assert timeout - 1.0 <= world.clock - 100.0 <= timeout + 0.5
    assert caught.value.job.status == ("burning" if timeout else "waiting")


@pytest.mark.parametrize("reply", [LOST, UNREACHED, refused("busy", 503), answered([])])
def test_waiting_outlasts_an_outage_and_ends_on_the_deadline(reply: Any) -> None:
    world = World([reply])
    with pytest.raises(DeadlineError, match="the last look failed") as caught:
        world.run(wait_flow(session(PAGE), JOB, timeout=600))
    assert caught.value.job == JOB
    assert isinstance(caught.value.error, TransportError | ApiError | AnswerError)
    assert 599 <= world.clock - 100.0 <= 600.5


def test_waiting_leaves_the_platform_alone_as_long_as_it_asks() -> None:
    world = World([refused("busy", 429, retry_after="50")])
    with pytest.raises(DeadlineError):
        world.run(wait_flow(session(PAGE), JOB, timeout=120))
    assert all(one >= 50 for one in world.sleeps[1:])


def test_waiting_does_not_outlast_a_refusal() -> None:
    world = World([refused("broken", 404)])
    with pytest.raises(ApiError):
        world.run(wait_flow(session(PAGE), JOB, timeout=600))
    assert len(world.sends) == 1


def test_no_attempt_is_given_more_time_than_is_left() -> None:
    world = World([BURNING])
    with pytest.raises(DeadlineError):
        world.run(wait_flow(session(PAGE), JOB, timeout=30))
    assert [one.timeout for one in world.sends] == [27.0, 19.5, 9.5, 1.0]


def test_a_job_that_has_ended_is_not_looked_at_again() -> None:
    world = World([LIT])
    done = world.run(get_flow(session(), JOB))
    assert World([]).run(wait_flow(session(), done, timeout=0)).urls == ("https://x",)


@pytest.mark.parametrize("timeout", [-1.0, math.nan, math.inf])
def test_a_wait_without_end_is_refused(timeout: float) -> None:
    with pytest.raises(InvalidRequestError, match="finite number of seconds"):
        World([]).run(wait_flow(session(), JOB, timeout=timeout))


def test_a_job_of_another_platform_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="of this platform"):
        World([]).run(get_flow(session(), Job("torch", "j")))


@pytest.mark.parametrize("name", ["", ".", "..", "\ud800"])
def test_an_id_that_would_climb_is_refused(name: str) -> None:
    with pytest.raises(InvalidRequestError, match="must be an id"):
        World([]).run(file_flow(session(), name))


@pytest.mark.parametrize("name", ["../../v1/credits", "a?b#c", "ก", "%2e%2e", "a/b"])
def test_an_id_stays_in_its_place(name: str) -> None:
    world = World([LEFT])
    world.run(file_flow(session(), name))
    place = world.sends[0].request.target.removeprefix("/v1/files/")
    assert place.isascii()
    assert not set(place) & set("/?#")


@pytest.mark.parametrize("key", ["", " a", "a\nb", "ก", "x" * 256])
def test_an_idempotency_key_that_no_header_can_hold_is_refused(key: str) -> None:
    with pytest.raises(InvalidRequestError, match="visible ASCII"):
        World([]).run(create_flow(session(), REQUEST, idempotency_key=key))


CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("half \ud83d", "/x"),
        (math.nan, "/x"),
        ([1, -math.inf], "/x/1"),
        ({"a/b~": b"bytes"}, "/x/a~1b~0"),
        ({"\udc00": 1}, "/x"),
        (CYCLE, "/x/0"),
        (object(), "/x"),
    ],
)
def test_what_json_cannot_say_is_refused(value: object, at: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        World([]).run(create_flow(session(), {**REQUEST, "x": value}))
    assert [one.at for one in caught.value.violations] == [at]
    assert all(one.message("th") != one.message() for one in caught.value.violations)


@pytest.mark.parametrize("model", [None, "wick-2", 7, ["wick-1"]])
def test_a_model_that_the_package_does_not_know_is_refused(model: object) -> None:
    with pytest.raises(InvalidRequestError, match="/model must be the id"):
        World([]).run(create_flow(session(), {"model": model}))


def test_a_request_that_is_no_object_is_refused() -> None:
    nothing: Any = None
    with pytest.raises(InvalidRequestError, match="/model"):
        World([]).run(create_flow(session(), nothing))


def test_a_missing_key_is_said_before_anything_is_sent() -> None:
    with pytest.raises(CredentialsError, match="LANTERN_API_KEY"):
        World([]).run(create_flow(session(has_key=False), REQUEST))
    open_platform = replace(LANTERN, key_variable=None)
    world = World([LEFT])
    world.run(credits_flow(session(open_platform, has_key=False)))
    assert not world.sends[0].request.authenticated


def test_a_call_that_the_platform_does_not_have_is_refused() -> None:
    bare = replace(LANTERN, credits=None, upload=None)
    with pytest.raises(UnsupportedError, match="Lantern API has no such call"):
        World([]).run(credits_flow(session(bare)))
    with pytest.raises(UnsupportedError, match="takes no uploads"):
        World([]).run(upload_flow(session(bare), PNG))


def test_an_upload_is_given_time_for_its_size() -> None:
    world = World([answered({"url": "https://x"})])
    world.run(upload_flow(session(), PNG))
    large = World([TransportFailure("lost", sent=True)])
    with pytest.raises(TransportError):
        large.run(upload_flow(session(), PNG + bytes(640_000), model="wick-1"))
    assert large.sends[0].timeout - world.sends[0].timeout == pytest.approx(10, abs=0.01)
    assert len(large.sends) == 3
