"""Odd URLs, as a base, as a result, in a Location: refused in words, with nothing sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.errors import ClientError, InsecureUrlError
from specpress.targets.python.runtime.errors_received import DownloadError
from specpress.targets.python.runtime.flow_download import download_flow
from specpress.targets.python.runtime.flow_read import credits_flow
from specpress.targets.python.runtime.job import Job, Result
from specpress.targets.python.runtime.result_url import ResultUrl
from specpress.targets.python.runtime.retry import RetryPolicy
from specpress.targets.python.runtime.session import Session

from tests.runtime.callers import Caller
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern
from tests.runtime.loopback import raw
from tests.runtime.world import World

ODD: dict[str, Any] = {
    **{f"control {one:#04x}": f"https://x.invalid/{one:c}a" for one in (0, 9, 10, 13, 27, 127)},
    "line feed at the end": "https://x.invalid/\n",
    "line feed in the host": "https://x\n.invalid/",
    "next line": "https://x.invalid/\x85",
    "line separator": "https://x.invalid/\u2028",
    "blank before": " https://x.invalid/",
    "blank behind": "https://x.invalid/ ",
    "blank in the host": "https://x .invalid/",
    "surrogate in the path": "https://x.invalid/\ud800",
    "surrogate in the host": "https://\ud800.invalid/",
    "half a byte": "https://x.invalid/\udcff",
    "no ASCII": "https://\u0e01.invalid/",
    "sharp s": "https://stra\xdfe.invalid/",
    "digit of another script": "https://\uff11\u3002invalid/",
    "joiner": "https://\u200d.invalid/",
    "two dots": "https://x..invalid/",
    "long label": f"https://{'x' * 64}.invalid/",
    "long host": f"https://{'x.' * 130}invalid/",
    "percent in the host": "https://%41.invalid/",
    "star": "https://*.invalid/",
    "backslash": "https://x\\.invalid/",
    "backslash and another host": "https://x.invalid\\@y.invalid/",
    "address beyond": "https://1.2.3.400/",
    "short address": "https://127.1/",
    "future address": "https://[v1.x]/",
    "open bracket": "https://[::1/",
    "port beyond": "https://x.invalid:65536/",
    "port of letters": "https://x.invalid:x/",
    "no host": "https:///x",
    "no scheme": "//x.invalid/",
    "long": f"https://x.invalid/{'x' * 65_536}",
    "number": 7,
    "bytes": b"https://x.invalid/",
    "a million brackets": "https://" + "[" * 1_000_000,
}


@pytest.mark.parametrize("client", [Lantern, AsyncLantern])
@pytest.mark.parametrize("name", ODD)
def test_an_odd_base_is_refused_when_the_client_opens(
    client: type[Lantern | AsyncLantern], tmp_path: Path, name: str
) -> None:
    with pytest.raises(InsecureUrlError, match=r"^the base URL (must|is not)") as caught:
        client(api_key=KEY, base_url=ODD[name], journal=tmp_path / "jobs.sqlite")
    assert "invalid" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("client", [Lantern, AsyncLantern])
def test_a_base_leaves_room_for_a_path(client: type[Lantern | AsyncLantern]) -> None:
    longest = "https://x.invalid/".ljust(8_192, "x")
    client(api_key=KEY, base_url=longest)
    for url in (f"{longest}x", "https://x.invalid/a b"):
        with pytest.raises(InsecureUrlError):
            client(api_key=KEY, base_url=url)


@pytest.mark.parametrize("name", ODD)
def test_from_an_odd_url_nothing_is_fetched(name: str) -> None:
    session, world = Session(platform=LANTERN, has_key=False), World([])
    result = Result((ODD[name],), Job("lantern", "j"), {})
    with pytest.raises(DownloadError, match=r"its URL (must|is not)") as caught:
        world.run(download_flow(session, result, "clip.mp4"))
    assert (caught.value.code, world.effects) == ("url", [])
    assert "invalid" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://xn--a.invalid./x;y=%2F",
        "https://a_b.invalid",
        "https://[::1]:443/x",
        "https://192.0.2.1/".ljust(65_536, "x"),
        "HTTPS://CDN.INVALID/X",
    ],
)
def test_a_host_that_can_be_is_no_odd_one(url: str) -> None:
    assert isinstance(ResultUrl.of(url, is_local=False), ResultUrl)


@pytest.mark.parametrize(
    "tail",
    [
        "clip%20a?sign=%zz&b=[]|\\^`{}",
        "a b/\u0e01?\u0e02='\"<>#top",
        "x" * 60_000,
    ],
)
def test_what_is_merely_unusual_is_asked_for(caller: Caller, tmp_path: Path, tail: str) -> None:
    path = tmp_path / "clip.mp4"
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nclip!") as server:
        url = f"{server.url}/{tail}"
        caller(server.url, lambda one: download_flow(one, url, path))
    assert path.read_bytes() == b"clip!"


LOCATIONS = {
    "control": b"\x01",
    "bracket": b"http://[::1",
    "no UTF-8": b"http://\xff\xfe/",
    "port": b"//x:99999",
    "long": b"x" * 7_000,
    "surrogate": b"\xed\xa0\x80",
}


@pytest.mark.parametrize("name", LOCATIONS)
def test_an_odd_location_is_a_client_error_like_any_other(
    caller: Caller, tmp_path: Path, name: str
) -> None:
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 2\r\nLocation: "
    once, path = RetryPolicy(gets=1), tmp_path / "clip.mp4"
    with raw(head + LOCATIONS[name] + b"\r\n\r\n{}") as server:
        with pytest.raises(ClientError):
            caller(server.url, credits_flow, retries=once)
        url = f"{server.url}/clip"
        with pytest.raises(ClientError):
            caller(server.url, lambda one: download_flow(one, url, path), retries=once)
    assert not path.exists()
