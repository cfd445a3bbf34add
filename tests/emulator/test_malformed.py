"""Whatever is sent, nothing breaks: calls that are no calls are refused in the platform's words."""

from __future__ import annotations

import json
import logging
import socket
import struct
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specpress.emulator.http.threaded import Emulator
from specpress.ir.types.api import Api

from tests.emulator.calls import KLING, Caller
from tests.emulator.test_door import JSON, call, emulator, said

__all__ = ["emulator"]

CREATE = "/api/v1/generations"
FILES = "/api/v1/files"
PART = b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nimage\r\n'


def named(disposition: bytes) -> bytes:
    return b"--b\r\nContent-Disposition: " + disposition + b"\r\n\r\nx\r\n--b--\r\n"


FORMS = [
    *(b"", b"--b", b"--b--", b"--b\r\n", b"--b\r\n\r\n", b"\r\n--b--\r\n", b"--c--\r\n", b"--b\n"),
    *(b"--b\r\n: x\r\n\r\n--b--\r\n", b"--b\r\nA\r\n\r\n--b--\r\n", b"--b\r\n\xff: x\r\n\r\n"),
    *(b"--b\r\nA: x\rB: y\r\n\r\n", b"--b\r\nA: \x00\r\n\r\nx\r\n--b--", b"--b\r\nA: x\r\n"),
    *(named(b"form-data"), named(b"form-data; name"), named(b"; ; ;"), named(b'name="a')),
    *(named(b'form-data; name="\xff\xfe"; filename="\x00"'), named(b"form-data; name*=utf-8''%ff")),
    *(named(b'form-data; name="kind"; filename*=x'), named(b"form-data; name=" + b"a" * 9_000)),
    *(b"--b\r\n" + b"A: x\r\n" * 99 + b"\r\n", b"--b\r\n" + b"A" * 99_999, PART * 200, PART[:-1]),
    *(b"--b\r\nA: " + b"x" * 99_999 + b"\r\n\r\n", PART + b"--b--x", PART + b"--b-"),
]
BOUNDARIES = [
    *("b" * 300, "b" * 70_000, '""', '"b', "b\\", "\xe9", " ", "b; boundary=c", "b\x0b"),
    *("*=utf-8''b", "''", '"b"x', "b=b", '"\\"'),
]
BODIES = [
    *(b"", b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"a":"\xed\xa0\x80"}', b"[" * 100_000, b"7" * 5_000),
    *(
        b'{"a":' * 50_000,
        b"null",
        b"[]",
        b'"',
        b"NaN",
        b"1e999",
        b"\x00",
        b"{}".decode().encode("utf-16"),
    ),
    *(
        json.dumps({**KLING, "prompt": one}).encode()
        for one in ("\ud800", "\x00", "x" * 99_999, [])
    ),
    *(json.dumps({**KLING, "model": one}).encode() for one in ("\ud800", None, [], {}, 7, "\x00")),
    *(json.dumps({**KLING, "params": one}).encode() for one in ([], "x", {"\ud800": 1}, {"": []})),
    b'{"model":"kling-2-6","prompt":"x","params":{"duration":' + b"9" * 4_000 + b"}}",
    b'{"model":"kling-2-6","prompt":"x","params":{"duration":1e999}}',
]


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_boundary_that_is_none_is_refused(rivya: Caller, boundary: str) -> None:
    kind = f"multipart/form-data; boundary={boundary}".encode("latin-1")
    answer = rivya("POST", FILES, content=PART, headers={b"Content-Type": kind})
    assert rivya.code(answer) == (400, "validation_failed")


@pytest.mark.parametrize("body", FORMS)
def test_a_form_that_is_none_is_refused(rivya: Caller, body: bytes) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = rivya("POST", FILES, content=body, headers=kind)
    assert rivya.code(answer) == (400, "validation_failed")
    assert rivya.app.ledger()["files"] == []


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_no_request_is_refused(rivya: Caller, body: bytes) -> None:
    answer = rivya("POST", CREATE, content=body, headers=JSON)
    assert answer.status_code in {200, 400}
    assert answer.json()
    assert rivya("GET", "/__emulator__/ledger").json()


@pytest.mark.parametrize(
    "headers",
    [
        {b"Authorization": b"Bearer \xff\xfe"},
        {b"Authorization": b"Bearer " + b"x" * 60_000},
        {b"Idempotency-Key": b"\xff" * 9_000},
        {b"Content-Type": b"\xff"},
        {b"Host": b"\xff:x"},
        {b"X": b"\xff"},
    ],
)
@pytest.mark.parametrize(
    "path", [CREATE, FILES, f"{CREATE}/x", "/\xff%ff%00", "/__emulator__/clock"]
)
def test_headers_may_hold_any_bytes(rivya: Caller, headers: dict[Any, Any], path: str) -> None:
    assert rivya("POST", path, content=b"{", headers=headers).status_code < 500


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 1, 2, 302, 304])
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.sampled_from(
        ["\ud800", "\r\nX: y", "é", "http://x/", "job_000001", "succeeded", "create"]
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=5,
)
KINDS = [
    *("reset_before", "reset_after", "slow", "truncate", "status", "error", "redirect"),
    *("failed_job", "stuck_job", "unknown_state", "no_result", "job_state", "delivery_late", "x"),
]
FAULTS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ("job", "times", "status", "code", "state", "location", "retry_after"), ANY
        ),
        "fault": st.sampled_from(KINDS) | ANY,
        "operation": st.just("create") | ANY,
        "seconds": st.just(0),
    },
)
WISHES = (
    FAULTS
    | st.fixed_dictionaries({"queue": st.lists(FAULTS, max_size=3) | ANY})
    | st.fixed_dictionaries(
        {"profile": st.sampled_from(["none", "storm"]) | ANY},
        optional={"seed": ANY, "retry_after": ANY, "x": ANY},
    )
    | ANY
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wish=WISHES, clock=st.fixed_dictionaries({}, optional={"advance": ANY}))
def test_a_wish_is_granted_or_refused_and_so_are_the_calls_after_it(
    rivya: Caller, wish: Any, clock: Any
) -> None:
    rivya("DELETE", "/__emulator__/faults")
    for path, tree in (("faults", wish), ("clock", clock)):
        answer = rivya("POST", f"/__emulator__/{path}", content=json.dumps(tree), headers=JSON)
        assert answer.status_code in {200, 400}, answer.text
        assert answer.json()
    try:
        answer = rivya.create()
    except ConnectionResetError:
        return
    assert int(answer.headers.get("content-length", 0)) == len(answer.content)
    assert rivya("GET", "/__emulator__/ledger").json()


HALVES = {
    "create": b"Content-Length: 99\r\n\r\n{",
    "files": b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 99\r\n\r\n--b\r\n",
    "faults": b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
    "clock": b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    "chunks": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "head": b"X: ",
}
PATHS = {"files": FILES, "faults": "/__emulator__/faults", "clock": "/__emulator__/clock"}


@pytest.mark.parametrize("is_reset", [False, True])
def test_clients_that_are_gone_in_mid_call_leave_no_traceback(
    apis: dict[str, Api], caplog: pytest.LogCaptureFixture, *, is_reset: bool
) -> None:
    with Emulator(apis["rivya"]) as emulator:
        head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {emulator.api_key}\r\n"
        for name, half in HALVES.items():
            begun = f"POST {PATHS.get(name, CREATE)} HTTP/1.1\r\n{head}".encode()
            with socket.create_connection(("127.0.0.1", emulator._server.port)) as line:
                line.sendall(begun + half)
                if is_reset:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            assert said(emulator, call("/api/v1/credits", "localhost")).startswith(b"HTTP/1.1 401 ")
        assert emulator.ledger()["jobs"] == emulator.ledger()["files"] == []
    assert [one for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR] == []


RAW = [
    *(b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x00\xff\r\n\r\n", b"GET / HTTP/9.9\r\n%s"),
    *(b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\nA B: x\r\n\r\n"),
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000,
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"GET http://evil.example/__emulator__/ledger HTTP/1.1\r\nHost: localhost\r\n%s",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n%s",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n%s",
    b"GET /api/v1/credits HTTP/1.0\r\n\r\n",
]


@pytest.mark.parametrize("sent", RAW)
def test_what_is_no_http_is_no_trouble(
    emulator: Emulator, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    answer = said(emulator, sent.replace(b"%s", b"Connection: close\r\n\r\n"))
    assert answer[:10] in {b"HTTP/1.1 2", b"HTTP/1.1 4", b""}
    assert [one for one in caplog.records if one.exc_info] == []


@pytest.mark.parametrize("status", [300, 304, 399, 404, 599])
@pytest.mark.parametrize("kind", ["status", "redirect"])
def test_every_status_that_can_be_asked_for_is_sent(
    emulator: Emulator, caplog: pytest.LogCaptureFixture, kind: str, status: int
) -> None:
    emulator.fault(kind, operation="credits", status=status, location="http://localhost/x")
    answer = said(emulator, call("/api/v1/credits", "localhost", emulator.api_key))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert [one for one in caplog.records if one.exc_info] == []


@pytest.mark.parametrize("text", ["\ud800", "a\r\nX-Other: b", "\x00", "\u202e"])
@pytest.mark.parametrize(
    ("kind", "name"), [("failed_job", "code"), ("redirect", "location"), ("failed_job", "job")]
)
def test_a_fault_has_no_text_that_cannot_be_sent_or_kept(
    rivya: Caller, kind: str, name: str, text: str
) -> None:
    wish = json.dumps({"fault": kind, name: text})
    answer = rivya("POST", "/__emulator__/faults", content=wish, headers=JSON)
    assert (answer.status_code, "are text" in answer.json()["error"]) == (400, True)
    assert rivya.create().status_code == 200


def test_a_redirect_leads_to_a_url_in_ascii(rivya: Caller) -> None:
    wish = {"fault": "redirect", "location": "http://\u0e01"}
    answer = rivya("POST", "/__emulator__/faults", content=json.dumps(wish), headers=JSON)
    assert (answer.status_code, "in ASCII" in answer.json()["error"]) == (400, True)
