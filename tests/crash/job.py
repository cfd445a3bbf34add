"""Kill a client at its calls into the file system and its sends, and let another process resume.

A run makes a job and waits for it. What it is killed in is told by a system call and its number;
since the run has one thread, these are all the states in which it can die. The ledger then says
what was charged.

    python tests/crash/job.py                        # SIGKILL at every call, for every seed
    python tests/crash/job.py --at-most 20 --seed 7
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import ssl
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import httpx2
from campaign import KILLED, Call, require, sample, tell
from ledger import charged, keeping
from strace import MUTATING, count_by_thread, run_injected

sys.path.insert(0, str(Path(__file__).parents[2] / "generated/python"))

from rivya import AsyncRivya, Rivya
from rivya._facts import PLATFORM
from rivya._runtime.facts import Polling
from rivya._runtime.retry import RetryPolicy
from rivya.models import kling_2_6

SENDS: Final = ("sendto", "sendmsg")
SEEDS: Final = 18
QUICK: Final = replace(PLATFORM, polling=Polling(0.001, 0.001, 0.002))
RETRIES: Final = RetryPolicy(base=0.001, cap=0.002)
TLS: Final = ssl.create_default_context()
KEY: Final = "rvya_sk_for_tests"


class Sync(Rivya):
    platform = QUICK


class Async(AsyncRivya):
    platform = QUICK


@dataclass(frozen=True)
class Run:
    """One job of one program: where it writes down what it is told, and its journal."""

    url: str
    folder: Path
    prompt: str
    is_async: bool

    @property
    def told(self) -> Path:
        return self.folder / "told"

    def make(self) -> int:
        """Make the job, wait for it, and write down what it comes to."""
        return asyncio.run(self._make_async()) if self.is_async else self._make()

    def resume(self) -> int:
        """Resume, write down what that comes to, and see that nothing is left to resume."""
        with self._client() as client:
            found = client.resume(timeout=60)
            errors = [str(one.error) for one in found if one.error is not None]
            urls = [url for one in found if one.result for url in one.result.urls]
            told = json.dumps({"urls": urls, "errors": errors})
            (self.folder / "resumed").write_text(told, "utf-8")
        with self._client() as client:
            return len(client.journaled())

    def _client(self) -> Sync:
        http = httpx2.Client(verify=TLS, trust_env=False)
        client = Sync(api_key=KEY, base_url=self.url, http=http, journal=self.folder / "jobs")
        client._session = replace(client._session, retries=RETRIES)
        return client

    def _make(self) -> int:
        with self._client() as client:
            job = client.create(kling_2_6.request(self.prompt))
            self._tell(client.wait(job, timeout=60).urls)
        return 0

    async def _make_async(self) -> int:
        http = httpx2.AsyncClient(verify=TLS, trust_env=False)
        journal = self.folder / "jobs"
        async with Async(api_key=KEY, base_url=self.url, http=http, journal=journal) as client:
            client._session = replace(client._session, retries=RETRIES)
            job = await client.create(kling_2_6.request(self.prompt))
            self._tell((await client.wait(job, timeout=60)).urls)
        return 0

    def _tell(self, urls: tuple[str, ...]) -> None:
        self.told.write_text("\n".join(urls), "utf-8")


def in_child(action: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = action()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def judge(run: Run) -> str:
    """Resume after a death, hold the ledger to one charge, and say where the run had died."""
    require(in_child(run.resume) == 0, "what was resumed is not forgotten, or resuming failed")
    resumed: dict[str, Any] = json.loads((run.folder / "resumed").read_text("utf-8"))
    require(not resumed["errors"], f"resuming failed: {resumed['errors']}")
    urls = resumed["urls"]
    jobs = charged(run.url, run.prompt)
    told = run.told.read_text("utf-8").split() if run.told.exists() else []
    if not jobs:
        require(not urls and not told, "a result without a charge")
        return "before anything was on disk"
    require(len(jobs) == 1, f"charged {len(jobs)} times")
    wanted = [f"https://cdn.example.com/{jobs[0]}.mp4"]
    require(told in ([], wanted), f"the run was told {told}")
    require(urls in ([], wanted), f"resuming tells {urls}")
    require(urls or told, "charged, but there is no result")
    return "after the result was told" if told else "between the key and the result"


def points(run: Run) -> list[Call]:
    """Return every mutating call of a run and every send, as a name and its count from 1."""
    counted = count_by_thread(run.make, (*MUTATING, *SENDS), run.folder / "calls.log")
    return [(call, n + 1) for call, times in sorted(counted.items()) for n in range(times)]


def kill(url: str, home: Path, asked: argparse.Namespace, seed: int) -> Counter[str]:
    """Kill runs of one seed; return how many died where."""
    deaths: Counter[str] = Counter()
    faults = f"{seed % 2}{seed % 3}{(seed // 2) % 3}"
    manner = "async" if asked.awaited else "sync"

    def run(name: str) -> Run:
        folder = home / f"{seed}-{name}"
        folder.mkdir()
        return Run(url, folder, f"{manner}/{seed}/{name}/{faults}", asked.awaited)

    every = points(run("counted"))
    for call, n in sample(every, asked.at_most or len(every), seed):
        one = run(f"{call}-{n}")
        code = run_injected(one.make, call, "signal=KILL", str(n))
        # In several threads the calls of each are counted, and they are not always the same.
        require(code == KILLED or (asked.awaited and code == 0), f"{call} {n}: ended with {code}")
        try:
            deaths["killed" if code == KILLED else "ended"] += 1
            deaths[judge(one)] += 1
        except AssertionError as problem:
            message = f"seed {seed}, {call} {n}: {problem}"
            raise AssertionError(message) from None
    return deaths


def main() -> None:
    """Kill clients, and print where they died as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at-most", type=int, help="how many calls of each seed")
    parser.add_argument("--seed", type=int, help="which seed, if not all")
    parser.add_argument("--awaited", action="store_true", help="the client for event loops")
    asked = parser.parse_args()
    deaths: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home, keeping() as url:
        for seed in range(SEEDS) if asked.seed is None else [asked.seed]:
            deaths += kill(url, Path(home), asked, seed)
    tell(deaths)


if __name__ == "__main__":
    main()
