"""A journal that somebody or something has damaged: one bad row stops its own job alone."""

from __future__ import annotations

import random
import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.errors.local import JournalError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import (
    Entry,
    Intent,
    JournalFailure,
    Refused,
    Started,
    Taken,
)

URL = "http://127.0.0.1:9"
BODY = b'{"model":"wick-1","prompt":"A lamp"}'
JOBS = 6
COLUMNS = ("state", "at", "model", "fingerprint", "body", "job_id", "job")
DEADLINE = '{"platform":"lantern","id":"j","deadline":1' + "0" * 400 + "}"
LONG_ID = '{"platform":"lantern","id":"' + "x" * 2_000_000 + '"}'
VALUES = (
    *("CAST(x'ff' AS TEXT)", "CAST(x'22ff22' AS TEXT)", "x'00ff'", "''", "'\U0001f56f'", "9e999"),
    *("-1", "'[]'", "'{}'", f"'{DEADLINE}'", f"'{LONG_ID}'", f"'{'[' * 100_000}'", "zeroblob(99)"),
)
PLACES = [(column, value) for column in COLUMNS for value in VALUES]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journal") / "jobs.sqlite"
    journal = JournalFile(str(path), "lantern", URL)
    for number in range(JOBS):
        key = f"key-{number}"
        print_ = sha256(BODY).hexdigest()
        intent = Intent("lantern", "wick-1", key, print_, BODY, 1_800_000_000.0 + number)
        assert journal.save(intent) is None
        if number % 2:
            job = Job("lantern", f"j-{number}", "wick-1", "waiting", key, print_)
            assert journal.save(Started(job)) is None
    journal.close()
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "jobs.sqlite"))


def recalled(path: Path) -> tuple[Entry, ...]:
    journal = JournalFile(str(path), "lantern", URL)
    try:
        found = journal.recall()
    finally:
        journal.close()
    assert not isinstance(found, JournalFailure)
    return found


def row(path: Path) -> tuple[Any, ...]:
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    kept: tuple[Any, ...] = connection.execute("SELECT * FROM entry WHERE number = 2").fetchone()
    connection.close()
    return kept


@pytest.mark.parametrize(("column", "value"), PLACES, ids=lambda one: one[:20])
def test_a_damaged_row_is_an_outcome_and_the_others_are_as_they_were(
    sound: Path, path: Path, column: str, value: str
) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE entry SET {column} = {value} WHERE number = 2")  # noqa: S608
    connection.commit()
    connection.close()
    before, kept = recalled(sound), row(path)
    after = recalled(path)
    assert [one for one in after if one.job.idempotency_key != "key-1"] == [
        one for one in before if one.job.idempotency_key != "key-1"
    ]
    for one in after:
        assert one.job.to_json().isascii()
        assert one.state in {"intended", "started", "ended", "damaged"}
    assert row(path) == kept


@pytest.mark.parametrize("seed", range(109))
def test_damaged_bytes_are_a_journal_error_or_rows_that_can_be_read(path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same in each run
    damaged = bytearray(path.read_bytes())
    match seed % 3:
        case 0:
            damaged[dice.randrange(100, len(damaged))] ^= 1 << dice.randrange(8)
        case 1:
            del damaged[dice.randrange(len(damaged)) :]
        case _:
            at = dice.randrange(0, len(damaged), 4096)
            damaged[at : at + 4096] = bytes(4096)
    path.write_bytes(damaged)
    try:
        journal = JournalFile(str(path), "lantern", URL)
    except JournalError as refused:
        said = str(refused)
    else:
        said = str(path)
        use(journal)
    assert str(path) in said


def use(journal: JournalFile) -> None:
    """See that whatever is asked of a damaged journal is answered, if only with its failure."""
    found = journal.recall()
    saved = journal.save(Refused("lantern", "another"))
    taken = journal.save(Taken((Job("lantern", "j-1", idempotency_key="key-1"),)))
    journal.close()
    for one in (found, saved, taken):
        assert one is None or isinstance(one, tuple | JournalFailure)


@pytest.mark.parametrize("gone", ["deleted", "replaced"])
def test_a_journal_that_is_no_longer_there_is_noticed_before_anything_is_sent(
    path: Path, gone: str
) -> None:
    journal = JournalFile(str(path), "lantern", URL)
    path.rename(path.with_suffix(".moved"))
    if gone == "replaced":
        JournalFile(str(path), "lantern", URL).close()
    print_ = sha256(BODY).hexdigest()
    failure = journal.save(Intent("lantern", "wick-1", "new", print_, BODY, 1_800_000_000.0))
    recalled_ = journal.recall()
    journal.close()
    for one in (failure, recalled_):
        assert isinstance(one, JournalFailure)
        assert "was deleted or replaced" in one.reason
