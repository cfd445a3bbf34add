"""What breaks on the way, on both drivers, over sockets that break."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Iterator

import httpx2
import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.client.async_client import AsyncClient
from specpress.targets.python.runtime.client.sync_client import SyncClient
from specpress.targets.python.runtime.connections.countdown import Countdown
from specpress.targets.python.runtime.errors.base import (
    AnswerError,
    ClosedError,
    InsecureUrlError,
    OutcomeUnknownError,
    TransportError,
)
from specpress.targets.python.runtime.job.errors import DeadlineError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.read import credits_flow
from specpress.targets.python.runtime.operations.wait import wait_flow
from specpress.targets.python.runtime.transport.wire import LONGEST_BODY, Intake

from tests.runtime.callers import Caller
from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.loopback import LATE, Loopback, RawServer, Reply, raw, unused_url

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
MADE = b'HTTP/1.1 200 OK\r\nContent-Length: 31\r\n\r\n{"id": "j", "status": "waiting"}'
MADE = MADE.replace(b"31", str(len(MADE.partition(b"\r\n\r\n")[2])).encode())
TRUNCATED = MADE[:-9]
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n'
HEADERS = MADE.partition(b"{")[0]
BROKEN = {"truncated": TRUNCATED, "chunked": CHUNKED, "headers": HEADERS, "nothing": b""}


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest) -> Iterator[RawServer]:
    with raw(BROKEN[request.param], reset=request.param != "truncated") as server:
        yield server


def test_a_broken_answer_to_a_look_is_asked_for_again_and_then_raised(
    caller: Caller, broken: RawServer
) -> None:
    with pytest.raises(TransportError, match="never arrived whole") as caught:
        caller(broken.url, credits_flow)
    assert caught.value.sent
    assert broken.served == 5


def test_a_broken_answer_to_a_create_leaves_the_outcome_unknown(
    caller: Caller, broken: RawServer
) -> None:
    with pytest.raises(OutcomeUnknownError, match="starts a job once at most") as caught:
        caller(broken.url, lambda one: create_flow(one, REQUEST))
    assert broken.served == 3
    assert len(set(broken.received)) == 1
    assert caught.value.idempotency_key.encode() in broken.received[0]


def test_a_create_whose_answer_was_lost_is_made_good(caller: Caller) -> None:
    with raw(TRUNCATED, b"", MADE, reset=True) as server:
        job = caller(server.url, lambda one: create_flow(one, REQUEST))
        assert job.id == "j"
        assert len(set(server.received)) == 1


def test_a_refused_connection_is_known_to_have_sent_nothing(caller: Caller) -> None:
    with pytest.raises(TransportError, match="nothing was sent") as caught:
        caller(unused_url(), lambda one: create_flow(one, REQUEST))
    assert not caught.value.sent


def test_waiting_goes_on_while_nobody_answers_and_ends_in_time(caller: Caller) -> None:
    began = time.monotonic()
    job = Job("lantern", "j", status="waiting")
    with pytest.raises(DeadlineError) as caught:
        caller(unused_url(), lambda one: wait_flow(one, job, timeout=0.2))
    assert isinstance(caught.value.error, TransportError)
    assert caught.value.job == job
    assert time.monotonic() - began < LATE


SLOW = {"stalled": b"", "dripping": MADE}


@pytest.mark.parametrize("answer", SLOW)
def test_an_attempt_ends_in_time(caller: Caller, answer: str) -> None:
    began = time.monotonic()
    once = RetryPolicy(gets=1)
    with raw(SLOW[answer], delay=0.1) as server:
        with pytest.raises(TransportError) as caught:
            caller(server.url, credits_flow, attempt_timeout=0.5, retries=once)
        took = time.monotonic() - began
    assert caught.value.sent
    assert took < LATE


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b"\xff{}"])
def test_an_answer_that_is_no_object_is_an_error(
    caller: Caller, server: Loopback, body: bytes
) -> None:
    server.on("GET /v1/credits", Reply(body))
    with pytest.raises(AnswerError, match="not the JSON object"):
        caller(server.url, credits_flow)


def test_an_answer_without_end_is_cut_off(caller: Caller, server: Loopback) -> None:
    flood = b'{"a": "' + b"x" * 9_000_000 + b'"}'
    server.on("GET /v1/credits", Reply(gzip.compress(flood), 200, {"content-encoding": "gzip"}))
    with pytest.raises(AnswerError, match="longer"):
        caller(server.url, credits_flow, retries=RetryPolicy(gets=1))


def test_reading_stops_at_the_limit() -> None:
    intake = Intake(Countdown(9))
    assert intake.take(bytes(LONGEST_BODY))
    assert not intake.is_cut
    assert not intake.take(b"x")
    assert (intake.is_cut, len(intake.body)) == (True, LONGEST_BODY)


@pytest.mark.parametrize("client", [Lantern, AsyncLantern])
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://lantern.invalid", "use https"),
        ("http://10.0.0.1", "use https"),
        ("http://127.0.0.1.evil.invalid", "use https"),
        ("http://localhost@evil.invalid", "user name"),
        ("https://me:secret@lantern.invalid", "user name"),
        ("ftp://127.0.0.1", "https://"),
        ("lantern.invalid", "https://"),
        ("https://", "https://"),
        ("https://lantern.invalid:x", "not a URL"),
        ("https://[::1", "not a URL"),
        ("https://lantern.invalid?key=1", "query"),
        ("https://lantern.invalid#top", "fragment"),
    ],
)
def test_a_url_that_would_show_the_key_is_refused(
    client: type[SyncClient | AsyncClient], url: str, reason: str
) -> None:
    with pytest.raises(InsecureUrlError, match=reason) as caught:
        client(api_key=KEY, base_url=url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.9.9.9", "http://[::1]:8/", "https://x/prefix/"]
)
def test_loopback_and_https_are_fine(url: str) -> None:
    Lantern(api_key=KEY, base_url=url).close()


def test_a_client_of_its_own_is_closed_with_it(server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({"left": 1}))
    with Lantern(api_key=KEY, base_url=server.url) as client:
        assert client._run(credits_flow(client._session)) == {"left": 1}
    client.close()
    with pytest.raises(ClosedError):
        client._run(credits_flow(client._session))


def test_an_async_client_of_its_own_is_closed_with_it(server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({"left": 1}))

    async def calls() -> None:
        async with AsyncLantern(api_key=KEY, base_url=server.url) as client:
            assert await client._run(credits_flow(client._session)) == {"left": 1}
        await client.close()
        with pytest.raises(ClosedError):
            await client._run(credits_flow(client._session))

    asyncio.run(calls())


def test_the_users_client_is_used_and_stays_open(server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({}, 302, {"location": "/v1/models"}), Reply({"left": 1}))
    with httpx2.Client(headers={"x-mine": "1"}, follow_redirects=True) as http:
        with Lantern(api_key=KEY, base_url=server.url, http=http) as client:
            with pytest.raises(Exception, match="Redirects"):
                client._run(credits_flow(client._session))
            assert client._run(credits_flow(client._session)) == {"left": 1}
        assert not http.is_closed
    assert server.seen[0].headers["x-mine"] == "1"
    assert [one.path for one in server.seen] == ["/v1/credits"] * 2
