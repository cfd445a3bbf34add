"""Many jobs at once on bad days, cut short: nothing leaks and nothing is paid twice."""

from __future__ import annotations

import asyncio
import importlib
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import httpx2
import pytest

from tests.emulator.calls import ROOT

PACKAGE = str(ROOT / "generated/python")
JOBS = 60

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def rivya() -> Iterator[ModuleType]:
    sys.path.insert(0, PACKAGE)
    yield importlib.import_module("rivya")
    sys.path.remove(PACKAGE)
    for name in [one for one in sys.modules if one.split(".")[0] == "rivya"]:
        del sys.modules[name]


async def crowd(rivya: ModuleType, http: Any, seconds: float, **settings: Any) -> None:
    """Create many jobs at once, until the time is up; then let the journal finish what it has."""
    kling = importlib.import_module(f"{rivya.__name__}.models.kling_2_6")
    requests = [kling.request(f"A lighthouse, take {take}") for take in range(JOBS)]
    async with rivya.AsyncRivya(http=http, **settings) as client:
        try:
            async with asyncio.timeout(seconds):
                await client.create_many(requests, concurrency=JOBS)
        except TimeoutError:
            await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        for _ in range(9):
            if all(one.error is None for one in await client.resume(timeout=60)):
                break


@pytest.mark.parametrize("library", ["aiohttp", "httpx2"])
@pytest.mark.parametrize("profile", ["storm", "gateway", "ragged", "slow"])
@pytest.mark.parametrize("seed", range(8))
def test_a_crowd_that_is_cut_short_leaks_nothing_and_pays_once(
    emulate: Callable[..., Any],
    rivya: ModuleType,
    tmp_path: Path,
    library: str,
    profile: str,
    seed: int,
) -> None:
    emulator = emulate("rivya", faults=profile, seed=seed, instant=True, specs=ROOT / "specs")
    seconds = random.Random(f"{seed} {profile}").uniform(0.02, 1.5)  # noqa: S311 - not a secret
    settings = {
        "base_url": emulator.url,
        "api_key": emulator.api_key,
        "journal": tmp_path / "jobs.sqlite",
    }

    async def by_aiohttp() -> None:
        connector = aiohttp.TCPConnector(limit=JOBS)
        async with aiohttp.ClientSession(connector=connector) as http:
            await crowd(rivya, http, seconds, **settings)
            assert not connector._acquired

    async def by_httpx2() -> None:
        async with httpx2.AsyncClient(trust_env=False) as http:
            await crowd(rivya, http, seconds, **settings)

    asyncio.run(by_aiohttp() if library == "aiohttp" else by_httpx2())
    ledger = emulator.ledger()
    keys = [one["idempotency_key"] for one in ledger["jobs"]]
    assert len(keys) == len(set(keys)) == len(ledger["charges"])
    prompts = [one["request"]["prompt"] for one in ledger["jobs"]]
    assert len(prompts) == len(set(prompts))
