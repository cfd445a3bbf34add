"""Answers leave at once, and say what they say as of one moment."""

from __future__ import annotations

import itertools
import socket
from functools import partial

import httpx2
from specpress.emulator.http.threaded import Emulator
from specpress.ir.types.api import Api

from tests.emulator.calls import Caller


def test_no_answer_waits_for_the_client_to_acknowledge_its_head(apis: dict[str, Api]) -> None:
    with Emulator(apis["rivya"]) as emulator, httpx2.Client(trust_env=False) as http:
        assert http.get(f"{emulator.url}/__emulator__/clock").status_code == 200
        (connection,) = emulator._server.server_state.connections
        line = connection.transport.get_extra_info("socket")
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_job_has_a_result_as_soon_as_it_has_succeeded(rivya: Caller) -> None:
    clock = rivya.app.emulation.clock
    for _ in range(8):
        id_ = rivya.create().json()["id"]
        # A clock that goes on at every reading, so that the end falls between two of them.
        clock._monotonic = partial(next, itertools.count(clock._monotonic(), 0.3))
        looks = [rivya.job(id_) for _ in range(40)]
        assert {(one["status"] == "succeeded", one["result"] is not None) for one in looks} == {
            (False, False),
            (True, True),
        }


def test_a_job_is_settled_in_the_ledger_as_soon_as_it_has_succeeded(rivya: Caller) -> None:
    clock = rivya.app.emulation.clock
    for _ in range(8):
        rivya.create()
        clock._monotonic = partial(next, itertools.count(clock._monotonic(), 0.3))
        rows = [rivya.app.ledger()["jobs"][-1] for _ in range(80)]
        assert {(one["state"], one["final_credits"] is None) for one in rows} == {
            ("queued", True),
            ("processing", True),
            ("succeeded", False),
        }


def test_the_ledger_counts_the_faults_that_calls_met(rivya: Caller) -> None:
    rivya.app.fault("status", operation="create", times=2)
    rivya.app.fault("slow", operation="credits", seconds=0)
    for _ in range(3):
        rivya.create()
        rivya("GET", "/api/v1/credits")
    assert rivya.app.ledger()["faults"] == {"create": {"status": 2}, "credits": {"slow": 1}}
