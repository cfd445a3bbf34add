"""A task that is cancelled anywhere leaves nothing behind: no connection, task, file or warning."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import sys
import threading
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.connections.async_transport import AsyncBoundedTransport
from specpress.targets.python.runtime.errors.base import ClientError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.operations.upload import upload_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.callers import QUICK, TLS
from tests.runtime.lantern import KEY, AsyncLantern
from tests.runtime.loopback import PATIENCE

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(400_000)
JOB = b'{"id": "j", "status": "%s", "url": "https://x", "result": {"first": "https://x"}}'
FEW, MANY = 40, 500
TO_THE_END = sys.maxsize
"""Turns after which every call is over, however late its server is."""


def answer(body: bytes, status: bytes = b"200 OK", more: int = 0) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body) + more, body)


class Weather:
    """A server that answers well, late, in part, with an error or not at all, as it is drawn."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self.open = 0
        self.idle = asyncio.Event()
        self.idle.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.idle.clear()
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                while await self._one(reader, writer):
                    pass
        finally:
            self.open -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            if not self.open:
                self.idle.set()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
        job = JOB % self._draw.choice([b"waiting", b"lit"])
        kind = self._draw.choice(["well", "well", "late", "part", "busy", "gone"])
        match kind:
            case "late":
                await asyncio.sleep(0.005)
            case "gone":
                return False
        writer.write(
            answer(job, more=9)
            if kind == "part"
            else answer(job, b"503 Busy" if kind == "busy" else b"200 OK")
        )
        await writer.drain()
        return kind != "part"


def descriptors() -> set[str]:
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(f"{one.name} {one.readlink()}")
    return found


async def cancelled_after(steps: int, call: Coroutine[Any, Any, object]) -> bool:
    """Cancel a call after so many turns of the event loop; return whether it was still going on."""
    task = asyncio.ensure_future(call)
    for _ in range(steps):
        if task.done():
            break
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, ClientError):
        await task
    return task.cancelled()


def calls(client: AsyncLantern, url: str, folder: Path) -> list[Callable[[], Awaitable[object]]]:
    session = replace(client._session, retries=QUICK)
    job = Job("lantern", "j", status="waiting")
    png = folder / "lamp.png"
    return [
        lambda: client._run(create_flow(session, REQUEST)),
        lambda: client._run(wait_flow(session, job, timeout=PATIENCE)),
        lambda: client._run(upload_flow(session, str(png), model="wick-1")),
        lambda: client._run(download_flow(session, f"{url}/clip", folder / "clip.mp4")),
    ]


@contextlib.contextmanager
def serving(weather: Weather) -> Iterator[str]:
    """Serve in a loop of its own: whatever task the client's loop has is the client's."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    starting = asyncio.start_server(weather.serve, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(PATIENCE)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def close() -> None:
        server.close()
        await server.wait_closed()
        await weather.idle.wait()

    asyncio.run_coroutine_threadsafe(close(), loop).result(PATIENCE)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


async def campaign(count: int, draw: random.Random, url: str, folder: Path) -> None:
    transport = AsyncBoundedTransport(verify=TLS, trust_env=False)
    async with (
        httpx2.AsyncClient(transport=transport) as http,
        AsyncLantern(api_key=KEY, base_url=url, http=http) as client,
    ):
        stopped = 0
        for _ in range(count):
            call: Any = draw.choice(calls(client, url, folder))
            steps = draw.choice([draw.randrange(30), draw.randrange(400), TO_THE_END])
            stopped += await cancelled_after(steps, call())
            assert asyncio.all_tasks() == {asyncio.current_task()}
        assert count / 5 < stopped < count, "cancelled too early, or too late"
        (pool,) = transport._pools.values()
        assert not [one for one in pool.connections if not one.is_idle()]


def hold(count: int, seed: int, folder: Path) -> None:
    (folder / "lamp.png").write_bytes(PNG)
    draw = random.Random(seed)  # noqa: S311 - to be repeated
    weather = Weather(random.Random(seed))  # noqa: S311 - to be repeated
    gc.collect()
    before = descriptors()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with serving(weather) as url:
            asyncio.run(campaign(count, draw, url, folder))
        gc.collect()
    assert weather.open == 0
    assert [str(one.message) for one in warned] == []
    assert descriptors() - before == set()
    assert {one.name for one in folder.iterdir()} <= {"lamp.png", "clip.mp4"}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_a_cancelled_call_leaves_nothing_behind(tmp_path: Path) -> None:
    hold(FEW, 1, tmp_path)


@pytest.mark.soak
@pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only")
@pytest.mark.parametrize("seed", range(3))
def test_no_cancelled_call_of_many_leaves_anything_behind(seed: int, tmp_path: Path) -> None:
    hold(MANY, seed, tmp_path)
