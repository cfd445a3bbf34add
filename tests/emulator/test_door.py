"""An emulator that listens is for programs of this machine: no page of the web can use it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any

import pytest
from specpress.emulator.http.guard import Door
from specpress.emulator.http.threaded import Emulator
from specpress.ir.types.api import Api
from starlette.types import Receive, Scope, Send

from tests.emulator.calls import Caller

CONTROLS = [
    *(("GET", "ledger"), ("GET", "assumptions"), ("GET", "faults"), ("POST", "faults")),
    *(("DELETE", "faults"), ("GET", "clock"), ("POST", "clock")),
]
WISH = b'{"fault": "slow", "seconds": 0}'
EVERYWHERE = str(IPv4Address(0))
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def emulator(apis: dict[str, Api]) -> Iterator[Emulator]:
    with Emulator(apis["rivya"]) as found:
        yield found


def said(emulator: Emulator, sent: bytes) -> bytes:
    """Send bytes as they are, and return all that is answered until the connection ends."""
    with socket.create_connection(("127.0.0.1", emulator._server.port), timeout=10) as line:
        line.sendall(sent)
        found = b""
        while piece := line.recv(65536):
            found += piece
        return found


def call(path: str, host: str, key: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    return "\r\n".join([*lines, "", ""]).encode()


HERE = ["localhost", "LocalHost:1", "127.0.0.1", "127.0.0.1:8100", "127.9.9.9", "[::1]", "[::1]:80"]
ELSEWHERE = [
    *("evil.example", "evil.example:8100", "localhost.evil.example", "127.0.0.1.evil.example"),
    *("192.168.0.9", "[::2]", EVERYWHERE, "127.0.0.1@evil.example", "evil.example#localhost"),
    *("", ":80", "127.0.0.1:x", "[localhost", "::1"),
]


@pytest.mark.parametrize("path", ["/__emulator__/ledger", "/api/v1/credits", "/nowhere"])
@pytest.mark.parametrize("host", ["evil.example", "192.168.0.9:80"])
def test_a_host_that_is_not_this_machine_reads_nothing(
    emulator: Emulator, path: str, host: str
) -> None:
    answer = said(emulator, call(path, host))
    assert answer.startswith(b"HTTP/1.1 421 ")
    assert b'{"error":"the emulator listens at 127.0.0.1; ' in answer


@pytest.mark.parametrize("host", HERE)
def test_this_machine_has_several_names(emulator: Emulator, host: str) -> None:
    assert said(emulator, call("/__emulator__/clock", host)).startswith(b"HTTP/1.1 200 ")


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    del scope, receive, send


@pytest.mark.parametrize(
    ("told", "here", "elsewhere"),
    [
        ("127.0.0.1", HERE, ELSEWHERE[:-1]),
        ("::1", HERE, ELSEWHERE[:-1]),
        ("Box.local", [*HERE, "box.local", "BOX.local:80"], ELSEWHERE[:-1]),
        ("192.168.0.9", [*HERE, "192.168.0.9:80"], ["192.168.0.8", *ELSEWHERE[:4]]),
        (EVERYWHERE, [*HERE, "192.168.0.9:80", "[fd00::2]:1"], ELSEWHERE[:4]),
        ("::", [*HERE, "192.168.0.9:80", "[fd00::2]:1"], ELSEWHERE[:4]),
        ("", [*HERE, "192.168.0.9:80"], ELSEWHERE[:4]),
    ],
)
def test_it_is_called_as_it_was_told_to_listen(
    told: str, here: list[str], elsewhere: list[str]
) -> None:
    door = Door(app, told)
    assert [one for one in here if not door._is_here(one)] == []
    assert [one for one in elsewhere if door._is_here(one)] == []


@pytest.mark.parametrize(("verb", "path"), CONTROLS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_a_page_of_another_origin_controls_nothing(
    rivya: Caller, verb: str, path: str, origin: str
) -> None:
    headers = {"Origin": origin, **JSON}
    answer = rivya(verb, f"/__emulator__/{path}", key=None, content=WISH, headers=headers)
    assert (answer.status_code, "other origins" in answer.json()["error"]) == (403, True)
    assert rivya("GET", "/__emulator__/faults").json()["queue"] == []


def test_a_page_of_its_own_origin_may_control_it(rivya: Caller) -> None:
    headers = {"Origin": "http://emulated", **JSON}
    answer = rivya("POST", "/__emulator__/faults", content=WISH, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["faults", "clock"])
@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "text/json", "json", ""]
)
def test_what_a_page_could_send_unasked_is_refused(
    rivya: Caller, path: str, kind: str | None
) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    answer = rivya("POST", f"/__emulator__/{path}", content=WISH, headers=headers)
    assert (answer.status_code, "application/json" in answer.json()["error"]) == (415, True)


def test_json_may_name_its_characters(rivya: Caller) -> None:
    headers = {"Content-Type": "Application/JSON ; charset=utf-8"}
    assert rivya("POST", "/__emulator__/faults", content=WISH, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["faults", "clock"])
def test_a_wish_without_end_is_cut_short(rivya: Caller, path: str) -> None:
    sent = 0

    async def body() -> Any:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield bytes(100_000)

    answer = rivya("POST", f"/__emulator__/{path}", content=body(), headers=JSON)
    assert (answer.status_code, answer.json()) == (
        413,
        {"error": "the body is longer than 1000000 bytes"},
    )
