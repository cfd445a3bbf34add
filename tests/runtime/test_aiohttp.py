"""What is particular to a session of aiohttp; all that is not is tested with every `caller`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Flow
from specpress.targets.python.runtime.errors.base import ApiError, ClosedError, TransportError
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.operations.read import credits_flow, models_flow
from specpress.targets.python.runtime.operations.upload import upload_flow

from tests.runtime.callers import QUICK, TLS
from tests.runtime.lantern import KEY, AsyncLantern
from tests.runtime.loopback import Loopback, Reply, raw
from tests.runtime.test_secrets import assert_no_key

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 40

Use = Callable[[AsyncLantern, aiohttp.ClientSession], Awaitable[Any]]


def calling(url: str, use: Use, **settings: Any) -> Any:
    """Return what `use` does with a client on a session; nothing may be left open or running."""

    async def call() -> Any:
        connector = aiohttp.TCPConnector(ssl=TLS)
        async with aiohttp.ClientSession(connector=connector, **settings) as http:
            client = AsyncLantern(api_key=KEY, base_url=url, http=http)
            try:
                return await use(client, http)
            finally:
                await client.close()
                await asyncio.sleep(0)
                assert not http.closed
                assert not connector._acquired
                assert asyncio.all_tasks() == {asyncio.current_task()}

    return asyncio.run(call())


def run(client: AsyncLantern, flow: Callable[[Session], Flow[Any]]) -> Awaitable[Any]:
    return client._run(flow(client._session))


def quickly(client: AsyncLantern, flow: Callable[[Session], Flow[Any]]) -> Awaitable[Any]:
    return client._run(flow(replace(client._session, retries=QUICK)))


def test_the_session_is_used_and_stays_open_and_follows_nothing(server: Loopback) -> None:
    moved = Reply({}, 302, {"location": "/v1/models"})
    poor = Reply({"error": {"code": "poor"}}, 402)
    server.on("GET /v1/credits", moved, poor, Reply({"left": 1}))

    async def use(client: AsyncLantern, _: aiohttp.ClientSession) -> None:
        with pytest.raises(Exception, match="Redirects"):
            await run(client, credits_flow)
        with pytest.raises(ApiError):
            await run(client, credits_flow)
        assert await run(client, credits_flow) == {"left": 1}

    calling(server.url, use, headers={"x-mine": "1"}, raise_for_status=True)
    assert [one.path for one in server.seen] == ["/v1/credits"] * 3
    assert server.seen[0].headers["x-mine"] == "1"


def test_a_session_that_was_closed_is_said(server: Loopback) -> None:
    async def use() -> None:
        async with aiohttp.ClientSession() as http:
            client = AsyncLantern(api_key=KEY, base_url=server.url, http=http)
        with pytest.raises(ClosedError):
            await run(client, credits_flow)

    asyncio.run(use())


def test_what_is_no_client_is_refused() -> None:
    wrong: Any = object()
    with pytest.raises(TypeError, match=r"httpx2\.AsyncClient or an aiohttp\.ClientSession"):
        AsyncLantern(api_key=KEY, http=wrong)


def test_no_middleware_of_the_session_can_send_a_second_time(server: Loopback) -> None:
    async def twice(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        (await handler(request)).close()
        return await handler(request)

    server.on("POST /v1/jobs", Reply({"id": "j", "status": "waiting"}))
    calling(
        server.url,
        lambda client, _: run(client, lambda one: create_flow(one, REQUEST)),
        middlewares=[twice],
    )
    assert len(server.seen) == 1


def test_no_credential_but_the_key_travels(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password CANARY\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.on("GET /v1/credits", Reply({}))
    server.on("GET /v1/models", Reply({}))
    server.on("GET /clip", Reply(b"clip"))
    clip = f"{server.url}/clip"

    async def use(client: AsyncLantern, _: aiohttp.ClientSession) -> None:
        await run(client, credits_flow)
        await run(client, models_flow)
        await run(client, lambda one: download_flow(one, clip, tmp_path / "clip"))

    for name in ("http_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    mine = {"x-mine": "CANARY", "cookie": "session=CANARY"}
    calling(server.url, use, headers=mine, trust_env=True)
    signed, unsigned, fetched = (one.headers for one in server.seen)
    assert signed["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in unsigned
    assert set(fetched) == {"host", "accept", "accept-encoding", "user-agent"}
    assert "CANARY" not in repr(fetched)


def test_a_url_that_may_be_signed_is_sent_as_it_is(tmp_path: Path) -> None:
    target = "/a%7Eb%2fc?sign=%2B%61+~%3D&to=a/b;c"
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nclip") as server:
        url = f"{server.url}{target}"
        calling(
            server.url,
            lambda client, _: run(client, lambda one: download_flow(one, url, tmp_path / "clip")),
        )
        assert server.received[0].startswith(f"GET {target} HTTP/1.1\r\n".encode())


def test_headers_read_as_those_of_httpx2_do() -> None:
    head = b"HTTP/1.1 400 Bad\r\nX-A: 1\r\nx-a: 2\r\nX-Odd: \xff\r\nContent-Length: 2\r\n\r\n{}"

    async def use(client: AsyncLantern, _: aiohttp.ClientSession) -> list[Any]:
        with client.recording() as seen, pytest.raises(ApiError):
            await run(client, credits_flow)
        return seen

    with raw(head) as server:
        (exchange,) = calling(server.url, use)
    assert exchange.headers == (("x-a", "1, 2"), ("x-odd", "\ufffd"), ("content-length", "2"))


FLOWS: dict[str, Callable[[Session], Flow[Any]]] = {
    "create": lambda one: create_flow(one, REQUEST),
    "upload": lambda one: upload_flow(one, PNG + bytes(1_900)),
    "download": lambda one: download_flow(one, "http://127.0.0.1:1/clip", "/nowhere/clip"),
}


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n" + bytes(90)]
)
@pytest.mark.parametrize("kind", ["create", "upload", "download"])
def test_a_call_that_is_cancelled_leaves_nothing_open(
    tmp_path: Path, kind: str, answer: bytes
) -> None:
    with raw(answer, delay=0.1) as server:
        flows = {
            **FLOWS,
            "download": lambda one: download_flow(one, f"{server.url}/clip", tmp_path / "clip"),
        }

        async def use(client: AsyncLantern, _: aiohttp.ClientSession) -> None:
            async with asyncio.timeout(0.05):
                await run(client, flows[kind])

        with pytest.raises(TimeoutError) as caught:
            calling(server.url, use)
    assert_no_key(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_what_a_trace_of_the_users_raises_is_met_without_foreign_frames(server: Loopback) -> None:
    async def hook(*_: object) -> None:
        raise ZeroDivisionError

    traces = aiohttp.TraceConfig()
    traces.on_request_headers_sent.append(hook)
    with pytest.raises(TransportError, match="ZeroDivisionError") as caught:
        calling(server.url, lambda client, _: quickly(client, credits_flow), trace_configs=[traces])
    assert_no_key(caught.value)
