"""The laws of sending again: how much in all, after how long, and never beyond the deadline."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Effect, Flow, Instant, Random, Send
from specpress.targets.python.runtime.effects.instant import answer_at_once
from specpress.targets.python.runtime.errors.base import ClientError, OutcomeUnknownError
from specpress.targets.python.runtime.facts import Polling
from specpress.targets.python.runtime.job.errors import DeadlineError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.records import Entry
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.read import credits_flow
from specpress.targets.python.runtime.operations.resume import resume_flow
from specpress.targets.python.runtime.operations.upload import upload_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.lantern import LANTERN
from tests.runtime.world import LOST, UNREACHED, World, answered, refused

MOST = 1.2
"""How many times as much as without retries may be sent in an outage."""

MOMENT = 0.001
"""Half a second is promised; where the clock is not real, nothing is late but rounding."""

PAGE = replace(LANTERN, polling=Polling(2.0, 5.0, 10.0))
REQUEST = {"model": "wick-1", "prompt": "A lamp"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)
GATEWAY = answered("down", 503)
BUSY = refused("busy", 429)
LEFT = answered({"left": 1})
OUTAGES = {"lost": LOST, "unreached": UNREACHED, "gateway": GATEWAY, "busy": BUSY}
CALLS: dict[str, Callable[[Session], Flow[Any]]] = {
    "look": credits_flow,
    "create": lambda one: create_flow(one, REQUEST),
    "upload": lambda one: upload_flow(one, PNG, model="wick-1"),
}


def session(**more: Any) -> Session:
    return Session(platform=PAGE, has_key=True, **more)


@dataclass
class Drawing(World):
    """A world whose draws differ, and are the same in each run of the test."""

    dice: random.Random = field(default_factory=lambda: random.Random(5))  # noqa: S311 - repeatable

    def _at_once(self, effect: Instant) -> object:
        return self.dice.random() if isinstance(effect, Random) else super()._at_once(effect)


class Stalling(World):
    """A world in which each attempt takes all the time that it is given."""

    def _answer(self, effect: Effect) -> object:
        if isinstance(effect, Send):
            self.clock += effect.timeout
        return super()._answer(effect)


def distance(shares: Sequence[float]) -> float:
    """Return how far numbers are from even ones from 0 to 1, as Kolmogorov and Smirnov have it."""
    count = len(shares)
    return max(
        max(one - at / count, (at + 1) / count - one) for at, one in enumerate(sorted(shares))
    )


def furthest(count: int, chance: float) -> float:
    """Return the distance that even numbers exceed by that chance at most (Massart's bound)."""
    return math.sqrt(math.log(2 / chance) / (2 * count))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("outage", OUTAGES)
def test_an_outage_is_made_worse_by_a_fifth_at_most(call: str, outage: str) -> None:
    shared = session()

    def sent(_: int) -> int:
        world = World([OUTAGES[outage]])
        with pytest.raises(ClientError):
            world.run(CALLS[call](shared))
        return len(world.sends)

    with ThreadPoolExecutor(4) as threads:
        total = sum(threads.map(sent, range(1_000)))
    assert 1_000 < total <= MOST * 1_000


def test_pauses_are_full_jitter() -> None:
    """See that each pause is even on all from nothing to the longest, and the longest doubles."""
    pauses: dict[int, list[float]] = {}
    dice = random.Random(5)  # noqa: S311 - the same in each run
    for _ in range(1_000):
        world = Drawing([LOST], dice=dice)
        with pytest.raises(ClientError):
            world.run(credits_flow(session(retries=RetryPolicy(gets=8))))
        for number, pause in enumerate(world.sleeps):
            pauses.setdefault(number, []).append(pause)
    assert list(pauses) == list(range(7))
    for number, drawn in pauses.items():
        longest = min(8.0, 0.5 * 2**number)
        assert distance([one / longest for one in drawn]) < furthest(1_000, 0.01), number


def test_what_is_drawn_is_even() -> None:
    drawn = [answer_at_once(Random()) for _ in range(2_000)]
    numbers = [one for one in drawn if isinstance(one, float)]
    assert len(numbers) == 2_000
    assert distance(numbers) < furthest(2_000, 1e-9)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_no_pause_is_shorter_than_retry_after(call: str, status: int) -> None:
    dice = random.Random(status)  # noqa: S311 - the same in each run
    slept = 0
    for asked in range(61):
        world = Drawing([refused("busy", status, retry_after=str(asked))], dice=dice)
        with pytest.raises(ClientError):
            world.run(CALLS[call](session()))
        assert all(asked <= one <= asked + 8.0 for one in world.sleeps)
        slept += len(world.sleeps)
    assert slept >= 2 * 61


def test_no_look_while_waiting_comes_sooner_than_retry_after() -> None:
    for asked in range(0, 60, 7):
        busy = refused("busy", 429, retry_after=str(asked))
        world = Drawing([busy], dice=random.Random(asked))  # noqa: S311 - the same in each run
        with pytest.raises(DeadlineError):
            world.run(wait_flow(session(), Job("lantern", "j"), timeout=300))
        assert all(asked <= one for one in world.sleeps)
        # It is not given up either, as long as there is time for one more pause.
        assert 100 + 300 - world.clock <= asked + 10 + 8


@pytest.mark.parametrize("timeout", [0.0, 0.3, 1.0, 59.0, 60.0, 61.0, 600.0, 86_400.0])
@pytest.mark.parametrize("reply", [LOST, UNREACHED, GATEWAY, refused("busy", 429, retry_after="9")])
@pytest.mark.parametrize("kind", [Stalling, World])
def test_waiting_ends_in_time_whether_attempts_stall_or_fail_at_once(
    kind: type[World], timeout: float, reply: Any
) -> None:
    world = kind([reply])
    with pytest.raises(DeadlineError):
        world.run(wait_flow(session(), Job("lantern", "j"), timeout=timeout))
    assert world.clock - 100.0 <= timeout + MOMENT


@pytest.mark.parametrize("timeout", [0.3, 60.0, 600.0])
def test_resuming_ends_in_time_though_every_attempt_stalls(timeout: float) -> None:
    lost = Job("lantern", "", "wick-1", idempotency_key="k", fingerprint="f")
    begun = Job("lantern", "j", "wick-1", status="waiting", idempotency_key="l", fingerprint="f")
    at = 1_800_000_000.0
    entries = (Entry("intended", lost, at, b"{}"), Entry("started", begun, at))
    world = Stalling([LOST], entries=entries)
    came = world.run(resume_flow(session(), timeout=timeout))
    assert [type(one.error) for one in came] == [OutcomeUnknownError, DeadlineError]
    assert world.sends
    assert world.clock - 100.0 <= timeout + MOMENT
