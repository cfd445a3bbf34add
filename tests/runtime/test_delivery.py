"""A result as it arrives: in large pieces, held to its size and its time whoever brings it."""

from __future__ import annotations

import time
from pathlib import Path

import httpx2
import pytest
from specpress.targets.python.runtime.connections.countdown import Countdown
from specpress.targets.python.runtime.effects.effects import Fetch, Saved
from specpress.targets.python.runtime.errors.base import TransportError
from specpress.targets.python.runtime.files.source import FileError
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.transport.stream import Delivery, fetch_request
from specpress.targets.python.runtime.urls.result_url import ResultUrl

from tests.runtime.callers import TLS
from tests.runtime.lantern import KEY, Lantern
from tests.runtime.loopback import LATE, raw

PIECE = 256 * 1024
FETCH = Fetch(
    url=ResultUrl("https://cdn.invalid/c"),
    path="clip.mp4",
    timeout=9.0,
    stall=9.0,
    max_bytes=2 * PIECE,
)


def delivery(**headers: str) -> Delivery:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Delivery(FETCH, (*named.items(),), Countdown(9.0), "HTTP/2")


def test_little_is_gathered_and_much_is_handed_on() -> None:
    arriving = delivery()
    assert arriving.take(b"x") == b""
    assert arriving.take(bytes(PIECE - 1)) == b"x" + bytes(PIECE - 1)
    assert arriving.take(b"y") == b""
    assert (arriving.rest(), arriving.rest()) == (b"y", b"")
    assert arriving.whole(None) == Saved(PIECE + 1, ())


def test_what_is_whole_has_its_headers() -> None:
    assert delivery(etag="x").whole(None).headers == (("etag", "x"),)


@pytest.mark.parametrize("length", ["+600000", "six", "6_00_000", "\u00b2"])
def test_a_length_that_is_no_number_promises_nothing(length: str) -> None:
    assert delivery(content_length=length).whole(0).size == 0


def test_less_than_was_promised_is_no_result() -> None:
    with pytest.raises(httpx2.RemoteProtocolError):
        delivery(content_length="7").whole(6)


def test_a_length_beyond_the_cap_is_refused_at_once() -> None:
    with pytest.raises(FileError):
        delivery(content_length=str(2 * PIECE + 1))


def test_a_result_is_asked_for_as_it_is() -> None:
    request = fetch_request(FETCH, Countdown(9.0))
    assert (request.headers["accept"], request.headers["accept-encoding"]) == ("*/*", "identity")


def test_a_result_that_drips_ends_in_time_by_a_client_of_the_users(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
    with (
        raw(head + bytes(500), delay=0.1) as server,
        httpx2.Client(verify=TLS, trust_env=False) as http,
        Lantern(api_key=KEY, base_url=server.url, http=http) as client,
    ):
        began = time.monotonic()
        flow = download_flow(client._session, f"{server.url}/c", tmp_path / "clip.mp4", timeout=0.2)
        with pytest.raises(TransportError):
            client._run(flow)
        assert time.monotonic() - began < LATE
    assert list(tmp_path.iterdir()) == []
