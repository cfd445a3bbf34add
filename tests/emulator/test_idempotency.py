"""One idempotency key stands for one job."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from specpress.emulator.http.in_process import EmulatedApp
from specpress.emulator.options import Options
from specpress.ir.types.api import Api

from tests.emulator.calls import KLING, Caller, adds_up

OTHER = {**KLING, "prompt": "A heron"}


def test_a_repeat_is_answered_as_the_first_was(rivya: Caller) -> None:
    first = rivya.create(once="a")
    rivya.app.advance(30)
    again = rivya.create(once="a")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert len(rivya.app.ledger()["jobs"]) == 1


def test_another_body_under_the_key_is_a_conflict(rivya: Caller) -> None:
    rivya.create(once="a")
    for body in (b'{"model":"kling-2-6","prompt":"A lighthouse"}', b"no JSON"):
        assert rivya.code(rivya.create(once="a", content=body)) == (409, "idempotency_conflict")
    assert len(rivya.app.ledger()["jobs"]) == 1


def test_a_key_is_forgotten_after_a_day(rivya: Caller) -> None:
    first = rivya.create(once="a").json()["id"]
    rivya.app.advance(24 * 3600 - 60)
    assert rivya.create(once="a").json()["id"] == first
    rivya.app.advance(120)
    assert rivya.create(OTHER, once="a").json()["id"] != first


def test_a_key_whose_call_was_refused_may_be_used_again(rivya: Caller) -> None:
    assert rivya.create({}, once="a").status_code == 400
    assert rivya.create(once="a").status_code == 200


def test_without_a_key_every_call_is_a_job(rivya: Caller) -> None:
    rivya.create()
    rivya.create()
    assert len(rivya.app.ledger()["jobs"]) == 2


def together(*creations: Any) -> list[httpx2.Response | BaseException]:
    async def run() -> list[httpx2.Response | BaseException]:
        return await asyncio.gather(*creations, return_exceptions=True)

    return asyncio.run(run())


def test_a_second_call_waits_for_the_first(rivya: Caller) -> None:
    rivya.app.fault("slow", seconds=0.05)
    answers = together(
        rivya.creation(once="a"),
        rivya.creation(once="a"),
        rivya.creation(OTHER, once="a"),
        rivya.creation(OTHER, once="b"),
    )
    codes = [one.status_code for one in answers if isinstance(one, httpx2.Response)]
    assert codes == [200, 200, 409, 200]
    assert answers[0].content == answers[1].content
    assert len(rivya.app.ledger()["jobs"]) == 2


def test_a_second_call_takes_over_if_the_first_did_nothing(rivya: Caller) -> None:
    rivya.app.fault("slow", seconds=0.02)
    rivya.app.fault("reset_before")
    bodies = ({}, OTHER, OTHER)
    refused, reset, taken = together(*(rivya.creation(one, once="a") for one in bodies))
    assert isinstance(reset, ConnectionResetError)
    assert isinstance(refused, httpx2.Response)
    assert isinstance(taken, httpx2.Response)
    assert (refused.status_code, taken.status_code) == (400, 200)
    assert rivya.app.emulation.jobs._in_flight._turns == {}


KEYS = st.sampled_from([None, "a", "b", "c"])
BODIES = st.sampled_from([KLING, OTHER, {"model": "kling-2-6"}])
DAY = 24 * 3600


@dataclass
class Remembered:
    body: Any
    content: bytes
    at: float


class Naive(RuleBasedStateMachine):
    """The emulator beside a model of a dozen lines: a dictionary of keys, and a balance."""

    api: Api

    def __init__(self) -> None:
        super().__init__()
        self.app = EmulatedApp(self.api, Options(speed=1e-9, opening=55 * 12))
        self.caller = Caller(self.app)
        self.now, self.left, self.jobs = 0.0, 12, 0
        self.keys: dict[str, Remembered] = {}

    def teardown(self) -> None:
        self.app.close()

    @rule(key=KEYS, body=BODIES)
    def create(self, key: str | None, body: Any) -> None:
        answer = self.caller.create(body, once=key)
        known = self.keys.get(key or "")
        if known is not None and self.now - known.at < DAY:
            expected = 200 if known.body == body else 409
            assert expected == 409 or answer.content == known.content
        elif "prompt" not in body:
            expected = 400
        elif self.left == 0:
            expected = 402
        else:
            expected, self.left, self.jobs = 200, self.left - 1, self.jobs + 1
            if key is not None:
                self.keys[key] = Remembered(body, answer.content, self.now)
        assert answer.status_code == expected

    @rule(key=KEYS, body=BODIES, fault=st.sampled_from(["reset_before", "reset_after"]))
    def lose(self, key: str | None, body: Any, fault: str) -> None:
        self.app.fault(fault, operation="create")
        with pytest.raises(ConnectionResetError):
            self.caller.create(body, once=key)
        known = self.keys.get(key or "")
        is_new = known is None or self.now - known.at >= DAY
        if fault == "reset_after" and is_new and "prompt" in body and self.left:
            self.left, self.jobs = self.left - 1, self.jobs + 1
            if key is not None:
                job = self.app.ledger()["jobs"][-1]
                content = self.app.emulation.ledger.job(self.jobs)
                assert content is not None
                assert job["id"].endswith(str(self.jobs))
                self.keys[key] = Remembered(body, content.answer, self.now)

    @rule(seconds=st.sampled_from([1, 60, DAY - 61, DAY]))
    def wait(self, seconds: int) -> None:
        self.app.advance(seconds)
        self.now += seconds

    @invariant()
    def agrees(self) -> None:
        ledger = self.app.ledger()
        assert len(ledger["jobs"]) == self.jobs
        assert ledger["balance"] == 55 * self.left
        assert adds_up(ledger)


@pytest.fixture
def machine(apis: dict[str, Api]) -> Iterator[type[Naive]]:
    Naive.api = apis["rivya"]
    return Naive


def run(machine: type[Naive], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_emulator_agrees_with_a_naive_model(machine: type[Naive]) -> None:
    run(machine, 10, 30)


@pytest.mark.soak
def test_the_emulator_agrees_with_a_naive_model_for_long(machine: type[Naive]) -> None:
    run(machine, 200, 50)
