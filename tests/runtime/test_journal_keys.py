"""A key that starts a second job, once the platform has forgotten it: neither is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import (
    Ended,
    JournalFailure,
    Refused,
    Started,
    Taken,
)
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.resume import resume_flow

from tests.runtime.callers import Caller
from tests.runtime.damage import intent, job, opened
from tests.runtime.loopback import Loopback, Reply

REQUEST = {"model": "wick-1", "prompt": "A lamp"}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[JournalFile]:
    with opened(tmp_path / "jobs") as journal:
        yield journal


def known(journal: JournalFile) -> list[tuple[str, str, str | None]]:
    found = journal.recall()
    assert not isinstance(found, JournalFailure)
    return [(one.state, one.job.id, one.job.idempotency_key) for one in found]


def begin_again(journal: JournalFile, *first: Started | Ended) -> None:
    for record in (intent("k"), *first, intent("k"), Started(job("k", name="j2"))):
        assert journal.save(record) is None


@pytest.mark.parametrize("state", ["started", "ended"])
def test_both_jobs_of_a_key_are_kept_and_it_is_said(
    journal: JournalFile, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    end = (Ended(job("k", "lit", "j1")),) if state == "ended" else ()
    begin_again(journal, Started(job("k", name="j1")), *end)
    assert known(journal) == [(state, "j1", "k"), ("started", "j2", "k")]
    assert "key k has started a second job, 'j2', beside 'j1'" in caplog.text


def test_each_ends_and_is_taken_by_itself(journal: JournalFile) -> None:
    begin_again(journal, Started(job("k", name="j1")))
    journal.save(Ended(job("k", "lit", "j2")))
    assert known(journal) == [("started", "j1", "k"), ("ended", "j2", "k")]
    journal.save(Taken((job("k", name="j2"),)))
    assert known(journal) == [("started", "j1", "k")]
    begin_again(journal)
    journal.save(Taken((job("k", name="j1"),)))
    assert known(journal) == [("started", "j2", "k")]
    journal.save(Taken((Job("lantern", "j2"),)))
    assert known(journal) == []


def test_two_that_send_at_once_and_are_told_two_ids_keep_both(journal: JournalFile) -> None:
    for record in (intent("k"), intent("k"), Started(job("k", name="j1")), Refused("lantern", "k")):
        journal.save(record)
    journal.save(Started(job("k", name="j2")))
    assert [name for _, name, _ in known(journal)] == ["j1", "j2"]


def test_a_platform_that_remembers_the_key_starts_no_second_row(
    journal: JournalFile, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("j1", "j2", "j2", "j1"):
        begin_again(journal)
        journal.save(Started(job("k", name=name)))
    assert [name for _, name, _ in known(journal)] == ["j2", "j1"]
    assert caplog.text.count("second job") == 1


def test_an_end_is_never_written_over_another_job(journal: JournalFile) -> None:
    journal.save(Started(job("k", name="j1")))
    journal.save(Ended(job("k", "lit", "j2")))
    journal.save(Taken((job("k", "lit", "j2"),)))
    assert known(journal) == [("started", "j1", "k")]


def test_both_results_are_handed_over(caller: Caller, server: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "jobs"
    for name in ("j1", "j2"):
        server.on("POST /v1/jobs", Reply({"id": name, "status": "waiting"}))
        done = {"id": name, "status": "lit", "result": {"first": f"https://x/{name}"}}
        server.on(f"GET /v1/jobs/{name}", Reply(done))
        made = caller(
            server.url,
            lambda one: create_flow(one, REQUEST, idempotency_key="k"),
            journal=path,
        )
        assert made.id == name
    found = caller(server.url, lambda one: resume_flow(one, timeout=5), journal=path)
    assert [one.result and one.result.urls for one in found] == [
        ("https://x/j1",),
        ("https://x/j2",),
    ]
    assert caller(server.url, lambda one: resume_flow(one, timeout=5), journal=path) == ()


def test_a_job_without_a_key_is_found_by_its_id(journal: JournalFile) -> None:
    begin_again(journal, Started(job("k", name="j1")))
    journal.save(Ended(replace(job("k", "lit", "j2"), idempotency_key=None)))
    assert [state for state, _, _ in known(journal)] == ["started", "ended"]
