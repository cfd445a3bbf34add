"""Whatever is raised while a call is sent becomes a ClientError; after a create, with its key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import aiohttp
import httpx2
import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Flow
from specpress.targets.python.runtime.errors.base import (
    ClientError,
    OutcomeUnknownError,
    TransportError,
)
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.operations.get import get_flow
from specpress.targets.python.runtime.operations.read import credits_flow, file_flow, models_flow
from specpress.targets.python.runtime.operations.upload import upload_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.callers import QUICK
from tests.runtime.lantern import KEY, AsyncLantern, Lantern

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
SERVER = "http://127.0.0.1:9"


def every_exception() -> list[type[Exception]]:
    """Return the classes of the standard library and of both carriers."""
    found: set[type[Exception]] = set()
    waiting: list[type[Exception]] = [Exception]
    while waiting:
        kind = waiting.pop()
        home = kind.__module__.partition(".")[0]
        if home in {"builtins", "httpx2", "httpcore2", "aiohttp", *STANDARD}:
            found.add(kind)
        waiting += [one for one in kind.__subclasses__() if one not in found]
    return sorted(found - UNTHROWABLE, key=lambda one: (one.__module__, one.__qualname__))


STANDARD = {"asyncio", "concurrent", "http", "json", "socket", "ssl", "struct", "zlib", "binascii"}
UNTHROWABLE: set[type[Exception]] = {StopIteration, StopAsyncIteration}
"""Python itself turns these into RuntimeError, within a generator."""

EXCEPTIONS = every_exception()

Operation = Callable[[Session], Flow[Any]]
OPERATIONS: dict[str, Operation] = {
    "create": lambda one: create_flow(one, REQUEST),
    "get": lambda one: get_flow(one, "j"),
    "wait": lambda one: wait_flow(one, "j", timeout=0.01),
    "credits": credits_flow,
    "models": models_flow,
    "file": lambda one: file_flow(one, "f"),
    "upload": lambda one: upload_flow(one, PNG),
}


def thrown(kind: type[Exception]) -> Exception:
    """Return an error that nobody has initialised: it may fail even to say what it is."""
    if issubclass(kind, ExceptionGroup):
        return kind("several", [ValueError()])
    return kind.__new__(kind)


class Failing(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Raises an error once the request was taken, for somebody who only sees what arrived."""

    def __init__(self) -> None:
        self.error: Exception = Exception()
        self.posts = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.posts += request.method == "POST"
        raise self.error

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


def met_sync(failing: Failing, operation: Operation, kinds: list[type[Exception]]) -> Iterator[Any]:
    with (
        httpx2.Client(transport=failing) as http,
        Lantern(api_key=KEY, base_url=SERVER, http=http) as client,
    ):
        for kind in kinds:
            failing.error, failing.posts = thrown(kind), 0
            session = replace(client._session, retries=QUICK, budget=type(client._session.budget)())
            try:
                client._run(operation(session))
            except ClientError as error:
                yield kind, error


async def met_async(
    failing: Failing, operation: Operation, kinds: list[type[Exception]]
) -> list[Any]:
    found = []
    async with (
        httpx2.AsyncClient(transport=failing) as http,
        AsyncLantern(api_key=KEY, base_url=SERVER, http=http) as client,
    ):
        for kind in kinds:
            failing.error, failing.posts = thrown(kind), 0
            session = replace(client._session, retries=QUICK, budget=type(client._session.budget)())
            try:
                await client._run(operation(session))
            except ClientError as error:
                found.append((kind, error))
    return found


def share(name: str) -> list[type[Exception]]:
    """Return a third of the classes, another for each operation; all of them for creating."""
    if name == "create":
        return EXCEPTIONS
    return EXCEPTIONS[len(name) % 3 :: 3]


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_only_client_errors_leave_and_those_of_a_create_carry_its_key(kind: str, name: str) -> None:
    failing, operation, kinds = Failing(), OPERATIONS[name], share(name)
    if kind == "sync":
        met = list(met_sync(failing, operation, kinds))
    else:
        met = asyncio.run(met_async(failing, operation, kinds))
    assert [one for one, _ in met] == kinds
    for _, error in met if name == "create" else ():
        surely_not_sent = isinstance(error, TransportError) and not error.sent
        assert surely_not_sent or (isinstance(error, OutcomeUnknownError) and error.idempotency_key)


def test_there_are_many_classes_and_doubt_is_the_rule() -> None:
    assert aiohttp.ClientPayloadError in EXCEPTIONS
    assert len(EXCEPTIONS) > 150
    assert {"ClientPayloadError", "ReadTimeout", "RuntimeError"} <= {
        one.__name__ for one in EXCEPTIONS
    }
    met = dict(met_sync(Failing(), OPERATIONS["create"], EXCEPTIONS))
    doubtful = [one for one in met.values() if isinstance(one, OutcomeUnknownError)]
    assert len(doubtful) > len(EXCEPTIONS) * 0.9


@pytest.mark.parametrize("passing", [KeyboardInterrupt, SystemExit, asyncio.CancelledError])
def test_what_ends_the_program_passes(passing: type[BaseException]) -> None:
    class Ending(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            del request
            raise passing

    with (
        httpx2.Client(transport=Ending()) as http,
        Lantern(api_key=KEY, base_url=SERVER, http=http) as client,
        pytest.raises(passing),
    ):
        client._run(create_flow(client._session, REQUEST))


def test_a_download_that_meets_anything_is_a_client_error(tmp_path: Any) -> None:
    def get(session: Session) -> Flow[Any]:
        return download_flow(session, f"{SERVER}/clip.mp4", tmp_path / "clip.mp4", timeout=1)

    kinds = share("download")
    assert [one for one, _ in met_sync(Failing(), get, kinds)] == kinds
    assert list(tmp_path.iterdir()) == []


def test_the_campaign_sees_an_error_that_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def let_through(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("specpress.targets.python.runtime.transport.wire.Wire.failure", let_through)
    with pytest.raises(ZeroDivisionError):
        list(met_sync(Failing(), OPERATIONS["create"], [RuntimeError]))
