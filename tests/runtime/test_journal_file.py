"""The file of a journal: what it keeps, what it refuses to be, and what its failures leave."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from specpress.targets.python.runtime.errors.local import JournalError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import (
    Ended,
    Entry,
    Intent,
    JournalFailure,
    Refused,
    Started,
    Taken,
)

BODY = b'{"model":"wick-1","prompt":"A lamp"}'
SERVER = "https://lantern.invalid"


def intent(key: str = "k", body: bytes = BODY) -> Intent:
    return Intent("lantern", "wick-1", key, sha256(body).hexdigest(), body, 7.0)


def job(key: str | None = "k", status: str = "waiting") -> Job:
    return Job("lantern", f"j-{key}", "wick-1", status, key, intent().fingerprint)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[JournalFile]:
    opened = JournalFile(str(path), "lantern", SERVER)
    yield opened
    opened.close()


def entries(journal: JournalFile) -> tuple[Entry, ...]:
    found = journal.recall()
    assert not isinstance(found, JournalFailure), found
    return found


def test_a_job_is_followed_from_its_intent_to_its_end(journal: JournalFile) -> None:
    assert journal.save(intent()) is None
    (found,) = entries(journal)
    blank = replace(job(), id="", status=None)
    assert found == Entry("intended", blank, 7.0, BODY)
    assert journal.save(Started(job())) is None
    assert entries(journal) == (Entry("started", job(), 7.0),)
    done = replace(job(status="lit"), answer={"result": {"first": "https://x"}})
    assert journal.save(Ended(done)) is None
    assert entries(journal) == (Entry("ended", done, 7.0),)
    assert journal.save(Taken((done,))) is None
    assert entries(journal) == ()


def test_what_has_ended_does_not_begin_again(journal: JournalFile) -> None:
    for record in (intent(), Started(job()), Ended(job(status="lit")), Started(job()), intent()):
        assert journal.save(record) is None
    journal.save(Refused("lantern", "k"))
    assert [one.job.status for one in entries(journal)] == ["lit"]


def test_a_refusal_of_a_second_call_does_not_take_back_the_first(journal: JournalFile) -> None:
    journal.save(intent())
    journal.save(intent())
    journal.save(Refused("lantern", "k"))
    assert [one.state for one in entries(journal)] == ["intended"]
    journal.save(intent("other"))
    journal.save(Refused("lantern", "other"))
    assert [one.job.idempotency_key for one in entries(journal)] == ["k"]


def test_a_job_that_another_process_forgot_is_kept_once_it_is_started(journal: JournalFile) -> None:
    journal.save(intent())
    journal.save(Taken((job(),)))
    journal.save(Started(job()))
    assert [one.state for one in entries(journal)] == ["started"]


def test_a_key_never_stands_for_two_requests(journal: JournalFile) -> None:
    journal.save(intent())
    failure = journal.save(intent(body=b"{}"))
    assert failure is not None
    assert "another request" in failure.reason
    assert entries(journal)[0].body == BODY


def test_a_job_may_be_known_by_its_id_alone(journal: JournalFile) -> None:
    journal.save(Started(job("a")))
    journal.save(Started(job("b")))
    journal.save(Ended(Job("lantern", "j-a", status="lit")))
    assert [one.state for one in entries(journal)] == ["ended", "started"]
    journal.save(Taken((Job("lantern", "j-a"), Job("lantern", ""))))
    assert [one.job.id for one in entries(journal)] == ["j-b"]


def test_jobs_of_another_server_are_not_seen(path: Path, journal: JournalFile) -> None:
    journal.save(intent())
    other = JournalFile(str(path), "lantern", "http://127.0.0.1:1")
    assert entries(other) == ()
    other.save(Taken((job(),)))
    other.close()
    assert len(entries(journal)) == 1


def test_the_file_is_its_owners_alone(journal: JournalFile, path: Path) -> None:
    journal.save(intent())
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert set(modes) == {"jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm"}
    assert set(modes.values()) == {0o600}


def test_each_record_waits_for_the_disk(journal: JournalFile) -> None:
    found = [
        journal._connection.execute(f"PRAGMA {one}").fetchone()[0]
        for one in ("journal_mode", "synchronous", "busy_timeout")
    ]
    assert found == ["wal", 2, 10_000]


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()


def later_journal(path: Path) -> None:
    JournalFile(str(path), "lantern", SERVER).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()


NO_JOURNALS = {
    "text": (lambda path: path.write_text("my notes\n" * 99), "not a database"),
    "another database": (other_database, "another program's database"),
    "a later version": (later_journal, "of version 2"),
    "a folder": (lambda path: path.mkdir(), "no file"),
    "a link": (lambda path: path.symlink_to(path.with_name("target")), "symbolic link"),
    "a pipe": (os.mkfifo, "no file"),
}


@pytest.mark.parametrize("name", NO_JOURNALS)
def test_what_is_no_journal_is_refused_and_left_as_it_is(path: Path, name: str) -> None:
    make, reason = NO_JOURNALS[name]
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(JournalError, match=reason) as caught:
        JournalFile(str(path), "lantern", SERVER)
    assert caught.value.path == str(path)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="No such file"):
        JournalFile(str(tmp_path / "no/jobs.sqlite"), "lantern", SERVER)


FAILURES = {
    "full": ("PRAGMA max_page_count = 1", "full"),
    "read-only": ("PRAGMA query_only = 1", "readonly"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_told_and_leaves_what_was_there(
    journal: JournalFile, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    journal.save(intent("before"))
    statement, reason = FAILURES[name]
    journal._connection.execute(statement)
    failure = journal.save(intent(body=BODY + b" " * 20_000))
    assert failure is not None
    assert reason in failure.reason
    assert reason in caplog.text
    assert [one.job.idempotency_key for one in entries(journal)] == ["before"]


def test_another_process_that_never_lets_go_is_given_up_on(
    journal: JournalFile, path: Path
) -> None:
    journal._connection.execute("PRAGMA busy_timeout = 5")
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        failure = journal.save(intent())
    other.close()
    assert failure is not None
    assert "locked" in failure.reason
    assert journal.save(intent()) is None


def test_a_closed_journal_is_a_failure(journal: JournalFile) -> None:
    journal.close()
    assert isinstance(journal.save(intent()), JournalFailure)
    assert isinstance(journal.recall(), JournalFailure)


def test_a_forked_process_needs_a_journal_of_its_own(journal: JournalFile) -> None:
    child = os.fork()
    if child == 0:
        failure = journal.save(intent())
        journal.close()
        os._exit(0 if failure is not None and "forked" in failure.reason else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert journal.save(intent()) is None


DAMAGE = {
    "body": "body = CAST('{}' AS BLOB)",
    "no body": "body = NULL",
    "state": "state = 'lost'",
    "job": "state = 'started', job = '{\"id\": 7}'",
    "no job": "state = 'ended', job = NULL",
    "time": "at = 'yesterday'",
    "platform": 'state = \'started\', job = \'{"platform": "torch", "id": "j"}\'',
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_row_is_told_and_hides_no_other(journal: JournalFile, name: str) -> None:
    journal.save(intent())
    journal.save(intent("whole"))
    journal._connection.execute(
        f"UPDATE entry SET {DAMAGE[name]} WHERE idempotency_key = 'k'"  # noqa: S608 - ours
    )
    assert [(one.state, one.job.idempotency_key) for one in entries(journal)] == [
        ("damaged", "k"),
        ("intended", "whole"),
    ]


def test_threads_and_connections_write_at_once(path: Path, journal: JournalFile) -> None:
    second = JournalFile(str(path), "lantern", SERVER)
    failures: list[JournalFailure | None] = []

    def write(number: int) -> None:
        target = (journal, second)[number % 2]
        for turn in range(5):
            key = f"{number}-{turn}"
            failures.extend(map(target.save, (intent(key), Started(job(key)))))

    threads = [threading.Thread(target=write, args=(one,)) for one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == [None] * 40
    assert [one.state for one in entries(second)] == ["started"] * 20
    second.close()


def test_threads_that_open_one_new_file_at_once_all_have_it(path: Path) -> None:
    opened: list[JournalFile] = []
    threads = [
        threading.Thread(
            target=lambda: opened.append(JournalFile(str(path), "lantern", SERVER)),
        )
        for _ in range(6)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.save(intent(str(number))) for number, one in enumerate(opened)] == [None] * 6
    assert len(entries(opened[0])) == 6
    for one in opened:
        one.close()
