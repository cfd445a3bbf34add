"""Whatever an answer says of its body, no part of a result is kept as the whole of it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.connections.countdown import Countdown
from specpress.targets.python.runtime.effects.effects import Fetch
from specpress.targets.python.runtime.effects.events import Headers
from specpress.targets.python.runtime.errors.base import ClientError, TransportError
from specpress.targets.python.runtime.errors.received import DownloadError
from specpress.targets.python.runtime.files.source import FileError
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.transport.stream import Delivery
from specpress.targets.python.runtime.urls.result_url import ResultUrl

from tests.runtime.callers import TLS, Caller
from tests.runtime.lantern import KEY, Lantern
from tests.runtime.loopback import raw

CLIP = bytes(range(256)) * 24
ZIPPED = gzip.compress(CLIP)
CODED: dict[str, tuple[str, bytes]] = {
    "half a gzip stream": ("gzip", ZIPPED[: len(ZIPPED) // 2]),
    "two members": ("gzip", ZIPPED + ZIPPED),
    "a gzip stream": ("gzip", ZIPPED),
    "x-gzip": ("x-gzip", ZIPPED),
    "half a zlib stream": ("deflate", zlib.compress(CLIP)[:20]),
    "brotli": ("br", CLIP),
    "zstd": ("zstd", CLIP),
    "no coding known": ("secret", CLIP),
    "several": ("identity, gzip", ZIPPED),
}
ENDLESS = b"HTTP/1.1 200 OK\r\n\r\nclip!"
CHUNKED = b"5\r\nclip!\r\n0\r\n\r\n"
BROKEN: dict[str, bytes] = {
    "less than its length": b"Content-Length: 6\r\n\r\nclip!",
    "less than its length, in chunks": b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
    + CHUNKED,
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nclip!",
    "no last chunk": b"Transfer-Encoding: chunked\r\n\r\n5\r\nclip!\r\n",
    "half a chunk": b"Transfer-Encoding: chunked\r\n\r\n6\r\nclip!",
    "a coding of the transfer": b"Transfer-Encoding: gzip\r\n\r\nclip!",
    "a coding within the chunks": b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKED,
    "no end": b"Server: x\r\n\r\nclip!",
    "a part, unasked": b"Content-Length: 5\r\nContent-Range: bytes 0-4/10\r\n\r\nclip!",
}


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Give a path at which nothing has changed when the test is over."""
    (tmp_path / "clip.mp4").write_bytes(b"what stood there")
    yield tmp_path / "clip.mp4"
    assert [one.name for one in tmp_path.iterdir()] == ["clip.mp4"]
    assert (tmp_path / "clip.mp4").read_bytes() == b"what stood there"


def fetched(caller: Caller, answer: bytes, path: Path) -> list[bytes]:
    """Download from a host that answers so; return what it was asked."""
    with raw(answer) as server:
        url = f"{server.url}/clip"
        once = RetryPolicy(gets=1)
        caller(server.url, lambda one: download_flow(one, url, path), retries=once)
        return server.received


@pytest.mark.parametrize("name", CODED)
def test_what_came_encoded_unasked_is_refused(caller: Caller, path: Path, name: str) -> None:
    coding, body = CODED[name]
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    with pytest.raises(ClientError) as caught:
        fetched(caller, head.encode() + body, path)
    if caller.kind == "aiohttp" and isinstance(caught.value, TransportError):
        return  # what it cannot decode it may give up on at the head
    assert isinstance(caught.value, DownloadError)
    assert (caught.value.code, coding in str(caught.value)) == ("encoded", True)


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_all_of_it_is_refused(caller: Caller, path: Path, name: str) -> None:
    with pytest.raises(ClientError) as caught:
        fetched(caller, b"HTTP/1.1 200 OK\r\n" + BROKEN[name], path)
    assert isinstance(caught.value, DownloadError | TransportError)


@pytest.mark.parametrize("coding", [b"", b"Content-Encoding: Identity\r\n"])
def test_what_came_as_it_is_is_kept(caller: Caller, tmp_path: Path, coding: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + coding + b"\r\nclip!"
    asked = fetched(caller, answer, tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == b"clip!"
    assert b"accept-encoding: identity\r\n" in asked[0].lower()


def test_a_client_of_the_users_undoes_no_coding_either(path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"
    with (
        raw(head + ZIPPED[:9]) as server,
        httpx2.Client(verify=TLS, headers={"accept-encoding": "gzip"}) as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as client,
        pytest.raises(DownloadError, match="encoded as gzip"),
    ):
        client._run(download_flow(client._session, f"{server.url}/c", path))


@pytest.mark.parametrize(("version", "fits"), [("HTTP/1.0", False), ("HTTP/2", True)])
def test_a_protocol_that_tells_the_end_of_a_body_needs_no_length(
    version: str, *, fits: bool
) -> None:
    fetch = Fetch(
        url=ResultUrl("https://cdn.invalid/c"), path="c", timeout=9.0, stall=9.0, max_bytes=9
    )
    headers: Headers = (("etag", "x"),)
    if fits:
        assert Delivery(fetch, headers, Countdown(9.0), version).whole(None).size == 0
        return
    with pytest.raises(FileError, match="does not say where it ends"):
        Delivery(fetch, headers, Countdown(9.0), version)
