"""Results become files: whole or not at all, without a credential, and only from safe URLs."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.connections.countdown import Countdown
from specpress.targets.python.runtime.effects.effects import Saved
from specpress.targets.python.runtime.effects.log import LOGGER
from specpress.targets.python.runtime.errors.base import (
    ApiError,
    InvalidRequestError,
    TransportError,
)
from specpress.targets.python.runtime.errors.received import DownloadError
from specpress.targets.python.runtime.files.atomic_file import Draft
from specpress.targets.python.runtime.job.handle import Job, Result
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.transport.wire import Wire
from specpress.targets.python.runtime.urls.origin import Origin

from tests.runtime.callers import TLS, Caller
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern
from tests.runtime.loopback import LATE, Loopback, Reply, raw
from tests.runtime.world import World

CLIP = os.urandom(700_000)
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nclip!"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nclip!\r\n"
BROKEN = {
    "truncated": WHOLE[:-2],
    "chunked": CHUNKED,
    "nothing": b"",
    "headers": WHOLE.partition(b"clip")[0],
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in which nothing but the target may be left."""
    (tmp_path / "out").mkdir()
    yield tmp_path / "out"
    assert [one.name for one in (tmp_path / "out").iterdir()] in ([], ["clip.mp4"])


def result(*urls: str) -> Result:
    return Result(urls, Job("lantern", "j"), {})


def download(caller: Caller, base: str, url: str, path: Path, **more: Any) -> Path:
    return caller(base, lambda one: download_flow(one, url, path, **more))


def test_a_result_becomes_a_file(caller: Caller, server: Loopback, folder: Path) -> None:
    server.on("GET /clip%20a", Reply(CLIP))
    path = download(caller, server.url, f"{server.url}/clip%20a?signed=1", folder / "clip.mp4")
    assert path == folder / "clip.mp4"
    assert path.read_bytes() == CLIP


def test_no_credential_travels_with_a_download(server: Loopback, folder: Path) -> None:
    server.on("GET /clip", Reply(CLIP))
    settings: Any = {
        "auth": ("user", "CANARY"),
        "headers": {"authorization": "CANARY", "x-mine": "CANARY"},
        "cookies": {"session": "CANARY"},
        "params": {"key": "CANARY"},
        "verify": TLS,
    }

    async def awaited() -> None:
        async with (
            httpx2.AsyncClient(**settings) as http,
            AsyncLantern(api_key=KEY, base_url=server.url, http=http) as client,
        ):
            flow = download_flow(client._session, f"{server.url}/clip", folder / "clip.mp4")
            await client._run(flow)

    with (
        httpx2.Client(**settings) as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as client,
    ):
        client._run(download_flow(client._session, f"{server.url}/clip", folder / "clip.mp4"))
    asyncio.run(awaited())
    for seen in server.seen:
        assert "CANARY" not in repr(seen)
        assert not {"authorization", "cookie"} & set(seen.headers)
    assert len(server.seen) == 2


def test_of_several_urls_the_first_is_meant(caller: Caller, server: Loopback, folder: Path) -> None:
    server.on("GET /a", Reply(b"first"))
    made = result(f"{server.url}/a", f"{server.url}/b")
    path = caller(server.url, lambda one: download_flow(one, made, folder / "clip.mp4"))
    assert path.read_bytes() == b"first"


@pytest.mark.parametrize(
    ("urls", "more", "what"),
    [
        ([], {}, "result must have a URL"),
        (["https://x/1"], {"max_bytes": 0}, "max_bytes must be"),
        (["https://x/1"], {"timeout": -1}, "timeout must be"),
        (["https://x/1"], {"timeout": math.inf}, "timeout must be"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused(
    urls: list[str], more: dict[str, Any], what: str
) -> None:
    session = Session(platform=LANTERN, has_key=False)
    with pytest.raises(InvalidRequestError, match=what):
        World([]).run(download_flow(session, result(*urls), "clip.mp4", **more))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://cdn.invalid/clip", "others can read"),
        ("http://127.0.0.1:1/clip", "others can read"),
        ("https://me:secret@cdn.invalid/clip", "user name"),
        ("https://secret@cdn.invalid/clip", "user name"),
        ("https://cdn.invalid:0/clip", "name a host"),
        ("ftp://cdn.invalid/clip", "https://"),
        ("file:///etc/passwd", "https://"),
        ("clip.mp4", "https://"),
        ("https://[::1", "not a URL"),
        ("https://cdn.invalid:x/clip", "not a URL"),
    ],
)
def test_only_safe_urls_are_fetched(url: str, reason: str) -> None:
    session = Session(platform=LANTERN, has_key=False)
    world = World([])
    with pytest.raises(DownloadError, match=reason) as caught:
        world.run(download_flow(session, url, "clip.mp4"))
    assert (caught.value.code, world.effects) == ("url", [])
    assert "secret" not in str(caught.value)


def test_a_platform_on_this_machine_opens_http_to_this_machine_alone() -> None:
    world, local = World([]), Session(platform=LANTERN, has_key=False, is_local=True)
    with pytest.raises(DownloadError, match="others can read"):
        world.run(download_flow(local, "http://cdn.invalid/clip", "clip.mp4"))
    assert world.effects == []


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_does_not_arrive_whole_is_never_there(
    caller: Caller, folder: Path, kind: str
) -> None:
    (folder / "clip.mp4").write_bytes(b"what stood there")
    with raw(BROKEN[kind], reset=kind != "truncated") as server:
        with pytest.raises(TransportError, match="never arrived whole"):
            download(caller, server.url, f"{server.url}/clip", folder / "clip.mp4")
        assert server.served == 5
    assert (folder / "clip.mp4").read_bytes() == b"what stood there"


def test_a_broken_download_is_made_good(caller: Caller, folder: Path) -> None:
    with raw(WHOLE[:-1], CHUNKED, WHOLE, reset=True) as server:
        path = download(caller, server.url, f"{server.url}/clip", folder / "clip.mp4")
    assert path.read_bytes() == b"clip!"


@pytest.mark.parametrize("answer", [b"", b"?", WHOLE[:-2]])
def test_no_error_shows_the_signature_of_a_url(
    caller: Caller, folder: Path, caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    caplog.set_level(logging.DEBUG, LOGGER.name)
    with raw(answer) as server, pytest.raises(TransportError) as caught:
        download(caller, server.url, f"{server.url}/clip?sign=CANARY", folder / "clip.mp4")
    assert "/clip" in caplog.text
    assert "CANARY" not in f"{caught.value} {vars(caught.value)} {caplog.text}"


def test_what_a_library_says_is_told_in_a_line_without_queries() -> None:
    wire = Wire(Origin("https://lantern.invalid", is_plain=False), None)
    error = OSError("no way to 'https://x.invalid/a?sign=CANARY':\n  timeout")
    told = wire.failure(error, Countdown(1.0))
    assert told.reason == "no way to 'https://x.invalid/a': timeout"


@pytest.mark.parametrize("says_so", [True, False])
def test_a_file_above_the_cap_is_dropped(
    caller: Caller, server: Loopback, folder: Path, *, says_so: bool
) -> None:
    payload = WHOLE if says_so else CHUNKED + b"0\r\n\r\n"
    with raw(payload) as server_, pytest.raises(DownloadError, match="more than 4 bytes") as caught:
        download(caller, server_.url, f"{server_.url}/c", folder / "clip.mp4", max_bytes=4)
    assert caught.value.code == "too_large"
    server.on("GET /c", Reply(b"12345"))
    download(caller, server.url, f"{server.url}/c", folder / "clip.mp4", max_bytes=5)


def test_a_file_that_will_be_above_the_cap_is_not_begun(caller: Caller, folder: Path) -> None:
    with raw(WHOLE.replace(b": 5", b": 50")) as server:
        with pytest.raises(DownloadError, match="more than 10 bytes"):
            download(caller, server.url, f"{server.url}/c", folder / "clip.mp4", max_bytes=10)
        assert server.served == 1


def test_a_file_in_pieces_is_held_to_the_cap_as_a_whole(caller: Caller, folder: Path) -> None:
    with raw(CHUNKED + b"5\r\nclip!\r\n0\r\n\r\n") as server:
        url = f"{server.url}/c"
        with pytest.raises(DownloadError, match="more than 9 bytes"):
            download(caller, server.url, url, folder / "clip.mp4", max_bytes=9)
        path = download(caller, server.url, url, folder / "clip.mp4", max_bytes=10)
    assert path.read_bytes() == b"clip!clip!"


def test_a_file_that_is_shorter_than_said_is_not_whole_whoever_brings_it(folder: Path) -> None:
    short = httpx2.Response(200, headers={"content-length": "5"}, stream=httpx2.ByteStream(b"clip"))
    transport = httpx2.MockTransport(lambda _: short)
    with (
        httpx2.Client(transport=transport) as http,
        Lantern(api_key=KEY, base_url="http://127.0.0.1:1", http=http) as client,
    ):
        client._session = replace(client._session, retries=RetryPolicy(gets=1))
        flow = download_flow(client._session, "https://cdn.invalid/c", folder / "clip.mp4")
        with pytest.raises(TransportError, match="never arrived whole"):
            client._run(flow)


def test_the_path_comes_back_as_it_was_given() -> None:
    session = Session(platform=LANTERN, has_key=False)
    flow = download_flow(session, "https://cdn.invalid/clip", "clips/../clip.mp4")
    assert World([Saved(5, ())]).run(flow) == Path("clips/../clip.mp4")


def test_an_expired_link_is_an_error_of_its_host(
    caller: Caller, server: Loopback, folder: Path
) -> None:
    server.on("GET /clip", Reply(b"<Error/>", 403))
    with pytest.raises(ApiError) as caught:
        download(caller, server.url, f"{server.url}/clip", folder / "clip.mp4")
    assert (caught.value.status, len(server.seen)) == (403, 1)


def test_a_busy_host_is_asked_again(caller: Caller, server: Loopback, folder: Path) -> None:
    server.on("GET /clip", Reply({}, 503), Reply({}, 429), Reply(CLIP))
    path = download(caller, server.url, f"{server.url}/clip", folder / "clip.mp4")
    assert path.read_bytes() == CLIP


def test_part_of_a_file_is_no_file(caller: Caller, server: Loopback, folder: Path) -> None:
    server.on("GET /clip", Reply(b"part", 206))
    with pytest.raises(DownloadError, match="206") as caught:
        download(caller, server.url, f"{server.url}/clip", folder / "clip.mp4")
    assert caught.value.code == "status"


@pytest.mark.parametrize("place", ["no/such/folder/clip.mp4", "."])
def test_a_place_that_takes_no_file_is_said(
    caller: Caller, server: Loopback, folder: Path, place: str
) -> None:
    server.on("GET /clip", Reply(b"clip"))
    with pytest.raises(DownloadError, match="cannot be written") as caught:
        download(caller, server.url, f"{server.url}/clip", folder / place)
    assert caught.value.code == "unwritable"


def test_a_link_is_replaced_and_not_followed(
    caller: Caller, server: Loopback, folder: Path, tmp_path: Path
) -> None:
    server.on("GET /clip", Reply(b"clip"))
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (folder / "clip.mp4").symlink_to(tmp_path / "elsewhere")
    download(caller, server.url, f"{server.url}/clip", folder / "clip.mp4")
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"
    assert not (folder / "clip.mp4").is_symlink()


def test_a_file_is_hidden_until_it_is_whole(folder: Path) -> None:
    plain = folder / "clip.mp4"
    plain.touch()
    usual = stat.S_IMODE(plain.stat().st_mode)
    with Draft(str(plain)) as draft:
        draft.open()
        draft.write(b"new")
        hidden = next(one for one in folder.iterdir() if one != plain)
        assert stat.S_IMODE(hidden.stat().st_mode) == 0o600
        assert plain.read_bytes() == b""
        draft.keep()
    assert plain.read_bytes() == b"new"
    assert stat.S_IMODE(plain.stat().st_mode) == usual


def test_a_download_given_up_leaves_nothing(folder: Path) -> None:
    async def call(url: str) -> None:
        async with AsyncLantern(api_key=KEY, base_url=url) as client, asyncio.timeout(0.1):
            flow = download_flow(client._session, f"{url}/clip", folder / "clip.mp4")
            await client._run(flow)

    long = b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n" + bytes(600)
    with raw(long, delay=0.01) as server, pytest.raises(TimeoutError):
        asyncio.run(call(server.url))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("slow", ["stalled", "dripping"])
def test_a_download_ends_in_time(caller: Caller, folder: Path, slow: str) -> None:
    dripping = WHOLE.replace(b": 5", b": 500") + bytes(500)
    with (
        raw(b"" if slow == "stalled" else dripping, delay=0.1) as server,
        pytest.raises(TransportError),
    ):
        download(caller, server.url, f"{server.url}/c", folder / "clip.mp4", timeout=0.2)


def test_a_download_that_stalls_is_given_up_long_before_its_time(
    caller: Caller, folder: Path
) -> None:
    once = RetryPolicy(gets=1)
    with raw(b"", delay=0.02) as server:
        url, began = f"{server.url}/c", time.monotonic()
        with pytest.raises(TransportError):
            caller(
                server.url,
                lambda one: download_flow(one, url, folder / "clip.mp4", timeout=60),
                attempt_timeout=0.2,
                retries=once,
            )
        assert time.monotonic() - began < LATE
