"""One client in several event loops and processes: what it opens itself follows it anywhere."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pytest
from specpress.targets.python.runtime.errors.base import ClientError
from specpress.targets.python.runtime.errors.local import JournalError, MisplacedError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.create_many import create_flows
from specpress.targets.python.runtime.operations.get import get_flow

from tests.runtime.callers import QUICK, TLS
from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.loopback import Loopback, Reply
from tests.runtime.test_leftover import stuttering

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
MADE = Reply({"id": "j", "status": "waiting"})
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


async def created(client: AsyncLantern) -> Job:
    session = replace(client._session, retries=QUICK)
    return await client._run(create_flow(session, REQUEST))


async def created_many(client: AsyncLantern) -> tuple[Job | ClientError, ...]:
    flows = create_flows(client._session, [REQUEST] * 3, concurrency=2)
    return await client._run_many(flows, 2)


@pytest.fixture
def loud() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize("count", [1, 3])
def test_a_client_goes_from_loop_to_loop(server: Loopback, count: int) -> None:
    server.on("POST /v1/jobs", MADE)
    client = AsyncLantern(api_key=KEY, base_url=server.url)
    for _ in range(3):
        met = asyncio.run(created(client) if count == 1 else created_many(client))
        jobs = met if isinstance(met, tuple) else (met,)
        assert [getattr(one, "id", one) for one in jobs] == ["j"] * count
    asyncio.run(client.close())
    assert len(server.seen) == 3 * count


def test_a_client_may_be_closed_in_any_loop(server: Loopback) -> None:
    server.on("POST /v1/jobs", MADE)
    client = AsyncLantern(api_key=KEY, base_url=server.url)
    loops = [asyncio.new_event_loop() for _ in range(3)]
    for one in loops:
        assert one.run_until_complete(created(client)).id == "j"
    loops[0].run_until_complete(client.close())
    for one in loops:
        one.close()


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("kind", ["httpx2", "aiohttp"])
def test_what_the_user_passed_is_not_used_in_another_loop(
    server: Loopback, kind: str, *, many: bool
) -> None:
    server.on("POST /v1/jobs", MADE)
    call: Callable[[AsyncLantern], Any] = created_many if many else created

    async def made() -> Any:
        if kind == "aiohttp":
            return aiohttp.ClientSession()
        return httpx2.AsyncClient(verify=TLS, trust_env=False)

    first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
    with closing(first), closing(second):
        http = first.run_until_complete(made())
        client = AsyncLantern(api_key=KEY, base_url=server.url, http=http)
        first.run_until_complete(call(client))
        before = len(server.seen)
        if many:
            errors = second.run_until_complete(call(client))
            assert {type(one) for one in errors} == {MisplacedError}
        else:
            with pytest.raises(MisplacedError, match="another event loop"):
                second.run_until_complete(call(client))
        assert len(server.seen) == before
        first.run_until_complete(call(client))
        first.run_until_complete(http.close() if kind == "aiohttp" else http.aclose())


def test_a_session_belongs_to_the_loop_that_it_was_made_in(server: Loopback) -> None:
    async def made() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
    with closing(first), closing(second):
        http = first.run_until_complete(made())
        client = AsyncLantern(api_key=KEY, base_url=server.url, http=http)
        with pytest.raises(MisplacedError):
            second.run_until_complete(created(client))
        first.run_until_complete(http.close())
    assert server.seen == []


@contextmanager
def child() -> Iterator[tuple[bool, Callable[[object], None], Callable[[], Any]]]:
    """Fork; return whether this is the child, how it tells, and how its parent is told."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        number = os.fork()

    def tell(value: object) -> None:
        os.write(writing, json.dumps(value).encode())
        os._exit(0)

    def told() -> Any:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            return json.loads(pipe.read() or "null")

    try:
        yield number == 0, tell, told
    finally:
        if number == 0:
            os._exit(1)
        os.waitpid(number, 0)


def plain(link: Any, own: bytes, _: bytes) -> None:
    link.sendall(own)


@needs_fork
@pytest.mark.parametrize("tls", [False, True])
def test_after_a_fork_each_process_has_its_own_connections(*, tls: bool) -> None:
    with stuttering(plain, tls=tls) as (server, url, context):
        client = Lantern(api_key=KEY, base_url=url)
        client._driver._http._transport._tls = context

        def look(name: str) -> str:
            return client._run(get_flow(client._session, name)).id

        assert look("j0") == "j0"
        with child() as (is_child, tell, told):
            if is_child:
                tell([look(f"c{one}") for one in range(9)])
            mine = [look(f"p{one}") for one in range(9)]
            theirs = told()
        assert mine == [f"p{one}" for one in range(9)]
        assert theirs == [f"c{one}" for one in range(9)]
        assert server.accepted == 2
        client.close()


@needs_fork
def test_after_a_fork_an_async_client_has_its_own_connections() -> None:
    with stuttering(plain) as (server, url, _):
        client = AsyncLantern(api_key=KEY, base_url=url)
        loop = asyncio.new_event_loop()

        def look(name: str) -> str:
            return loop.run_until_complete(client._run(get_flow(client._session, name))).id

        assert look("j0") == "j0"
        with child() as (is_child, tell, told):
            if is_child:
                loop = asyncio.new_event_loop()
                tell([look("c0"), look("c1")])
            assert [look("p0"), look("p1"), told()] == ["p0", "p1", ["c0", "c1"]]
        assert server.accepted == 2
        loop.run_until_complete(client.close())
        loop.close()


@needs_fork
def test_after_a_fork_what_the_user_passed_is_refused_and_so_is_the_journal(
    server: Loopback, tmp_path: Path
) -> None:
    server.on("POST /v1/jobs", MADE)
    path = tmp_path / "jobs.sqlite"

    def met(client: Lantern) -> str:
        try:
            return client._run(create_flow(client._session, REQUEST)).id
        except ClientError as error:
            return type(error).__name__

    with (
        httpx2.Client(verify=TLS, trust_env=False) as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as passed,
        Lantern(api_key=KEY, base_url=server.url, journal=path) as journalled,
    ):
        assert (met(passed), met(journalled)) == ("j", "j")
        with child() as (is_child, tell, told):
            if is_child:
                tell([met(passed), met(journalled)])
            assert told() == [MisplacedError.__name__, JournalError.__name__]
        assert len(server.seen) == 2
        assert (met(passed), met(journalled)) == ("j", "j")
    with closing(sqlite3.connect(path)) as rows:
        assert rows.execute("SELECT count(*) FROM entry").fetchone() == (2,)
