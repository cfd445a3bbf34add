"""Starting many jobs that something ends before the last: what was started is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.effects.effects import Flow, Sleep
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.create import create_flow

from tests.runtime.callers import TLS
from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.loopback import Loopback, Reply

REQUEST = {"model": "wick-1", "prompt": "A lamp"}


@pytest.fixture(autouse=True)
def _starting(server: Loopback) -> None:
    replies = (Reply({"id": f"j{one}", "status": "waiting", "x": "y" * 999}) for one in range(3))
    server.on("POST /v1/jobs", *replies)


def ending(end: Callable[[], object]) -> Flow[Job]:
    """Return a flow at whose turn something ends the program."""
    end()
    yield Sleep(60)
    raise AssertionError


def raising(error: BaseException) -> Callable[[], object]:
    def end() -> object:
        raise error

    return end


def told(error: BaseException) -> list[Job]:
    return [Job.from_json(one) for one in error.__notes__]


def are_two(jobs: list[Job]) -> bool:
    return [one.id for one in jobs] == ["j0", "j1"] and all(one.idempotency_key for one in jobs)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_the_handles_stand_in_what_ends_threads(server: Loopback, kind: Any) -> None:
    with (
        httpx2.Client(verify=TLS, trust_env=False) as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as client,
    ):
        flows = [create_flow(client._session, REQUEST) for _ in range(3)]
        flows.insert(2, ending(raising(kind())))
        with pytest.raises(kind) as caught:
            client._run_many(flows, 1)
    assert are_two(told(caught.value)[:2])
    assert len(server.calls("POST")) == len(told(caught.value))


async def start(url: str) -> BaseException:
    """Start two jobs and cancel; return what that comes to where they were asked for."""
    async with (
        httpx2.AsyncClient(verify=TLS, trust_env=False) as http,
        AsyncLantern(api_key=KEY, base_url=url, http=http) as client,
    ):
        task = asyncio.current_task()
        assert task is not None
        flows = [create_flow(client._session, REQUEST) for _ in range(2)]
        flows.append(ending(task.cancel))
        with pytest.raises(asyncio.CancelledError) as caught:
            await client._run_many(flows, 1)
        task.uncancel()
    return caught.value


def test_the_handles_stand_in_what_ends_tasks(server: Loopback) -> None:
    assert are_two(told(asyncio.run(start(server.url))))
