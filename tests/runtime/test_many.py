"""What may be spent, and many jobs at once: all are checked before the first is sent."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specpress.targets.python.runtime.errors import ApiError, ClientError, InvalidRequestError
from specpress.targets.python.runtime.errors_local import CreditLimitError
from specpress.targets.python.runtime.flow_create import create_flow
from specpress.targets.python.runtime.flow_many import create_flows
from specpress.targets.python.runtime.job import Job
from specpress.targets.python.runtime.journal_file import JournalFile
from specpress.targets.python.runtime.prepared import prepare

from tests.runtime.callers import QUICK, TLS
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern
from tests.runtime.loopback import PATIENCE, Loopback, RawServer, Reply
from tests.runtime.test_flows_by_hand import MADE, session
from tests.runtime.world import World

UNKNOWN = ["at least 5", "5 dollars", "no price"]


def request(price: object = 5, **more: object) -> dict[str, object]:
    return {"model": "wick-1", "prompt": "A lamp", "price": price, **more}


BARE = {"model": "bare-1", "prompt": "A lamp"}


def test_an_estimate_is_the_models_own() -> None:
    cost = prepare(LANTERN, request(7)).cost()
    assert cost is not None
    assert (cost.low, cost.high, cost.unit, cost.basis) == (7, 7, "credits", ("what it burns",))
    assert prepare(LANTERN, request("no price")).cost() is None
    assert prepare(LANTERN, BARE).cost() is None
    with pytest.raises(InvalidRequestError):
        prepare(LANTERN, {"model": "wick-1"})


def test_what_is_within_the_limit_is_sent() -> None:
    assert World([MADE]).run(create_flow(session(), request(5), max_credits=5)).id == "j"
    assert World([MADE]).run(create_flow(session(), request("no price"))).id == "j"


@pytest.mark.parametrize("asked", [*(request(one) for one in (6, *UNKNOWN)), BARE])
def test_what_may_cost_more_or_nobody_knows_what_is_not_sent(asked: dict[str, object]) -> None:
    world = World([])
    with pytest.raises(CreditLimitError, match="max_credits is 5; nothing was sent") as caught:
        world.run(create_flow(session(), asked, max_credits=5))
    assert world.effects == []
    assert caught.value.credits == (6 if asked.get("price") == 6 else None)


@pytest.mark.parametrize("limit", [9.9, 0, -1, math.nan])
def test_the_limit_is_for_all_together(limit: float) -> None:
    requests = [request(5), request(5)]
    with pytest.raises(CreditLimitError, match="may cost 10 credits"):
        create_flows(session(), requests, concurrency=8, max_credits=limit)
    assert len(create_flows(session(), requests, concurrency=8, max_credits=10)) == 2


def test_one_of_unknown_price_refuses_all() -> None:
    with pytest.raises(CreditLimitError, match="no page says"):
        create_flows(session(), [request(5), BARE], concurrency=8, max_credits=1_000)


def test_what_is_wrong_with_any_is_said_of_each() -> None:
    wrong: list[dict[str, object]] = [request(), {"model": "wick-1"}, request(x=math.nan)]
    with pytest.raises(InvalidRequestError) as caught:
        create_flows(session(), wrong, concurrency=8)
    assert [one.at for one in caught.value.violations] == ["/1/prompt", "/2/x"]
    assert [one.code for one in caught.value.violations] == ["required", "number"]
    assert "/1: /prompt is required" in str(caught.value)


@pytest.mark.parametrize("concurrency", [0, -1, 1.5])
def test_a_concurrency_that_is_none_is_refused(concurrency: Any) -> None:
    with pytest.raises(InvalidRequestError, match="whole number, 1 or more"):
        create_flows(session(), [request()], concurrency=concurrency)


def test_bytes_are_made_before_the_first_is_sent() -> None:
    asked = request()
    (flow,) = create_flows(session(), [asked], concurrency=1)
    asked["prompt"] = "Another lamp"
    world = World([MADE])
    world.run(flow)
    assert b"Another" not in bytes(world.sends[0].request.body)  # type: ignore[arg-type]


@pytest.fixture(params=["sync", "async"])
def many(request: pytest.FixtureRequest, server: Loopback) -> Any:
    """Start many jobs on one of the clients."""

    def run(requests: list[Any], concurrency: int, path: Path) -> tuple[Job | ClientError, ...]:
        if request.param == "sync":
            with (
                httpx2.Client(verify=TLS, trust_env=False) as http,
                Lantern(api_key=KEY, base_url=server.url, http=http, journal=path) as client,
            ):
                flows = create_flows(client._session, requests, concurrency=concurrency)
                return client._run_many(flows, concurrency)
        return asyncio.run(awaited(requests, concurrency, path))

    async def awaited(requests: list[Any], concurrency: int, path: Path) -> Any:
        async with (
            httpx2.AsyncClient(verify=TLS, trust_env=False) as http,
            AsyncLantern(api_key=KEY, base_url=server.url, http=http, journal=path) as client,
        ):
            flows = create_flows(client._session, requests, concurrency=concurrency)
            return await client._run_many(flows, concurrency)

    return run


def test_what_came_of_each_stands_in_the_order_of_the_requests(
    many: Any, server: Loopback, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.sqlite"
    replies = [Reply({"id": f"j{one}", "status": "waiting"}) for one in range(4)]
    replies[2] = Reply({"error": {"code": "poor"}}, 402)
    server.on("POST /v1/jobs", *replies)
    found = many([request(number=one) for one in range(4)], 1, path)
    assert [getattr(one, "id", type(one).__mro__[1]) for one in found] == [
        "j0",
        "j1",
        ApiError,
        "j3",
    ]
    assert len({one.headers["idempotency-key"] for one in server.seen}) == 4
    journal = JournalFile(str(path), "lantern", server.url)
    assert [one.job.id for one in journal.recall()] == ["j0", "j1", "j3"]  # type: ignore[union-attr]
    journal.close()


def test_none_at_all_is_fine(many: Any, tmp_path: Path) -> None:
    assert many([], 8, tmp_path / "jobs.sqlite") == ()


class Turnstile(RawServer):
    """Answers nobody until `width` calls are here at once, and counts the most there ever were."""

    def __init__(self, width: int) -> None:
        self.width, self.inside, self.most = width, 0, 0
        self.lock, self.full, self.four = threading.Lock(), threading.Event(), threading.Event()
        super().__init__([b""], reset=False)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._hold, args=(connection,), daemon=True).start()

    def _hold(self, connection: Any) -> None:
        with connection:
            self._read(connection)
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
                if self.inside == 4:
                    self.four.set()
                if self.inside == self.width:
                    self.full.set()
            self.full.wait(PATIENCE)
            time.sleep(0.02)  # room for a call too many to come in
            with self.lock:
                self.inside -= 1
            body = b'{"id": "j", "status": "waiting"}'
            length = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\n" + length + body)


@pytest.fixture
def turnstile() -> Iterator[Turnstile]:
    served = Turnstile(3)
    yield served
    served.close()


def test_so_many_are_sent_at_once_and_no_more(
    many: Any, server: Loopback, turnstile: Turnstile, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(server, "url", turnstile.url)
    found = many([request()] * 7, 3, tmp_path / "jobs.sqlite")
    assert [one.id for one in found] == ["j"] * 7
    assert turnstile.most == 3


def test_a_cancelled_start_of_many_leaves_no_task_and_no_job_behind(
    turnstile: Turnstile, tmp_path: Path
) -> None:
    turnstile.width = 99
    path = tmp_path / "jobs.sqlite"

    async def run() -> None:
        async with AsyncLantern(api_key=KEY, base_url=turnstile.url, journal=path) as client:
            client._session = replace(client._session, retries=QUICK)
            flows = create_flows(client._session, [request()] * 9, concurrency=4)
            task = asyncio.create_task(client._run_many(flows, 4))
            assert await asyncio.to_thread(turnstile.four.wait, PATIENCE)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())
    turnstile.full.set()
    journal = JournalFile(str(path), "lantern", turnstile.url)
    assert [one.state for one in journal.recall()] == ["intended"] * 4  # type: ignore[union-attr]
    journal.close()
