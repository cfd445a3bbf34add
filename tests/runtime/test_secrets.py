"""The key as a canary: wherever a traceback, a log or a pickle may carry it, it is not."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.errors.base import (
    ClientError,
    CredentialsError,
    TransportError,
)
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.operations.read import credits_flow, models_flow
from specpress.targets.python.runtime.operations.upload import upload_flow
from specpress.targets.python.runtime.transport.api_key import ApiKey
from specpress.targets.python.runtime.urls.result_url import ResultUrl
from specpress.targets.python.runtime.webhooks.secret import WebhookSecret

from tests.runtime.callers import QUICK, TLS, Caller
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern
from tests.runtime.loopback import Loopback, Reply, raw, unused_url

OURS = "specpress.targets.python.runtime"
FOREIGN = ("httpx2", "httpcore2", "h11", "anyio", "aiohttp")
REQUEST = {"model": "wick-1", "prompt": "A lamp"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        yield from chain(error.__cause__)
        error = error.__context__


def frames(error: BaseException) -> Iterator[FrameType]:
    for one in chain(error):
        trace = one.__traceback__
        while trace is not None:
            yield trace.tb_frame
            trace = trace.tb_next


def shown(value: object, depth: int = 5) -> Iterator[str]:
    """Yield what a debugger would show of a value, and of what it holds."""
    yield repr(value)
    if depth and not isinstance(value, ApiKey | ResultUrl | WebhookSecret):
        for held in _held(value):
            yield from shown(held, depth - 1)


def _held(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list | tuple | set):
        yield from value
    yield from getattr(value, "__dict__", {}).values()
    slots = [name for one in type(value).__mro__ for name in getattr(one, "__slots__", ())]
    yield from (getattr(value, name) for name in slots if hasattr(value, name))


def assert_no_key(error: BaseException, key: str = KEY) -> None:
    """Hold every frame of ours to showing no key, and every other to being no HTTP library's."""
    modules = [str(one.f_globals.get("__name__")) for one in frames(error)]
    assert not [one for one in modules if one.partition(".")[0] in FOREIGN]
    assert any(one.startswith(OURS) for one in modules)
    for frame in frames(error):
        if str(frame.f_globals.get("__name__")).startswith(OURS):
            for name, value in frame.f_locals.items():
                assert not [text for text in shown(value) if key in text], name
    for one in chain(error):
        assert key not in "".join(shown(one))
        assert key.encode() not in pickle.dumps((str(one), one.args))


def fails(caller: Caller, url: str, flow: Any, **session: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        caller(url, flow, **session)
    assert KEY.encode() not in pickle.dumps(caught.value)
    assert_no_key(caught.value)
    return caught.value


@pytest.fixture(autouse=True)
def _quiet_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text


def test_the_key_is_sent_to_the_platform_alone(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({"left": 1}))
    server.on("GET /v1/models", Reply({}))
    caller(server.url, credits_flow)
    caller(server.url, models_flow)
    assert [one.headers.get("authorization") for one in server.seen] == [f"Bearer {KEY}", None]


@pytest.mark.parametrize("broken", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", b"?"])
def test_no_broken_answer_shows_the_key(caller: Caller, broken: bytes) -> None:
    with raw(broken, reset=True) as server:
        fails(caller, server.url, credits_flow)
        fails(caller, server.url, lambda one: create_flow(one, REQUEST))
        fails(caller, server.url, lambda one: upload_flow(one, PNG))


def test_no_refused_connection_shows_the_key(caller: Caller) -> None:
    fails(caller, unused_url(), credits_flow)


def test_no_stalled_server_shows_the_key(caller: Caller) -> None:
    with raw(b"", delay=0.02) as server:
        fails(caller, server.url, lambda one: create_flow(one, REQUEST), attempt_timeout=0.1)


@pytest.mark.parametrize("status", [200, 302, 400, 500])
def test_a_server_that_echoes_the_key_does_not_bring_it_back(
    caller: Caller, server: Loopback, status: int
) -> None:
    echo = {"error": {"code": KEY, "message": f"bad key {KEY}", "request": KEY}}
    server.on("POST /v1/jobs", Reply(echo, status, {"x-echo": f"Bearer {KEY}"}))
    error = fails(caller, server.url, lambda one: create_flow(one, REQUEST))
    assert "[api key]" in "".join(shown(error)) or status == 200


def test_no_journal_that_cannot_be_opened_shows_the_key(tmp_path: Path) -> None:
    for client in (Lantern, AsyncLantern):
        with pytest.raises(ClientError) as caught:
            client(api_key=KEY, journal=tmp_path)
        assert_no_key(caught.value)


def test_a_client_does_not_show_its_key() -> None:
    with Lantern(api_key=KEY) as client:
        assert KEY not in "".join(shown(client))
        with pytest.raises(TypeError):
            pickle.dumps(client)
        with pytest.raises(TypeError):
            copy.deepcopy(client)
        assert KEY not in "".join(shown(vars(client)))
        assert KEY.encode() not in pickle.dumps(client._session.platform.id)


def test_a_key_does_not_show_itself() -> None:
    key = ApiKey(KEY)
    assert KEY not in f"{key} {key!r} {key!s} {key:}"
    assert not hasattr(key, "__dict__")
    for spill in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled or copied"):
            spill(key)  # type: ignore[operator]


WRONG = ["lamp_sk_CANARY\nX: y", "lamp_sk_CANARY ก", "lamp_sk_ CANARY", "sk_CANARY"]


@pytest.mark.parametrize("client", [Lantern, AsyncLantern])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_key_is_not_repeated(
    client: type[Lantern | AsyncLantern], wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CredentialsError) as caught:
        client(api_key=wrong)
    assert_no_key(caught.value, "CANARY")
    monkeypatch.setenv("LANTERN_API_KEY", wrong)
    with pytest.raises(CredentialsError) as caught:
        client()
    assert_no_key(caught.value, "CANARY")


@pytest.mark.parametrize("client", [Lantern, AsyncLantern])
def test_a_wrong_url_does_not_show_the_key(client: type[Lantern | AsyncLantern]) -> None:
    for url in ("http://lantern.invalid", 7):
        with pytest.raises(ClientError) as caught:
            client(api_key=KEY, base_url=url)  # type: ignore[arg-type]
        assert_no_key(caught.value)


def test_the_key_is_found_in_the_environment(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on("GET /v1/credits", Reply({}))
    monkeypatch.setenv("LANTERN_API_KEY", f" {KEY}\n")
    with Lantern(base_url=server.url) as client:
        client._run(credits_flow(client._session))
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_without_a_key_only_open_calls_are_made(
    caller: Caller, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANTERN_API_KEY", raising=False)
    server.on("GET /v1/models", Reply({}))
    with pytest.raises(CredentialsError, match="LANTERN_API_KEY"):
        caller(server.url, credits_flow, api_key=None)
    assert caller(server.url, models_flow, api_key=None) == {}
    assert [one.path for one in server.seen] == ["/v1/models"]


@pytest.mark.parametrize("value", ["", " \n"])
def test_an_empty_key_is_none(value: str) -> None:
    assert ApiKey.find(LANTERN, value) is None


def test_a_short_key_is_not_blotted_out_of_answers(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({"said": "lamp_sk_ is how keys begin"}))
    found = ApiKey("sk_")
    assert found.hide_in("sk_") == "sk_"
    assert found.hide_in_bytes(b"sk_") == b"sk_"
    answer = caller(server.url, credits_flow)
    assert answer["said"] == "lamp_sk_ is how keys begin"


@pytest.mark.parametrize(
    ("thrown", "met"),
    [
        (ZeroDivisionError("at last"), TransportError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (BaseExceptionGroup("two", [OSError(), KeyboardInterrupt()]), KeyboardInterrupt),
    ],
)
def test_what_a_hook_of_the_users_raises_is_met_without_foreign_frames(
    server: Loopback, thrown: BaseException, met: type[BaseException]
) -> None:
    def hook(_: object) -> None:
        raise thrown

    hooks: Any = {"request": [hook]}
    with (
        httpx2.Client(verify=TLS, event_hooks=hooks) as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as client,
        pytest.raises(met) as caught,
    ):
        client._run(credits_flow(replace(client._session, retries=QUICK)))
    assert ("ZeroDivisionError: at last" in str(caught.value)) == (met is TransportError)
    assert_no_key(caught.value)


def test_a_cancelled_call_shows_no_key() -> None:
    async def call(url: str) -> None:
        async with AsyncLantern(api_key=KEY, base_url=url) as client, asyncio.timeout(0.1):
            await client._run(credits_flow(client._session))

    with raw(b"", delay=0.01) as server, pytest.raises(TimeoutError) as caught:
        asyncio.run(call(server.url))
    assert_no_key(caught.value)


def test_no_failed_download_shows_the_key(caller: Caller, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    for broken in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", b"?"):
        with raw(broken, reset=True) as server:
            url = f"{server.url}/clip"
            fails(caller, server.url, lambda one, url=url: download_flow(one, url, path))
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789") as server:
        url = f"{server.url}/clip"
        fails(caller, server.url, lambda one: download_flow(one, url, path, max_bytes=1))
        nowhere = tmp_path / "no" / "clip.mp4"
        fails(caller, server.url, lambda one: download_flow(one, url, nowhere))
    assert not [one for one in server.received if KEY.encode() in one]


def test_a_recorded_answer_does_not_show_the_key(server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({"said": KEY}, 200, {"x-echo": f"Bearer {KEY}"}))
    with Lantern(api_key=KEY, base_url=server.url) as client, client.recording() as exchanges:
        client._run(credits_flow(client._session))
        assert KEY not in "".join(shown(client))
    assert "[api key]" in "".join(shown(exchanges))
    assert KEY not in "".join(shown(exchanges)) + repr(pickle.dumps(exchanges))


def test_what_a_progress_callback_raises_shows_no_key(caller: Caller, server: Loopback) -> None:
    def stop(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        caller(server.url, lambda one: upload_flow(one, PNG, on_progress=stop))
    assert_no_key(caught.value)
