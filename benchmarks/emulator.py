"""The emulator under load, side by side with a bare Starlette app that writes the same rows.

Both are served by uvicorn in a process of their own, with a ledger on disk. 200 clients create jobs
and look at each three times, in turns of a few seconds: first one server, then the other. The ratio
of their calls per second is printed; afterwards the emulator's ledger must add up.

    python benchmarks/emulator.py [--seconds 60] [--clients 200]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
FLOOR = 0.6
TURNS = 6
LOOKS = 3
BODY = (ROOT / "examples/minimal.json").read_bytes()


@dataclass(frozen=True)
class Server:
    """A server that listens: where, and the key it takes."""

    host: str
    port: int
    key: str


@contextmanager
def started(*command: str) -> Iterator[tuple[Server, dict[str, Any]]]:
    """Start a server that prints where it listens, and end it by SIGTERM."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        said = json.loads(process.stdout.readline())
        url = urlsplit(said["url"])
        yield Server(str(url.hostname), int(url.port or 80), said["api_key"]), said
        process.terminate()


class Connection:
    """One client: a kept-alive connection, and as little work as HTTP allows."""

    def __init__(self, server: Server) -> None:
        """Know the server."""
        self._server = server

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(
            self._server.host, self._server.port
        )

    async def call(self, method: str, path: str, body: bytes = b"", more: str = "") -> Any:
        """Return the JSON of an answer; anything but 200 is an error."""
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {self._server.key}\r\n"
            f"content-length: {len(body)}\r\n{more}\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200"):
            message = answer.decode()
            raise RuntimeError(message)
        size = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return json.loads(await self._reader.readexactly(size))

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


async def client(server: Server, name: str, ends: float) -> int:
    """Create jobs and look at them until the time is up; return the number of calls."""
    connection = Connection(server)
    await connection.open()
    calls = jobs = 0
    while asyncio.get_running_loop().time() < ends:
        jobs += 1
        key = f"idempotency-key: {name}-{jobs}\r\n"
        job = await connection.call("POST", "/api/v1/generations", BODY, key)
        for _ in range(LOOKS):
            await connection.call("GET", f"/api/v1/generations/{job['id']}")
        calls += 1 + LOOKS
    await connection.close()
    return calls


async def load(server: Server, turn: int, clients: int, seconds: float) -> float:
    """Return calls per second."""
    begins = asyncio.get_running_loop().time()
    calls = await asyncio.gather(
        *(client(server, f"{turn}-{one}", begins + seconds) for one in range(clients))
    )
    return sum(calls) / (asyncio.get_running_loop().time() - begins)


def check(url: str) -> tuple[int, int]:
    """Return the number of jobs, and of what does not add up in the emulator's ledger."""
    with urllib.request.urlopen(f"{url}/__emulator__/ledger") as answer:  # noqa: S310 - loopback
        ledger = json.load(answer)
    charged = sum(one["credits"] for one in ledger["charges"])
    refunded = sum(one["credits"] for one in ledger["refunds"])
    jobs, keys = len(ledger["jobs"]), {one["idempotency_key"] for one in ledger["jobs"]}
    wrong = (
        ledger["opening"] - ledger["balance"] != charged - refunded,
        len(ledger["charges"]) != jobs,
        len(keys) != jobs,
        ledger["requests"]["create"] != jobs,
    )
    return jobs, sum(wrong)


def main() -> int:
    """Run the comparison; return 1 below the floor, or if the ledger does not add up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=200)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        emulator = (
            *("-m", "specpress", "emulate", "rivya", "--specs", str(ROOT / "specs"), "--json"),
            *("--db", f"{folder}/ledger.db", "--credits", "1e9", "--speed", "1000"),
        )
        bare = (__file__, "--bare", f"{folder}/bare.db")
        with started(*emulator) as (ours, said), started(*bare) as (theirs, _):
            rates: dict[str, list[float]] = {"emulator": [], "bare": []}
            for turn in range(TURNS):
                for name, server in (("emulator", ours), ("bare", theirs)):
                    rate = asyncio.run(load(server, turn, wish.clients, wish.seconds / TURNS))
                    rates[name].append(rate)
            jobs, wrong = check(said["url"])
    mean = {name: sum(some) / len(some) for name, some in rates.items()}
    ratio = mean["emulator"] / mean["bare"]
    for name, rate in mean.items():
        print(f"{name:10} {rate:8.0f} calls/s")
    print(
        f"ratio      {ratio:8.2f} (floor {FLOOR}); {jobs} jobs, {wrong} inconsistencies, 0 errors"
    )
    return int(ratio < FLOOR or wrong > 0)


def serve_bare(path: str) -> None:
    """Serve an app that does nothing but read JSON and write the rows that a job is."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    run = connection.execute
    run("PRAGMA journal_mode = WAL")
    run("PRAGMA synchronous = NORMAL")
    run("CREATE TABLE jobs (number INTEGER PRIMARY KEY, key TEXT, request BLOB, settled INTEGER)")
    run("CREATE INDEX jobs_by_key ON jobs (key)")
    run("CREATE TABLE charges (job INTEGER, credits INTEGER)")

    def answer(number: int, state: str) -> Response:
        return Response(json.dumps({"id": str(number), "status": state}), media_type="text/json")

    async def create(request: Request) -> Response:
        body = await request.body()
        json.loads(body)
        key = request.headers["idempotency-key"]
        run("SELECT number FROM jobs WHERE key = ?", (key,)).fetchone()
        run("BEGIN IMMEDIATE")
        number = run("INSERT INTO jobs (key, request) VALUES (?, ?)", (key, body)).lastrowid or 0
        run("INSERT INTO charges VALUES (?, ?)", (number, 55))
        run("COMMIT")
        return answer(number, "queued")

    async def status(request: Request) -> Response:
        number = int(request.path_params["id"])
        (settled,) = run("SELECT settled FROM jobs WHERE number = ?", (number,)).fetchone()
        if not settled:
            run("UPDATE jobs SET settled = 1 WHERE number = ?", (number,))
        return answer(number, "succeeded" if settled else "processing")

    path = "/api/v1/generations"
    routes = [Route(path, create, methods=["POST"]), Route(f"{path}/{{id}}", status)]
    config = uvicorn.Config(
        Starlette(routes=routes), port=0, http="h11", loop="asyncio", ws="none",
        log_config=None, access_log=False, backlog=2048,
    )  # fmt: skip
    listener = config.bind_socket()
    print(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}", "api_key": "x"}))
    sys.stdout.flush()
    asyncio.run(uvicorn.Server(config).serve([listener]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        serve_bare(sys.argv[2])
    else:
        sys.exit(main())
