"""What is thrown while real connections are used: in loop after loop, after a fork, by aiohttp."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from specpress.targets.python.runtime.errors.base import ClientError, OutcomeUnknownError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.create import create_flow

from tests.runtime.callers import QUICK
from tests.runtime.exceptions import classes, load, made
from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.loopback import Loopback, Reply
from tests.runtime.test_places import child, needs_fork
from tests.runtime.throwing import AROUND, PASSING, AsyncThrower, Rows, SyncThrower, Throw

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
MADE = Reply({"id": "j", "status": "waiting"})
LAST_EFFECT = 9
FEW, MANY = 30, 2_000
KINDS: dict[str, tuple[Any, Any]] = {
    "sync": (Lantern, SyncThrower),
    "async": (AsyncLantern, AsyncThrower),
}
MOMENTS = (
    *("on_request_start", "on_connection_create_start"),
    *("on_response_chunk_received", "on_request_end"),
)
"""Where a trace may raise; in between, aiohttp would leave its connection open, with a warning."""

soak = (
    pytest.mark.soak,
    pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only"),
)
few_and_many = pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=soak)])


class Thrower:
    """A client with connections of its own to a live server, at which things are thrown."""

    def __init__(self, server: Loopback, kind: str) -> None:
        client, thrower = KINDS[kind]
        self._kind = kind
        self._client = client(api_key=KEY, base_url=server.url)
        self._client._session = replace(self._client._session, retries=QUICK)
        self._end(self._client.close())
        self._client._driver = thrower(self._client._driver._wire, None, Rows())

    def _end(self, met: Any) -> Any:
        return asyncio.run(met) if self._kind == "async" else met

    def create(self, throw: Throw) -> object:
        """Create one job, in a loop of its own where there is one; return what came of it."""
        self._client._driver.throw = throw
        try:
            return self._end(self._client._run(create_flow(self._client._session, REQUEST)))
        except (ClientError, *PASSING) as error:
            return error

    def close(self) -> None:
        self._end(self._client.close())


def throws(seed: int, count: int) -> list[Throw]:
    draw = random.Random(seed)  # noqa: S311 - to be repeated
    kinds = [one for one in classes() if issubclass(one, Exception)]
    numbers = range(1, LAST_EFFECT + 1)
    return [
        Throw(draw.choice(kinds), draw.choice(numbers), draw.choice(AROUND)) for _ in range(count)
    ]


def key_of(met: object) -> str | None:
    return getattr(met, "idempotency_key", None)


def posted(server: Loopback) -> set[str]:
    return {one.headers["idempotency-key"] for one in server.seen}


@few_and_many
@pytest.mark.parametrize("kind", KINDS)
def test_in_loop_after_loop_no_job_is_lost(server: Loopback, kind: str, count: int) -> None:
    server.on("POST /v1/jobs", MADE)
    thrower = Thrower(server, kind)
    met = [thrower.create(one) for one in throws(1, count)]
    thrower.close()
    assert {type(one) for one in met} >= {Job, OutcomeUnknownError}
    assert posted(server) <= {key_of(one) for one in met}


@needs_fork
@few_and_many
@pytest.mark.parametrize("kind", KINDS)
def test_after_a_fork_no_job_is_lost(server: Loopback, kind: str, count: int) -> None:
    server.on("POST /v1/jobs", MADE)
    thrower = Thrower(server, kind)
    before = thrower.create(Throw(ValueError, 0, "before"))
    with child() as (is_child, tell, told):
        if is_child:
            tell([key_of(thrower.create(one)) for one in throws(2, count)])
        mine = {key_of(before), *(key_of(thrower.create(one)) for one in throws(3, count))}
        theirs = set(told())
    thrower.close()
    assert posted(server) <= mine | theirs
    assert posted(server) & theirs
    assert posted(server) & mine


def traced(moment: str, kind: type[BaseException]) -> aiohttp.TraceConfig:
    """Return what throws once, at a moment of an exchange by aiohttp."""
    left = [made(kind)]

    async def throw(*_: object) -> None:
        while left:
            raise left.pop()

    config = aiohttp.TraceConfig()
    getattr(config, moment).append(throw)
    return config


async def _by_aiohttp(url: str, moment: str, kind: type[BaseException]) -> object:
    async with (
        aiohttp.ClientSession(trace_configs=[traced(moment, kind)]) as http,
        AsyncLantern(api_key=KEY, base_url=url, http=http) as client,
    ):
        session = replace(client._session, retries=QUICK)
        try:
            return await client._run(create_flow(session, REQUEST))
        except (ClientError, *PASSING) as error:
            return error


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=soak)])
def test_what_is_thrown_within_aiohttp_loses_no_job(
    server: Loopback, moment: str, *, whole: bool
) -> None:
    if whole:
        load()
    kinds = [one for one in classes() if issubclass(one, Exception)]
    draw = random.Random(4)  # noqa: S311 - to be repeated
    call: Callable[..., Any] = _by_aiohttp
    for kind in kinds if whole else draw.sample(kinds, 5):
        server.forget()
        server.on("POST /v1/jobs", MADE)
        met = asyncio.run(call(server.url, moment, kind))
        assert isinstance(met, Job | OutcomeUnknownError), (kind, met)
        assert posted(server) <= {key_of(met)}, kind
