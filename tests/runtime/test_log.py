"""The words of the log, and what is kept of attempts, driven by hand."""

from __future__ import annotations

import logging
from contextlib import suppress

import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Saved, Tell
from specpress.targets.python.runtime.effects.events import (
    Event,
    Exchange,
    JobEnded,
    JobStarted,
    Retrying,
)
from specpress.targets.python.runtime.effects.log import LOGGER, log
from specpress.targets.python.runtime.errors.base import ApiError, TransportError
from specpress.targets.python.runtime.operations.download import download_flow
from specpress.targets.python.runtime.operations.read import credits_flow

from tests.runtime.lantern import LANTERN
from tests.runtime.world import LOST, World, answered, refused

EVENTS: dict[str, Event] = {
    "job j started, of wick-1": JobStarted("j", "wick-1"),
    "job j forged started, of wick-1": JobStarted("j\nforged", "wick-1"),
    "job j forged ended: lit  [2J": JobEnded("j\rforged", "lit\r\x1b[2J"),
    "GET /a b: 503 in 250 ms, request r1": Exchange(
        method="GET", target="/a\nb", status=503, seconds=0.25, request_id="r1"
    ),
    "GET /a: no route in 0 ms, request None": Exchange(
        method="GET", target="/a", failure="no\nroute"
    ),
    "attempt 2 failed; again in 1.500 s": Retrying(2, 1.5),
    f"job {'j' * 300}… started, of None": JobStarted("j" * 301, None),
}


@pytest.mark.parametrize("line", EVENTS)
def test_an_event_is_one_line_whatever_a_server_puts_into_it(
    caplog: pytest.LogCaptureFixture, line: str
) -> None:
    caplog.set_level(logging.DEBUG, LOGGER.name)
    log(EVENTS[line])
    assert [one.getMessage() for one in caplog.records] == [line]


def recorded(world: World, url: str | None = None) -> list[Exchange]:
    """Run one call, or download a URL; return what was kept of its attempts."""
    session = Session(platform=LANTERN, has_key=True)
    flow = credits_flow(session) if url is None else download_flow(session, url, "clip.mp4")
    with session.recorder.recording() as exchanges, suppress(ApiError, TransportError):
        world.run(flow)
    told = [one.event for one in world.effects if isinstance(one, Tell)]
    assert [one for one in told if isinstance(one, Exchange)] == exchanges
    return exchanges


def test_a_download_is_kept_without_the_signature_in_its_url() -> None:
    busy = answered({"error": {"code": "busy", "request": "r7"}}, 503)
    saved = Saved(5, (("etag", "x"),))
    found = recorded(World([LOST, busy, saved], latency=0.5), "https://cdn.invalid/c?sign=SECRET")
    assert found == [
        Exchange(method="GET", target="cdn.invalid/c", failure="lost", seconds=0.5),
        Exchange(
            method="GET",
            target="cdn.invalid/c",
            status=503,
            headers=busy.headers,
            body=busy.body,
            request_id="r7",
            seconds=0.5,
        ),
        Exchange(
            method="GET",
            target="cdn.invalid/c",
            status=200,
            headers=(("etag", "x"),),
            seconds=0.5,
        ),
    ]


def test_an_attempt_is_kept_with_the_id_that_the_platform_gave_it() -> None:
    by_body = refused("broken", 400, x_request_id="header")
    both = answered({"error": {"code": "broken", "request": "body"}}, 400, x_request_id="header")
    forged = answered({"left": 1}, x_request_id="r\n1")
    kept = [recorded(World([one]))[0].request_id for one in (by_body, both, forged)]
    assert kept == ["header", "body", "r 1"]


def test_what_is_kept_shows_neither_headers_nor_body() -> None:
    (kept,) = recorded(World([answered({"left": "BODY"}, x_key="HEADER")]))
    assert "BODY" in kept.body.decode()
    assert ("x-key", "HEADER") in kept.headers
    assert "BODY" not in repr(kept)
    assert "HEADER" not in repr(kept)


def test_a_download_does_not_pause_beyond_its_end() -> None:
    world = World([LOST])
    flow = download_flow(
        Session(platform=LANTERN, has_key=True), "https://cdn.invalid/c", "clip.mp4", timeout=1.2
    )
    with pytest.raises(TransportError):
        world.run(flow)
    assert world.sleeps == [0.5]
