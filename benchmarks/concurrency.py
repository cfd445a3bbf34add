"""The client under load: 200 jobs at once, created and looked at, by httpx2 and by aiohttp.

An emulator serves in a process of its own. The two libraries take turns on the same client code;
what is compared is the processor time that a call costs this process, which a busy machine changes
less than the calls per second.

    python benchmarks/concurrency.py [--jobs 200] [--turns 3]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from typing import Any

ROOT = Path(__file__).parents[1]
LOOKS = 3
MOST = 0.5
EMULATE = ("emulate", "rivya", "--json", "--until-eof", "--specs", str(ROOT / "specs"))
CREDITS = ("--credits", "1000000000")


@dataclass(frozen=True)
class Turn:
    """What one turn came to: calls, and the seconds of the clock and of the processor."""

    calls: int
    wall: float
    processor: float


async def httpx2_client(_: int) -> Any:
    """Return a client as `AsyncRivya` opens it."""
    import httpx2
    from rivya import AsyncBoundedTransport

    return httpx2.AsyncClient(transport=AsyncBoundedTransport(trust_env=False))


async def aiohttp_session(jobs: int) -> Any:
    """Return a session with a connection for each job."""
    import aiohttp

    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=jobs))


async def turn(http: Any, server: dict[str, str], jobs: int) -> Turn:
    """Create so many jobs at once, and look at each some times."""
    from rivya import AsyncRivya
    from rivya.models import kling_2_6

    async def one(number: int) -> None:
        job = await client.create(kling_2_6.request(f"A lighthouse, take {number}"))
        for _ in range(LOOKS):
            job = await client.get(job)

    async with (
        http,
        AsyncRivya(http=http, base_url=server["url"], api_key=server["api_key"]) as client,
    ):
        await asyncio.gather(*map(one, range(jobs)))  # connections are opened, and code is warm
        wall, processor = time.perf_counter(), time.process_time()
        await asyncio.gather(*map(one, range(jobs)))
        return Turn(jobs * (1 + LOOKS), time.perf_counter() - wall, time.process_time() - processor)


async def turns(server: dict[str, str], jobs: int, rounds: int) -> dict[str, list[Turn]]:
    """Let the libraries take turns."""
    kinds: dict[str, Callable[[int], Awaitable[Any]]] = {
        "httpx2": httpx2_client,
        "aiohttp": aiohttp_session,
    }
    found: dict[str, list[Turn]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, opened in kinds.items():
            found[name].append(await turn(await opened(jobs), server, jobs))
    return found


def main() -> int:
    """Print the figures of both, and their ratio."""
    parser = argparse.ArgumentParser(description="httpx2 and aiohttp, 200 jobs at once.")
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--turns", type=int, default=3)
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT / "generated/python"))
    command = [sys.executable, "-m", "specpress", *EMULATE, *CREDITS]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as emulator:
        line = emulator.stdout.readline() if emulator.stdout else ""
        found = asyncio.run(turns(json.loads(line), chosen.jobs, chosen.turns))
    costs = {}
    for name, all_of_them in found.items():
        costs[name] = median(one.processor / one.calls for one in all_of_them)
        rate = median(one.calls / one.wall for one in all_of_them)
        print(f"{name:<8}{costs[name] * 1e6:8,.0f} µs of processor a call{rate:8,.0f} calls/s")
    ratio = costs["aiohttp"] / costs["httpx2"]
    print(f"a call by aiohttp costs {ratio:.2f} of one by httpx2; {MOST} at most is worth an extra")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
