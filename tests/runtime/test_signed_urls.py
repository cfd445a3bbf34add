"""Signed URLs of results, and passwords in a base URL, as canaries: no traceback shows them."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.connections.countdown import Countdown
from specpress.targets.python.runtime.effects.log import LOGGER
from specpress.targets.python.runtime.errors.base import ApiError, ClientError
from specpress.targets.python.runtime.job.handle import Job, Result
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.transport.wire import Wire
from specpress.targets.python.runtime.urls.origin import Origin
from specpress.targets.python.runtime.urls.result_url import ResultUrl

from tests.runtime.callers import TLS, Caller
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern
from tests.runtime.loopback import raw, unused_url
from tests.runtime.test_secrets import assert_no_key, shown
from tests.storm.package import AsyncRivya, Rivya
from tests.storm.package import ClientError as RivyaError
from tests.storm.package import Result as RivyaResult

SIGN = "CANARY-1b7e"
ONCE = RetryPolicy(gets=1)


@pytest.fixture(autouse=True)
def _quiet_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG, LOGGER.name)
    yield
    assert SIGN not in caplog.text


def signed(base: str) -> Result:
    url = f"{base}/clip's (1).mp4?e=1&sign={SIGN}"
    return Result((url,), Job("lantern", "j"), {"urls": [url]})


def assert_no_sign(error: BaseException) -> None:
    assert_no_key(error, SIGN)
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [one for one in told.stack if "targets/python/runtime" in one.filename]
    assert ours
    assert SIGN not in "".join(repr(one.locals) for one in ours)


def fails(caller: Caller, base: str, path: Path, **more: Any) -> ClientError:
    """Download by the result, and by its URL; return what that raised."""
    result = signed(base)
    for one in (result, result.urls[0]):
        with pytest.raises(ClientError) as caught:
            caller(base, lambda it, one=one: download_flow(it, one, path, **more), retries=ONCE)
        assert_no_sign(caught.value)
    return caught.value


HEAD = b"HTTP/1.1 200 OK\r\n"
BROKEN = {
    "nothing": b"",
    "no HTTP": b"?",
    "broken off": HEAD + b"Content-Length: 9\r\n\r\nclip",
    "encoded": HEAD + b"Content-Length: 4\r\nContent-Encoding: gzip\r\n\r\nclip",
    "no coding known": b"HTTP/1.1 500 No\r\nContent-Length: 4\r\nContent-Encoding: br\r\n\r\nclip",
    "not to be found": b"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n{}",
    "a bad head": HEAD + b"Content-Length: x\r\n\r\nclip",
}


@pytest.mark.parametrize("name", BROKEN)
def test_no_broken_download_shows_a_signature(caller: Caller, tmp_path: Path, name: str) -> None:
    with raw(BROKEN[name]) as server:
        fails(caller, server.url, tmp_path / "clip.mp4")


def test_no_host_that_is_not_reached_shows_a_signature(caller: Caller, tmp_path: Path) -> None:
    fails(caller, unused_url(), tmp_path / "clip.mp4")


def test_no_refusal_of_ours_shows_a_signature(caller: Caller, tmp_path: Path) -> None:
    with raw(HEAD + b"Content-Length: 4\r\n\r\nclip") as server:
        fails(caller, server.url, tmp_path / "clip.mp4", max_bytes=1)
        fails(caller, server.url, tmp_path / "no" / "clip.mp4")
        fails(caller, server.url, tmp_path / "clip.mp4", timeout=-1)
        fails(caller, server.url, tmp_path / "a\0b")
    fails(caller, "http://127.0.0.1:1", tmp_path / "clip.mp4", timeout=0)


@pytest.mark.parametrize(
    "url",
    [f"http://cdn.invalid/?s={SIGN}", f"https://{SIGN}@x/", f"https://x/\n?s={SIGN}"],
)
def test_no_url_that_is_refused_is_shown(url: str, tmp_path: Path, caller: Caller) -> None:
    with pytest.raises(ClientError) as caught:
        caller("http://127.0.0.1:1", lambda one: download_flow(one, url, tmp_path / "clip.mp4"))
    assert_no_sign(caught.value)


@pytest.mark.parametrize("status", [302, 403, 500])
def test_a_host_that_echoes_a_signature_does_not_bring_it_back(
    caller: Caller, tmp_path: Path, status: int
) -> None:
    echo = f"?e=1&sign={SIGN} <a>?e=1&amp;sign={SIGN}</a>".encode()
    head = b"HTTP/1.1 %d No\r\nContent-Length: %d\r\nLocation: /x?e=1&sign=%b\r\n\r\n"
    with raw(head % (status, len(echo), SIGN.encode()) + echo) as server:
        error = fails(caller, server.url, tmp_path / "clip.mp4")
    assert isinstance(error, ApiError)
    assert error.body == b"?[query] <a>?[query]</a>"


@pytest.mark.parametrize(
    ("thrown", "met"), [(ZeroDivisionError, ClientError), (KeyboardInterrupt, KeyboardInterrupt)]
)
def test_what_a_hook_of_the_users_raises_comes_without_a_signature(
    thrown: type[BaseException], met: type[BaseException], tmp_path: Path
) -> None:
    def hook(_: object) -> None:
        raise thrown

    hooks: Any = {"request": [hook]}
    result = signed("http://127.0.0.1:1")
    with (
        httpx2.Client(verify=TLS, event_hooks=hooks) as http,
        Lantern(api_key=KEY, base_url="http://127.0.0.1:1", http=http) as client,
        pytest.raises(met) as caught,
    ):
        client._run(download_flow(client._session, result, tmp_path / "clip.mp4"))
    assert_no_sign(caught.value)


def test_a_url_and_a_result_do_not_show_themselves() -> None:
    url = ResultUrl(f"https://x/clip?sign={SIGN}")
    assert SIGN not in f"{url} {url!r} {signed('https://x')!r}"
    assert (url.place, url.reveal()) == ("x/clip", f"https://x/clip?sign={SIGN}")
    assert not hasattr(url, "__dict__")
    for spill in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled or copied"):
            spill(url)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("url='http://x/it's?s=CANARY'", "url='http://x/it's'"),
        ('no "http://x/a(1)?s=CANARY&b=(2)x": gone', 'no "http://x/a(1)": gone'),
        ("https://x/a?s=CANARY, https://y?t=CANARY.", "https://x/a, https://y."),
        ("why? https://x/a", "why? https://x/a"),
        ("no proxy http://me:CANARY@[::1]:1/: gone", "no proxy http://[::1]:1/: gone"),
        ("me:CANARY@proxy:1", "proxy:1"),
        ("at 12:30: me@x.invalid", "at 12:30: me@x.invalid"),
    ],
)
def test_a_sentence_of_a_library_loses_its_queries_alone(said: str, told: str) -> None:
    wire = Wire(Origin("https://lantern.invalid", is_plain=False), None)
    assert wire.failure(OSError(said), Countdown(1)).reason == told


PASSWORDS = [
    f"https://me:{SIGN}@lantern.invalid",
    f"https://{SIGN}@lantern.invalid",
    f"http://me:{SIGN}@127.0.0.1:1",
    f"https://me:{SIGN}@lantern.invalid:x",
    f"https://me:{SIGN}@[::1",
    f"https://lantern.invalid?key={SIGN}",
    f"https://me:{SIGN}\n@lantern.invalid",
    f"socks5://me:{SIGN}@lantern.invalid",
]


@pytest.mark.parametrize("client", [Lantern, AsyncLantern])
@pytest.mark.parametrize("url", PASSWORDS)
def test_no_password_in_a_base_url_is_shown(
    client: type[Lantern | AsyncLantern], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ClientError) as caught:
        client(api_key=KEY, base_url=url)
    assert_no_sign(caught.value)
    assert_no_key(caught.value)
    monkeypatch.setattr(client, "platform", replace(LANTERN, url_variable="LANTERN_BASE_URL"))
    monkeypatch.setenv("LANTERN_BASE_URL", url)
    with pytest.raises(ClientError, match="variable LANTERN_BASE_URL") as caught:
        client(api_key=KEY)
    assert_no_sign(caught.value)
    assert_no_key(caught.value)


def stack_of_rivya(error: BaseException) -> str:
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [one for one in told.stack if "/rivya/" in one.filename]
    assert ours
    return "".join(repr(one.locals) for one in ours)


@pytest.mark.parametrize("client", [Rivya, AsyncRivya])
def test_neither_does_a_generated_client(client: type[Any], tmp_path: Path) -> None:
    with pytest.raises(RivyaError) as caught:
        client(api_key="rvya_sk_x", base_url=f"https://me:{SIGN}@rivya.invalid")
    assert SIGN not in stack_of_rivya(caught.value)
    url = signed(unused_url()).urls[0]
    job: Any = None
    for one in (RivyaResult((url,), job, {}), url):
        with pytest.raises(RivyaError) as caught:
            download(client(api_key="rvya_sk_x", base_url="http://127.0.0.1:1"), one, tmp_path)
        assert SIGN not in stack_of_rivya(caught.value) + "".join(shown(caught.value))


def download(client: Any, result: Any, folder: Path) -> None:
    found = client.download(result, folder / "clip.mp4", timeout=0.01)
    if isinstance(client, AsyncRivya):
        asyncio.run(found)
