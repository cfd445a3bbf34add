"""All drivers keep to the time of an attempt, whatever a server does with it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.connections.sync_transport import BoundedTransport
from specpress.targets.python.runtime.errors.base import TransportError
from specpress.targets.python.runtime.job.errors import DeadlineError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.read import credits_flow
from specpress.targets.python.runtime.operations.upload import upload_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.callers import TLS, Caller
from tests.runtime.loopback import LATE, Loopback, Reply, unused_url

ONCE = RetryPolicy(posts=1, gets=1)
HEAD = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 4000
BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + b"x" * 4000


@contextlib.contextmanager
def dripping(payload: bytes, at_once: int, *, reads: bool = True) -> Iterator[str]:
    """Accept connections, and send what is beyond `at_once` bytes a byte each 10 ms."""
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    if reads:
                        connection.recv(65536)
                    connection.sendall(payload[:at_once])
                    for one in payload[at_once:]:
                        if over.wait(0.01):
                            break
                        connection.sendall(bytes([one]))
                    over.wait()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


SLOW = {
    "no answer": (b"", 0),
    "dripping headers": (HEAD, 0),
    "dripping body": (BODY, BODY.index(b"\r\n\r\n") + 4),
}


@pytest.mark.parametrize("kind", SLOW)
def test_an_attempt_keeps_to_its_time(caller: Caller, kind: str) -> None:
    with dripping(*SLOW[kind]) as url:
        began = time.monotonic()
        with pytest.raises(TransportError) as caught:
            caller(url, credits_flow, attempt_timeout=0.5, retries=ONCE)
        took = time.monotonic() - began
    assert caught.value.sent
    assert took < LATE


def test_a_server_that_takes_nothing_is_given_up(caller: Caller) -> None:
    body = b"\x89PNG\r\n\x1a\n" + bytes(900_000)
    with dripping(b"", 0, reads=False) as url:
        began = time.monotonic()
        with pytest.raises(TransportError):
            # A slow upload is given time for its size; a fake size would be noticed.
            caller(
                url,
                lambda one: upload_flow(one, body, model="wick-1"),
                attempt_timeout=0.3 - 900_000 / 64_000,
                retries=ONCE,
            )
        assert time.monotonic() - began < LATE


@contextlib.contextmanager
def unaccepting() -> Iterator[str]:
    """Listen with a queue that is full, so that the next to connect waits."""
    with socket.socket() as listener, contextlib.ExitStack() as queue:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(address)
        yield f"http://127.0.0.1:{address[1]}"


@pytest.mark.parametrize("seconds", [0.2, pytest.param(5.2, marks=pytest.mark.soak)])
def test_a_connection_that_nobody_accepts_is_given_up(caller: Caller, seconds: float) -> None:
    with unaccepting() as url:
        began = time.monotonic()
        with pytest.raises(TransportError) as caught:
            caller(url, credits_flow, attempt_timeout=seconds, retries=ONCE)
        assert time.monotonic() - began < seconds + LATE
    assert not caught.value.sent


def test_a_stuck_job_is_given_up(caller: Caller, server: Loopback) -> None:
    server.on("GET /v1/jobs/j", Reply({"id": "j", "status": "burning"}))
    began = time.monotonic()
    with pytest.raises(DeadlineError):
        caller(server.url, lambda one: wait_flow(one, Job("lantern", "j"), timeout=0.2))
    assert time.monotonic() - began < LATE


@pytest.mark.parametrize("kind", [*SLOW, "no connection"])
def test_a_look_that_takes_for_ever_ends_with_the_wait(caller: Caller, kind: str) -> None:
    with dripping(*SLOW[kind]) if kind in SLOW else unaccepting() as url:
        began = time.monotonic()
        with pytest.raises(DeadlineError):
            caller(url, lambda one: wait_flow(one, Job("lantern", "j"), timeout=0.2))
        assert time.monotonic() - began < LATE


@pytest.mark.parametrize(
    ("url", "error"),
    [
        (unused_url(), httpx2.ConnectError),
        ("http://no-such-host.invalid", httpx2.ConnectError),
        ("gopher://127.0.0.1", httpx2.UnsupportedProtocol),
    ],
    ids=["nobody listens", "no host", "no scheme"],
)
def test_errors_are_those_of_httpx2(url: str, error: type[Exception]) -> None:
    transport = BoundedTransport(verify=TLS, trust_env=False)
    with httpx2.Client(transport=transport) as http, pytest.raises(error):
        http.get(url)


def test_proxies_of_the_environment_are_used(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "all_proxy", "no_proxy", "NO_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", server.url.removeprefix("http://"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server.on("GET /v1", Reply({}))
    with httpx2.Client(transport=BoundedTransport(verify=TLS)) as http:
        # No such host exists; a server that is no proxy has no route for a whole URL.
        assert http.get("http://lantern.invalid/v1").status_code == 404
        assert http.get(f"{server.url}/v1").status_code == 200


def test_a_plain_timeout_of_the_users_is_kept() -> None:
    with dripping(b"", 0) as url, httpx2.Client(transport=BoundedTransport(verify=TLS)) as http:
        began = time.monotonic()
        with pytest.raises(httpx2.ReadTimeout):
            http.get(url, timeout=0.5)
        assert time.monotonic() - began < LATE
