"""In a storm, each job is made once, charged once and found again; the ledger is the judge."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from specpress.emulator.faults.faults import Kind
from specpress.emulator.faults.profiles import profile_named
from specpress.emulator.http.threaded import Emulator
from specpress.emulator.options import Options
from specpress.ir.types.api import Api

from tests.storm.campaign import CALL, Campaign, Figures, opening, storm
from tests.storm.campaign import Kind as Client
from tests.storm.package import ClientError
from tests.storm.verdict import Verdict, judge
from tests.storm.watch import Watch

SHARES = {
    Kind.RESET_BEFORE: 0.05,
    Kind.RESET_AFTER: 0.08,
    Kind.ERROR: 0.05,
    Kind.STATUS: 0.05,
    Kind.TRUNCATE: 0.04,
    Kind.SLOW: 0.02,
}


def drawn(seed: int, calls: int) -> Counter[str]:
    """Return what the profile says goes wrong with so many calls, by kind."""
    profile = profile_named("storm")
    faults = (profile.draw(seed, ordinal) for ordinal in range(1, calls + 1))
    return Counter(one.kind for one in faults if one is not None)


def require_weather(figures: Figures) -> None:
    """See that the storm was one, and that what the emulator says it did arrived at the client."""
    faults, seen = figures.faults, figures.watch.seen
    assert faults == drawn(figures.campaign.seed, figures.attempts)
    for kind, share in SHARES.items():
        sigma = math.sqrt(share * (1 - share) / figures.attempts)
        assert abs(faults[kind] / figures.attempts - share) < 4 * sigma, kind
    # A kept connection that was idle for too long is closed, and looks as if it were reset.
    assert seen["reset"] >= faults["reset_before"] + faults["reset_after"]
    assert seen["429"] == faults["error"]
    assert seen["503"] == faults["status"]
    assert seen["truncated"] == faults["truncate"]
    assert seen["slow"] >= faults["slow"]


def test_the_storm_is_as_strong_as_it_is_said_to_be() -> None:
    profile = profile_named("storm")
    assert {fault.kind: share for fault, share in profile.shares} == SHARES
    errors = {fault.kind: fault for fault, _ in profile.shares}
    assert (errors[Kind.ERROR].code, errors[Kind.STATUS].status) == ("rate_limited", 503)
    found = drawn(7, 100_000)
    for kind, share in SHARES.items():
        assert abs(found[kind] / 100_000 - share) < 0.003, kind


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(
    ("orders", "seed", "instant"),
    [
        (1_000, 1, True),
        *(pytest.param(10_000, seed, False, marks=pytest.mark.soak) for seed in (2, 3, 4)),
    ],
)
def test_each_job_is_made_once_and_charged_once(
    rivya: Api,
    tmp_path: Path,
    kind: Client,
    orders: int,
    seed: int,
    instant: bool,  # noqa: FBT001 - pytest passes it by name
) -> None:
    figures = storm(rivya, tmp_path, Campaign(kind, orders, seed, instant=instant))
    require_weather(figures)
    assert figures.verdict == Verdict(
        jobs=orders, charges=orders, lost=0, double=0, orphans=0, wrong=0
    )
    assert figures.shop.left == 0
    assert figures.replays > 0.1 * orders


@pytest.mark.parametrize(
    ("kind", "orders"),
    [
        ("sync", 500),
        pytest.param("sync", 10_000, marks=pytest.mark.soak),
        pytest.param("async", 10_000, marks=pytest.mark.soak),
    ],
)
def test_without_keys_the_same_traffic_pays_twice(
    rivya: Api, tmp_path: Path, kind: Client, orders: int
) -> None:
    """Show that the storm can hurt and that the judge sees it: the keys make the difference."""
    workers = 1 if orders < 1_000 else 8  # few orders are the same ones in each run
    campaign = Campaign(kind, orders, seed=1, instant=True, keyless=True, workers=workers)
    figures = storm(rivya, tmp_path, campaign)
    require_weather(figures)
    assert figures.verdict.double > 0.1 * orders
    assert figures.verdict.orphans >= figures.verdict.double


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_an_outage_is_made_worse_by_a_fifth_at_most(rivya: Api, kind: Client) -> None:
    """Show on the wire what tests/runtime/test_pauses.py shows by hand."""

    async def call(client: Any) -> None:
        with pytest.raises(ClientError):
            await CALL[kind](client.credits)

    async def calls() -> None:
        async with opening(kind, emulator, Watch(), emulator.advance)() as client:
            for _ in range(50):
                await asyncio.gather(*(call(client) for _ in range(20)))

    with Emulator(rivya, Options(faults="outage")) as emulator:
        asyncio.run(calls())
        assert 1_000 < emulator.ledger()["requests"]["credits"] <= 1_200


REQUESTS = [{"prompt": "a"}, {"prompt": "b"}]
LEDGER: dict[str, Any] = {
    "opening": 100,
    "balance": 80,
    "jobs": [
        {"id": f"job_{at}", "request": one, "reserved_credits": 10, "final_credits": 10}
        for at, one in enumerate(REQUESTS)
    ],
    "charges": [{"job": f"job_{at}", "credits": 10} for at in range(2)],
}


def result(job: str) -> Any:
    return SimpleNamespace(job=SimpleNamespace(id=job), urls=(f"http://emulated/{job}.mp4",))


def judged(ledger: Any = LEDGER, **delivered: Any) -> dict[str, int]:
    """Return what is not as it should be."""
    held = {0: [result("job_0")], 1: [result("job_1")]}
    held |= {int(name[1:]): results for name, results in delivered.items()}
    said = judge(ledger, REQUESTS, held)
    figures = {name: getattr(said, name) for name in ("lost", "double", "orphans", "wrong")}
    return {name: count for name, count in figures.items() if count}


def test_the_judge_has_nothing_against_what_is_right() -> None:
    assert judged() == {}


def test_the_judge_sees_what_is_lost() -> None:
    assert judged(_1=[]) == {"lost": 1, "orphans": 1, "wrong": 1}
    unmade = deepcopy(LEDGER)
    del unmade["jobs"][1], unmade["charges"][1]
    assert judged(unmade | {"balance": 90}) == {"lost": 1, "wrong": 1}


def test_the_judge_sees_what_is_paid_twice() -> None:
    twice = deepcopy(LEDGER)
    twice["jobs"].append(twice["jobs"][1] | {"id": "job_2"})
    twice["charges"].append({"job": "job_2", "credits": 10})
    assert judged(twice | {"balance": 70}) == {"double": 1, "orphans": 1}
    again = deepcopy(LEDGER)
    again["charges"].append(again["charges"][1])
    assert judged(again) == {"double": 1, "wrong": 1}


def test_the_judge_sees_results_of_others_and_bills_that_are_open() -> None:
    assert judged(_1=[result("job_0")]) == {"orphans": 1, "wrong": 1}
    assert judged(_1=[result("job_1"), result("job_1")]) == {"wrong": 1}
    assert judged(LEDGER | {"balance": 79}) == {"wrong": 1}
    unsettled = deepcopy(LEDGER)
    unsettled["jobs"][0]["final_credits"] = None
    assert judged(unsettled | {"balance": 90}) == {"wrong": 1}
