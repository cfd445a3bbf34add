"""What a program can see of its calls: the log, the raw answers, and the progress of uploads."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import pytest
from specpress.targets.python.runtime.errors import ApiError, TransportError
from specpress.targets.python.runtime.errors_job import JobFailedError
from specpress.targets.python.runtime.exchange import Exchange
from specpress.targets.python.runtime.flow_create import create_flow
from specpress.targets.python.runtime.flow_read import credits_flow, models_flow
from specpress.targets.python.runtime.flow_upload import upload_flow
from specpress.targets.python.runtime.flow_wait import wait_flow
from specpress.targets.python.runtime.log import LOGGER
from specpress.targets.python.runtime.recorder import Recorder

from tests.runtime.callers import Caller
from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.loopback import PATIENCE, Loopback, Reply, unused_url

REQUEST = {"model": "wick-1", "prompt": "SECRET PROMPT"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(600_000)


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    ours = (one for one in caplog.records if one.name == LOGGER.name)
    return [(one.levelname, one.getMessage()) for one in ours]


def test_a_program_that_sets_up_no_log_sees_nothing() -> None:
    assert any(isinstance(one, logging.NullHandler) for one in LOGGER.handlers)
    assert LOGGER.level == logging.NOTSET


@pytest.mark.parametrize("end", ["lit", "smashed"])
def test_the_log_tells_of_jobs_and_attempts(
    caller: Caller, server: Loopback, caplog: pytest.LogCaptureFixture, end: str
) -> None:
    caplog.set_level(logging.DEBUG, LOGGER.name)
    server.on("POST /v1/jobs", Reply({}, 503), Reply({"id": "j", "status": "waiting"}))
    done = {"id": "j", "status": end, "result": {"first": "https://x"}}
    server.on("GET /v1/jobs/j", Reply(done, 200, {"x-request-id": "r 1", "x-other": "HEADER"}))
    job = caller(server.url, lambda one: create_flow(one, REQUEST))
    if end == "lit":
        caller(server.url, lambda one: wait_flow(one, job, timeout=PATIENCE))
    else:
        with pytest.raises(JobFailedError):
            caller(server.url, lambda one: wait_flow(one, job, timeout=PATIENCE))
    lines = said(caplog)
    levels = ["DEBUG", "DEBUG", "DEBUG", "INFO", "DEBUG", "INFO"]
    assert [level for level, _ in lines] == levels
    texts = [text for _, text in lines]
    assert texts[0].startswith("POST /v1/jobs: 503 in ")
    assert texts[1].startswith("attempt 1 failed; again in 0.0")
    assert texts[3] == "job j started, of wick-1"
    assert texts[4].endswith("request r 1")
    assert texts[5] == f"job j ended: {end}"
    for secret in (KEY, "SECRET PROMPT", "HEADER"):
        assert secret not in "".join(texts)


def test_the_log_tells_of_attempts_that_met_nobody(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, LOGGER.name)
    with pytest.raises(TransportError):
        caller(unused_url(), credits_flow)
    assert len([text for _, text in said(caplog) if text.startswith("GET /v1/credits: ")]) == 5


def test_the_raw_answers_of_every_attempt_are_kept(server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({}, 503, {"x-a": "1"}), Reply(b'{"left": 1}'))

    def hold(exchanges: list[Exchange]) -> None:
        assert [one.status for one in exchanges] == [503, 200]
        assert ("x-a", "1") in exchanges[0].headers
        assert exchanges[1].body == b'{"left": 1}'
        assert exchanges[0].seconds > 0
        assert (exchanges[0].method, exchanges[0].target) == ("GET", "/v1/credits")

    with Lantern(api_key=KEY, base_url=server.url) as client, client.recording() as exchanges:
        client._run(credits_flow(client._session))
    hold(exchanges)
    server.on("GET /v1/credits", Reply({}, 503, {"x-a": "1"}), Reply(b'{"left": 1}'))

    async def awaited() -> None:
        async with AsyncLantern(api_key=KEY, base_url=server.url) as client:
            with client.recording() as exchanges:
                await client._run(credits_flow(client._session))
            hold(exchanges)

    asyncio.run(awaited())


def test_a_recording_keeps_what_failed(server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({"error": {"code": "broken", "request": "r9"}}, 400))
    with (
        Lantern(api_key=KEY, base_url=server.url) as client,
        client.recording() as exchanges,
        pytest.raises(ApiError),
    ):
        client._run(credits_flow(client._session))
    assert [(one.status, one.request_id) for one in exchanges] == [(400, "r9")]


def test_recordings_are_their_threads_and_their_clients_own(server: Loopback) -> None:
    server.on("GET /v1/credits", Reply({}))
    server.on("GET /v1/models", Reply({}))
    with (
        Lantern(api_key=KEY, base_url=server.url) as client,
        Lantern(api_key=KEY, base_url=server.url) as other,
        client.recording() as outer,
    ):
        with client.recording() as inner:
            client._run(credits_flow(client._session))
        thread = threading.Thread(target=lambda: client._run(credits_flow(client._session)))
        thread.start()
        thread.join()
        other._run(credits_flow(other._session))
        client._run(models_flow(client._session))
    assert [one.target for one in inner] == ["/v1/credits"]
    assert [one.target for one in outer] == ["/v1/credits", "/v1/models"]


def test_recordings_are_their_tasks_own() -> None:
    recorder = Recorder()

    async def call(name: str) -> list[Exchange]:
        with recorder.recording() as exchanges:
            await asyncio.sleep(0)
            recorder.add(Exchange(method="GET", target=name))
            await asyncio.sleep(0)
        return exchanges

    async def both() -> None:
        first, second = await asyncio.gather(call("/1"), call("/2"))
        assert ([one.target for one in first], [one.target for one in second]) == (["/1"], ["/2"])

    asyncio.run(both())


def test_an_upload_tells_how_far_it_is(caller: Caller, server: Loopback) -> None:
    server.on("POST /v1/files", Reply({}, 503), Reply({"url": "https://x"}))
    told: list[tuple[int, int]] = []

    def tell(sent: int, total: int) -> None:
        told.append((sent, total))

    caller(server.url, lambda one: upload_flow(one, PNG, model="wick-1", on_progress=tell))
    sizes = {int(one.headers["content-length"]) for one in server.seen}
    assert {total for _, total in told} == sizes
    half = len(told) // 2
    assert told[:half] == told[half:]
    assert [sent for sent, _ in told[:half]] == sorted({sent for sent, _ in told})
    assert told[-1][0] == told[-1][1]


def test_what_a_progress_callback_raises_passes(caller: Caller, server: Loopback) -> None:
    def stop(*_: Any) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        caller(server.url, lambda one: upload_flow(one, PNG, model="wick-1", on_progress=stop))
    assert server.seen == []
