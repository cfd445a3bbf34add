"""Connections belong to the loop and the process that opened them."""

from __future__ import annotations

import asyncio
import gc
import os
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pytest
from specpress.targets.python.runtime.errors.base import ClosedError
from specpress.targets.python.runtime.journal.records import Intent, Refused
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.create_many import create_flows

from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.loopback import Loopback, Reply
from tests.runtime.test_resume import REQUEST

MADE = Reply({"id": "j", "status": "waiting"})


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_client_serves_one_loop_after_another(server: Loopback) -> None:
    server.on("POST /v1/jobs", MADE)
    client = AsyncLantern(api_key=KEY, base_url=server.url)
    ids = [asyncio.run(client._run(create_flow(client._session, REQUEST))).id for _ in range(4)]
    many = create_flows(client._session, [REQUEST] * 3, concurrency=2)
    jobs = asyncio.run(client._run_many(many, 2))
    asyncio.run(client.close())
    gc.collect()  # what a loop left open is let go of here, and not in another test
    assert (ids, len(jobs)) == (["j"] * 4, 3)
    assert len(server.calls("POST")) == 7


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", ["httpx2", "aiohttp"])
def test_a_client_of_the_users_in_another_loop_is_refused_before_anything_is_sent(
    server: Loopback, kind: str
) -> None:
    server.on("POST /v1/jobs", MADE)

    async def opened() -> tuple[Any, AsyncLantern]:
        http: Any = httpx2.AsyncClient() if kind == "httpx2" else aiohttp.ClientSession()
        client = AsyncLantern(api_key=KEY, base_url=server.url, http=http)
        await client._run(create_flow(client._session, REQUEST))
        return http, client

    with asyncio.Runner() as first, asyncio.Runner() as second:
        http, client = first.run(opened())
        with pytest.raises(ClosedError, match="another event loop"):
            second.run(client._run(create_flow(client._session, REQUEST)))
        first.run(http.aclose() if kind == "httpx2" else http.close())
    gc.collect()
    assert len(server.calls("POST")) == 1


def test_after_a_fork_the_child_opens_connections_of_its_own(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on("POST /v1/jobs", MADE)
    with Lantern(api_key=KEY, base_url=server.url) as client:
        client._run(create_flow(client._session, REQUEST))
        before = client._driver._http
        child = os.getpid() + 1
        monkeypatch.setattr(os, "getpid", lambda: child)
        client._run(create_flow(client._session, REQUEST))
        assert client._driver._http is not before
        before.close()


def test_after_a_fork_a_client_of_the_users_is_refused(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        httpx2.Client() as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as client,
    ):
        child = os.getpid() + 1
        monkeypatch.setattr(os, "getpid", lambda: child)
        with pytest.raises(ClosedError, match="before this process was forked"):
            client._run(create_flow(client._session, REQUEST))
    assert server.seen == []


class Recording:
    """A journal that is stopped when an intent was written down."""

    def __init__(self, stop: BaseException | None) -> None:
        self.stop = stop
        self.records: list[Any] = []

    def save(self, record: Any) -> None:
        self.records.append(record)
        if isinstance(record, Intent) and self.stop is not None:
            raise self.stop

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit(1)], ids=repr)
def test_an_intent_of_which_surely_nothing_left_is_struck(
    server: Loopback, stop: BaseException
) -> None:
    journal: Any = Recording(stop)
    with Lantern(api_key=KEY, base_url=server.url) as client:
        client._driver._journal = journal
        with pytest.raises(type(stop)):
            client._run(create_flow(client._session, REQUEST))
    assert [type(one) for one in journal.records] == [Intent, Refused]
    assert journal.records[0].idempotency_key == journal.records[1].idempotency_key
    assert server.seen == []


def test_a_create_that_is_cancelled_while_it_is_written_down_is_struck(
    server: Loopback, tmp_path: Path
) -> None:
    async def call() -> tuple[Any, ...]:
        async with AsyncLantern(
            api_key=KEY, base_url=server.url, journal=tmp_path / "jobs.sqlite"
        ) as client:
            running = asyncio.ensure_future(client._run(create_flow(client._session, REQUEST)))
            await asyncio.sleep(0)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            journal: Any = client._driver._journal
            return tuple(journal.recall())

    assert asyncio.run(call()) == ()
    assert server.seen == []


def test_what_may_have_left_is_not_struck(server: Loopback) -> None:
    class Ending(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            del request
            raise KeyboardInterrupt

    journal: Any = Recording(None)
    with (
        httpx2.Client(transport=Ending()) as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as client,
    ):
        client._driver._journal = journal
        with pytest.raises(KeyboardInterrupt):
            client._run(create_flow(client._session, REQUEST))
    assert [type(one) for one in journal.records] == [Intent]
