"""Whatever can be asked to go wrong goes wrong, over sockets where it matters."""

from __future__ import annotations

import contextlib
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from specpress.emulator.faults.faults import ABOUT, Fault, FaultError, Kind, fault_of
from specpress.emulator.faults.plan import Plan
from specpress.emulator.faults.profiles import PROFILES, profile_named
from specpress.emulator.http.threaded import Emulator
from specpress.ir.types.api import Api

from tests.emulator.calls import Caller
from tests.emulator.conftest import Opened
from tests.emulator.wire import JOBS, create, parted, read, send, until


@pytest.fixture(scope="module")
def serving(apis: dict[str, Api]) -> Any:
    with Emulator(apis["rivya"]) as emulator:
        yield emulator


@pytest.fixture
def emulator(serving: Emulator) -> Emulator:
    assert create(serving, "warm").startswith(b"HTTP/1.1 200")
    return serving


def jobs(emulator: Emulator, once: str) -> int:
    return sum(one["idempotency_key"] == once for one in emulator.ledger()["jobs"])


def test_a_reset_before_the_commit_leaves_nothing(emulator: Emulator) -> None:
    emulator.fault("reset_before", operation="create")
    with pytest.raises(ConnectionResetError):
        create(emulator, "before")
    assert jobs(emulator, "before") == 0


def test_a_reset_after_the_commit_leaves_a_job(emulator: Emulator) -> None:
    emulator.fault("reset_after", operation="create")
    with pytest.raises(ConnectionResetError):
        create(emulator, "after")
    assert jobs(emulator, "after") == 1
    assert read(create(emulator, "after"))["status"] == "queued"
    assert jobs(emulator, "after") == 1


def test_a_reset_before_an_upload_is_one_too(emulator: Emulator) -> None:
    emulator.fault("reset_before", operation="upload")
    with pytest.raises(ConnectionResetError):
        send(emulator, "POST", "/api/v1/files", b"x")


def test_a_truncated_body_is_shorter_than_it_says(emulator: Emulator) -> None:
    emulator.fault("truncate")
    status, headers, body = parted(create(emulator, "truncate"))
    assert status == 200
    assert len(body) == int(headers["content-length"]) // 2
    assert jobs(emulator, "truncate") == 1


def test_a_dripping_body_comes_whole_in_the_end(emulator: Emulator) -> None:
    emulator.fault("drip", seconds=0.2)
    begins = time.monotonic()
    assert read(create(emulator, "drip"))["status"] == "queued"
    assert time.monotonic() - begins >= 0.2


def test_a_stalled_answer_does_not_come(emulator: Emulator) -> None:
    emulator.fault("stall", seconds=20)
    with pytest.raises(TimeoutError):
        create(emulator, "stall", timeout=0.1)
    until(lambda: jobs(emulator, "stall") == 1)
    emulator.fault("stall", seconds=0.05)
    with pytest.raises(ConnectionResetError):
        create(emulator, "stall")


def test_a_slow_call_is_answered_late(emulator: Emulator) -> None:
    emulator.fault("slow", seconds=0.1)
    begins = time.monotonic()
    assert create(emulator, "slow").startswith(b"HTTP/1.1 200")
    assert time.monotonic() - begins >= 0.1


def test_nobody_listens_for_a_while(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, later = emulator._loop, emulator._loop.call_later
    awaited: list[Callable[[], object]] = []

    def call_later(seconds: float, callback: Any, *values: Any) -> Any:
        if seconds != 7.5:
            return later(seconds, callback, *values)
        return awaited.append(callback)

    def is_back() -> bool:
        with contextlib.suppress(ConnectionRefusedError):
            return create(emulator, "later").startswith(b"HTTP/1.1 200")
        return False

    monkeypatch.setattr(loop, "call_later", call_later)
    asked = json.dumps({"fault": "refuse_connections", "seconds": 7.5}).encode()
    said = send(emulator, "POST", "/__emulator__/faults", asked, "content-type: application/json")
    assert said.startswith(b"HTTP/1.1 200")
    until(lambda: awaited != [])
    with pytest.raises(ConnectionRefusedError):
        create(emulator, "later")
    loop.call_soon_threadsafe(awaited[0])
    until(is_back)
    assert jobs(emulator, "later") == 1


def test_the_emulator_stops_while_nobody_listens(apis: dict[str, Api]) -> None:
    with Emulator(apis["rivya"]) as emulator:
        emulator.fault("refuse_connections", seconds=60)


def test_the_emulator_stops_while_a_client_waits(apis: dict[str, Api]) -> None:
    with Emulator(apis["rivya"]) as emulator:
        emulator.fault("stall", seconds=60)
        with pytest.raises(TimeoutError):
            create(emulator, timeout=0.05)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_gateway_answers_in_no_envelope(rivya: Caller, status: int) -> None:
    rivya.app.fault("status", status=status, retry_after=3)
    answer = rivya.create()
    assert (answer.status_code, answer.headers["retry-after"]) == (status, "3")
    assert answer.headers["content-type"].startswith("text/html")
    assert rivya.app.ledger()["jobs"] == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_elsewhere(rivya: Caller, status: int) -> None:
    rivya.app.fault("redirect", status=status, location="http://elsewhere.invalid/x")
    answer = rivya.create()
    assert (answer.status_code, answer.headers["location"]) == (
        status,
        "http://elsewhere.invalid/x",
    )
    assert rivya.app.ledger()["jobs"] == []


@pytest.mark.parametrize("platform", ["rivya", "atelier"])
def test_every_error_of_the_spec_can_be_met(
    opened: Opened, apis: dict[str, Api], platform: str
) -> None:
    caller = opened(platform)
    assumed = {"insufficient_credits": 402, "generation_failed": 500}
    for error in apis[platform].platform.errors:
        caller.app.fault("error", code=str(error.code), operation="create", retry_after=7)
        answer = caller.create()
        tree = answer.json()
        found = tree["error"]["code"] if platform == "rivya" else tree["problem"]["name"]
        assert found == error.code
        assert answer.status_code == (error.http or assumed.get(error.code, 400))
        assert answer.headers["retry-after"] == "7"


@pytest.mark.parametrize("platform", ["rivya", "atelier"])
def test_every_end_of_a_job_can_be_met(opened: Opened, apis: dict[str, Api], platform: str) -> None:
    caller = opened(platform, instant=True)
    body = {"engine": "pen", "text": "x", "trace": "abc"} if platform == "atelier" else None
    key = "state" if platform == "atelier" else "status"
    job = apis[platform].platform.job
    assert job is not None
    for kind in ("failed_job", "stuck_job", "unknown_state", "no_result"):
        caller.app.fault(kind)
    ends = [caller.create(body).json() for _ in range(5)]
    expected = {
        "rivya": ["failed", "processing", "suspended", "succeeded", "succeeded"],
        "atelier": ["torn", "drawing", "suspended", "drawn", "drawn"],
    }
    assert [one[key] for one in ends] == expected[platform]
    assert [one["result"] is None for one in ends] == [True, True, True, True, False]


def test_a_fault_meets_the_operation_that_it_is_meant_for(rivya: Caller) -> None:
    rivya.app.fault("status", status=502, operation="status", times=2)
    id_ = rivya.create().json()["id"]
    looks = [rivya("GET", f"{JOBS}/{id_}").status_code for _ in range(3)]
    assert looks == [502, 502, 200]


def test_a_fault_meets_the_job_that_it_is_meant_for(rivya: Caller) -> None:
    first, second, third = (rivya.create().json()["id"] for _ in range(3))
    rivya.app.fault("stuck_job", job=first)
    rivya.app.fault("failed_job", job=second, code="generation_failed")
    rivya.app.advance(3600)
    assert [rivya.job(one)["status"] for one in (first, second, third)] == [
        "processing",
        "failed",
        "succeeded",
    ]
    with pytest.raises(FaultError, match="job_000002 has ended already"):
        rivya.app.fault("stuck_job", job=second)
    with pytest.raises(FaultError, match="there is no such job"):
        rivya.app.fault("stuck_job", job="job_000009")


def test_a_job_can_be_put_in_every_state_of_the_spec(opened: Opened) -> None:
    atelier = opened("atelier", instant=True)
    body = {"engine": "pen", "text": "x", "trace": "abc"}
    atelier.app.fault("job_state", state="waiting")
    id_ = atelier.create(body).json()["id"]
    atelier.app.advance(3600)
    for state in ("waiting", "drawing", "waiting", "lost"):
        atelier.app.fault("job_state", job=id_, state=state, code="odd")
        job = atelier.job(id_)
        assert (job["state"], (job["why"] or {}).get("code")) == (
            state,
            "odd" if state == "lost" else None,
        )
    with pytest.raises(FaultError, match="has ended already"):
        atelier.app.fault("job_state", job=id_, state="waiting")
    atelier.app.fault("job_state", state="lost")
    assert atelier.create(body).json()["state"] == "lost"


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (b"", "the body must be a JSON object"),
        (b"[]", "the body must be a JSON object"),
        (b"{}", "there is no fault None; there are reset_before, "),
        (b'{"fault": []}', "there is no fault []"),
        (b'{"fault": "slow", "second": 1}', "a fault has no 'second'; it has code, job, "),
        (b'{"fault": "slow", "seconds": -1}', "seconds are a number from 0 to 3600"),
        (b'{"fault": "slow", "seconds": NaN}', "seconds are a number"),
        (b'{"fault": "slow", "times": true}', "times is a whole number from 1"),
        (b'{"fault": "slow", "operation": []}', "there is no operation []; there are create, "),
        (b'{"fault": "status", "status": 200}', "status is a whole number from 300 to 599"),
        (b'{"fault": "status", "retry_after": -1}', "retry_after is a whole number of seconds"),
        (b'{"fault": "redirect"}', "a redirect needs a location"),
        (b'{"fault": "error"}', "an error needs a code"),
        (b'{"fault": "error", "code": 1}', "code, location, job and state are text"),
        (b'{"fault": "error", "code": "x"}', "the platform has no error 'x'; it has public_api"),
        (b'{"fault": "slow", "job": "x"}', "only failed_job, "),
        (b'{"fault": "job_state"}', "job_state needs a state, and no other fault has one"),
        (b'{"fault": "slow", "state": "queued"}', "job_state needs a state"),
        (b'{"fault": "job_state", "state": "x"}', "has no state 'x'; it has queued, processing, "),
        (b'{"fault": "refuse_connections"}', "there is no server"),
        (b'{"profile": "x"}', "there is no profile 'x'; there are none, storm, "),
        (b'{"profile": "storm", "seed": "x"}', "seed and retry_after, whole numbers"),
        (b'{"profile": "storm", "fault": "slow"}', "seed and retry_after, whole numbers"),
        (b'{"queue": [1]}', "queue is a list of faults"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(rivya: Caller, wish: bytes, said: str) -> None:
    answer = rivya(
        "POST", "/__emulator__/faults", content=wish, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert rivya.app.emulation.plan.queue == ()


def test_faults_can_be_set_seen_and_cleared_by_http(rivya: Caller) -> None:
    rivya("POST", "/__emulator__/faults", json={"profile": "storm", "seed": 7, "retry_after": 0})
    queue = [{"fault": "slow"}, {"fault": "truncate", "operation": "status"}]
    said = rivya("POST", "/__emulator__/faults", json={"queue": queue}).json()
    assert (said["profile"], said["seed"]) == ("storm", 7)
    assert [one["fault"] for one in said["queue"]] == ["slow", "truncate"]
    assert rivya("GET", "/__emulator__/faults").json() == said
    cleared = rivya("DELETE", "/__emulator__/faults").json()
    assert cleared == {"profile": "none", "seed": 0, "queue": []}


def drawn(seed: int, calls: int = 4000) -> list[Fault | None]:
    plan = Plan(profile_named("storm"), seed)
    return [plan.draw("create") for _ in range(calls)]


def test_a_profile_is_the_same_for_the_same_seed() -> None:
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_a_storm_has_the_shares_that_it_is_said_to_have() -> None:
    found = Counter((one.kind, one.status) if one else None for one in drawn(3, 20_000))
    for fault, share in PROFILES["storm"].shares:
        assert found[fault.kind, fault.status] / 20_000 == pytest.approx(share, abs=0.006)


def test_every_fault_is_explained() -> None:
    assert set(ABOUT) == set(Kind)
    assert fault_of({"fault": "slow"}, frozenset()).seconds > 0


def test_a_storm_refuses_in_the_words_of_the_platform(opened: Opened) -> None:
    for platform, code in (("rivya", "rate_limited"), ("atelier", "slow_down")):
        caller = opened(platform)
        met = set()
        caller.app.profile("storm", seed=1, retry_after=2)
        for _ in range(60):
            try:
                answer = caller.create({})
            except ConnectionResetError:
                continue
            if answer.status_code == 429:
                assert answer.headers["retry-after"] == "2"
                met.add(answer.json().get("problem", answer.json().get("error")).popitem())
        assert any(code in pair for pair in met) or met, platform


def test_a_rate_limit_says_when_to_come_back(opened: Opened) -> None:
    rivya = opened(faults="throttled", speed=2.0)
    answers = [rivya("GET", "/api/v1/credits") for _ in range(12)]
    assert [one.status_code for one in answers] == [200] * 10 + [429] * 2
    assert rivya.code(answers[-1]) == (429, "rate_limited")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 5
    rivya.app.advance(10)
    assert rivya("GET", "/api/v1/credits").status_code == 200


def test_the_clock_can_be_seen_and_advanced_by_http(rivya: Caller) -> None:
    rivya.create()
    assert rivya("GET", "/__emulator__/clock").json()["speed"] == 1.0
    assert rivya("POST", "/__emulator__/clock", json={"advance": 30}).status_code == 200
    assert rivya.job("job_000001")["status"] == "succeeded"
    for wish in ({"advance": -1}, {"advance": "1"}, {"advance": 1e12}, {}):
        assert rivya("POST", "/__emulator__/clock", json=wish).status_code == 400
