"""Credits are reserved, settled and given back, and the ledger adds up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from specpress.emulator.ledger import LedgerError
from specpress.emulator.rows import JobRow, Outcome
from specpress.emulator.wallet import Bill, bill_of, exact, shown
from specpress.runtime.estimate import Estimate

from tests.emulator.calls import Caller, adds_up
from tests.emulator.conftest import Opened

BRUSH = {
    "engine": "7-brush",
    "trace": "ab",
    "options": {"steps": 20, "lines": [{"by": "A", "words": "Hello."}]},
}


def balance(rivya: Caller) -> object:
    return rivya("GET", "/api/v1/credits").json()["current_credits"]


def test_a_job_that_succeeds_costs_what_was_reserved(rivya: Caller) -> None:
    rivya.create()
    assert balance(rivya) == 9945
    rivya.app.advance(30)
    ledger = rivya.app.ledger()
    assert (ledger["balance"], ledger["refunds"]) == (9945, [])
    assert [one["credits"] for one in ledger["charges"]] == [55]
    assert (ledger["jobs"][0]["final_credits"], ledger["jobs"][0]["request"]) == (
        55,
        {"model": "kling-2-6", "prompt": "A lighthouse"},
    )


def test_a_job_that_fails_costs_nothing(rivya: Caller) -> None:
    rivya.app.fault("failed_job", code="generation_failed")
    rivya.create()
    assert balance(rivya) == 9945
    rivya.app.advance(30)
    assert balance(rivya) == 10_000
    job = rivya.job("job_000001")
    assert (job["status"], job["final_credits"], job["result"]) == ("failed", 0, None)
    assert job["error"] == {"code": "generation_failed", "message": "the job failed"}
    assert adds_up(rivya.app.ledger())


def test_a_job_that_costs_more_than_is_left_is_refused(opened: Opened) -> None:
    rivya = opened(opening=100)
    assert rivya.create().status_code == 200
    refused = rivya.create()
    assert rivya.code(refused) == (402, "insufficient_credits")
    assert refused.json()["error"]["message"] == "the job needs 55 credits; 45 are left"
    rivya.app.fault("failed_job", job="job_000001")
    assert rivya.create().status_code == 200, "what was given back can be spent"


def test_a_metered_job_costs_no_more_than_was_reserved(opened: Opened) -> None:
    atelier = opened("atelier", instant=True)
    for _ in range(3):
        assert atelier.create(BRUSH).status_code == 200
    ledger = atelier.app.ledger()
    assert [one["credits"] for one in ledger["charges"]] == [3, 3, 3]
    assert adds_up(ledger)


@pytest.mark.parametrize(
    ("low", "high", "draw", "bill"),
    [
        (55, 55, 0.9, Bill(55_000_000, 55_000_000)),
        (3, None, 0.9, Bill(3_000_000, 3_000_000)),
        (2, 10, 0.0, Bill(10_000_000, 2_000_000)),
        (2, 10, 0.999, Bill(10_000_000, 9_000_000)),
        (0.1, 0.3, 0.5, Bill(300_000, 200_000)),
    ],
)
def test_a_bill_lies_within_the_estimate(
    low: float, high: float | None, draw: float, bill: Bill
) -> None:
    assert bill_of(Estimate(low, high, "credits", ()), draw) == bill


def test_a_job_without_a_price_is_free() -> None:
    assert bill_of(None, 0.5) == Bill(0, 0)


def test_amounts_are_exact() -> None:
    assert shown(exact(0.1) + exact(0.2)) == 0.3
    assert repr(shown(exact(7.0))) == "7"


def test_a_listener_is_told_of_each_end_once(rivya: Caller) -> None:
    ended: list[JobRow] = []
    rivya.app.emulation.jobs.lifecycle.listeners.append(ended.append)
    rivya.app.fault("failed_job")
    rivya.app.fault("stuck_job")
    for _ in range(3):
        rivya.create()
    assert ended == []
    rivya.app.advance(3600)
    rivya.app.ledger()
    rivya.app.ledger()
    told = sorted((one.number, one.outcome, one.settled) for one in ended)
    assert told == [(1, Outcome.FAILED, True), (3, Outcome.SUCCEEDED, True)]


def test_a_ledger_on_disk_outlives_its_emulator(opened: Opened, tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    first = opened(db=path, opening=100)
    first.create(once="a")
    with pytest.raises(LedgerError, match="cannot be used as a ledger: database is locked"):
        opened(db=path)
    first.app.close()

    second = opened(db=path, opening=5)
    assert balance(second) == 45
    assert second.create(once="a").json()["id"] == "job_000001"
    second.app.advance(30)
    assert second.job("job_000001")["status"] == "succeeded"
    assert adds_up(second.app.ledger())
    second.app.close()
    with pytest.raises(LedgerError, match="is the ledger of rivya, not of atelier") as refused:
        opened("atelier", db=path)
    opened(db=path).app.close()
    assert refused.value.__traceback__ is not None, "who holds the error holds no file"


def test_a_ledger_of_an_earlier_version_is_taken_up(opened: Opened, tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    first = opened(db=path)
    first.create(once="a")
    first.app.close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("ALTER TABLE jobs DROP COLUMN state")
    second = opened(db=path)
    assert second.job("job_000001")["status"] == "queued"
    second.app.fault("job_state", job="job_000001", state="processing")
    second.app.close()
    assert opened(db=path).job("job_000001")["status"] == "processing"


@pytest.mark.parametrize("content", [b"no database at all" * 100, None])
def test_a_file_that_is_no_ledger_is_refused(
    opened: Opened, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "folder" / "ledger.db"
    if content is not None:
        path.parent.mkdir()
        path.write_bytes(content)
    with pytest.raises(LedgerError, match="cannot be used as a ledger"):
        opened(db=str(path))


def test_a_job_that_ended_before_its_time_is_settled_once(rivya: Caller) -> None:
    rivya.create()
    rivya.create()
    rivya.app.fault("failed_job", job="job_000001")
    rivya.app.fault("stuck_job", job="job_000002")
    assert balance(rivya) == 9945
    rivya.app.advance(3600)
    ledger = rivya.app.ledger()
    assert [one["job"] for one in ledger["refunds"]] == ["job_000001"]
    assert [one["final_credits"] for one in ledger["jobs"]] == [0, None]
    assert adds_up(ledger)
