"""What happened, in SQLite: jobs, charges, refunds, files; all SQL of the emulator stands here.

One connection, used by one thread: the event loop's. A statement takes some ten microseconds, less
than handing it to another thread would, and nothing can come between two statements. A job and its
charge are committed together before the call is answered.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final

from specpress.emulator.ledger.rows import Entry, FileRow, JobRow, Outcome
from specpress.emulator.options import MEMORY

_APPLICATION: Final = 0x53504C47
"""What marks a SQLite file as a ledger: SPLG, in ASCII."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS account (opening INTEGER NOT NULL, platform TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    key TEXT,
    fingerprint TEXT NOT NULL,
    request BLOB NOT NULL,
    created REAL NOT NULL,
    ends REAL NOT NULL,
    outcome TEXT NOT NULL,
    error_code TEXT,
    reserved INTEGER NOT NULL,
    final INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    answer BLOB NOT NULL,
    state TEXT
);
CREATE INDEX IF NOT EXISTS jobs_by_key ON jobs (key, created) WHERE key IS NOT NULL;
CREATE TABLE IF NOT EXISTS charges (job INTEGER NOT NULL, credits INTEGER NOT NULL, at REAL);
CREATE TABLE IF NOT EXISTS refunds (job INTEGER NOT NULL, credits INTEGER NOT NULL, at REAL);
CREATE TABLE IF NOT EXISTS files (
    number INTEGER PRIMARY KEY,
    kind TEXT,
    model TEXT,
    name TEXT,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    at REAL NOT NULL
);
"""
_ADD_JOB: Final = """
INSERT INTO jobs (number, model, key, fingerprint, request, created, ends, outcome, error_code,
                  reserved, final, answer, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_JOB: Final = """
SELECT number, model, key, fingerprint, request, created, ends, outcome, error_code, reserved,
       final, answer, state, settled FROM jobs
"""
_UNMARKED: Final = ({"account", "jobs", "charges", "refunds", "files"}, set[str]())
"""The tables of a ledger of an earlier version, which is not marked, and those of a new file."""

_PATIENCE: Final = 0.2


class LedgerError(Exception):
    """A file that is no ledger, or another platform's."""


class Ledger:
    """An account of one platform; `balance` is in millionths of a credit."""

    def __init__(self, path: str, platform: str, opening: int) -> None:
        """Open the ledger at `path`, or make one with an opening balance.

        Raises:
            LedgerError: the file is no ledger of this platform.

        """
        with ExitStack() as refused:
            try:
                refusal = _refusal(path)
                if refusal is not None:
                    message = f"{path} cannot be used as a ledger: {refusal}"
                    raise LedgerError(message)
                self._connection = sqlite3.connect(
                    path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
                )
                refused.callback(self._connection.close)
                self._run = self._connection.execute
                self._open(platform, opening)
            except (sqlite3.Error, ValueError) as problem:
                message = f"{path} cannot be used as a ledger: {problem}"
                raise LedgerError(message) from None
            if self._owner != platform:
                message = f"{path} is the ledger of {self._owner}, not of {platform}"
                raise LedgerError(message)
            refused.pop_all()

    def _open(self, platform: str, opening: int) -> None:
        # Exclusive: two emulators on one file would give the same numbers to their jobs.
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL"):
            self._run(f"PRAGMA {pragma}")
        self._run(f"PRAGMA application_id = {_APPLICATION}")
        self._connection.executescript(_SCHEMA)
        self._add_what_is_new()
        self._run(
            "INSERT INTO account SELECT ?, ? WHERE NOT EXISTS (SELECT * FROM account)",
            (opening, platform),
        )
        row: tuple[int, str] = self._run("SELECT opening, platform FROM account").fetchone()
        self.opening, self._owner = row
        charged = self._figure("SELECT sum(credits) FROM charges")
        self.balance = self.opening - charged + self._figure("SELECT sum(credits) FROM refunds")
        self._jobs = self._figure("SELECT max(number) FROM jobs")
        self._files = self._figure("SELECT max(number) FROM files")

    def _add_what_is_new(self) -> None:
        """Give a file of an earlier version the columns that it lacks; nothing else changes."""
        present = {row[1] for row in self._run("PRAGMA table_info(jobs)")}
        if "state" not in present:
            self._run("ALTER TABLE jobs ADD COLUMN state TEXT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def latest(self) -> float:
        """Return the last virtual time that anything was written at; 0 for a new ledger."""
        tables = ("SELECT max(created) FROM jobs", "SELECT max(at) FROM files")
        refunds = "SELECT max(at) FROM refunds"
        return max(self._run(one).fetchone()[0] or 0.0 for one in (*tables, refunds))

    def next_job(self) -> int:
        """Return the number of the next job."""
        return self._jobs + 1

    def next_file(self) -> int:
        """Return the number of the next file."""
        return self._files + 1

    def add_job(self, job: JobRow) -> None:
        """Write a job and its charge, together."""
        with self._writing():
            self._run(
                _ADD_JOB,
                (
                    *(job.number, job.model, job.key, job.fingerprint, job.request, job.created),
                    *(job.ends, job.outcome, job.error_code, job.reserved, job.final, job.answer),
                    job.state,
                ),
            )
            if job.reserved:
                self._run(
                    "INSERT INTO charges VALUES (?, ?, ?)", (job.number, job.reserved, job.created)
                )
        self._jobs = job.number
        self.balance -= job.reserved

    def settle(self, jobs: list[JobRow], at: float) -> None:
        """Write that jobs have ended, and give back what they did not cost."""
        refunds = [(job.number, job.reserved - job.final, at) for job in jobs]
        refunds = [one for one in refunds if one[1]]
        numbers = [(job.number,) for job in jobs]
        with self._writing():
            self._connection.executemany("UPDATE jobs SET settled = 1 WHERE number = ?", numbers)
            self._connection.executemany("INSERT INTO refunds VALUES (?, ?, ?)", refunds)
        self.balance += sum(credits_ for _, credits_, _ in refunds)

    def redirect(self, job: JobRow) -> None:
        """Write that a job that has not ended yet will end in another way."""
        self._run(
            "UPDATE jobs SET outcome = ?, error_code = ?, ends = ?, final = ?, state = ?"
            " WHERE number = ?",
            (job.outcome, job.error_code, job.ends, job.final, job.state, job.number),
        )

    def add_file(self, file: FileRow) -> None:
        """Write that a file was uploaded."""
        self._run(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(file.number, file.kind, file.model, file.name),
                *(file.mime, file.size, file.sha256, file.at),
            ),
        )
        self._files = file.number

    def job(self, number: int) -> JobRow | None:
        """Return a job by its number."""
        row = self._run(f"{_JOB} WHERE number = ?", (number,)).fetchone()
        return None if row is None else _job(row)

    def job_of_key(self, key: str, since: float) -> JobRow | None:
        """Return the last job that was created under a key, if not before `since`."""
        row = self._run(
            f"{_JOB} WHERE key = ? AND created > ? ORDER BY created DESC LIMIT 1", (key, since)
        ).fetchone()
        return None if row is None else _job(row)

    def open_jobs(self) -> list[JobRow]:
        """Return the jobs that are not settled."""
        return [_job(row) for row in self._run(f"{_JOB} WHERE NOT settled ORDER BY number")]

    def jobs(self) -> Iterator[JobRow]:
        """Yield every job, in the order of creation."""
        yield from map(_job, self._run(f"{_JOB} ORDER BY number"))

    def file(self, number: int) -> FileRow | None:
        """Return a file by its number."""
        row = self._run("SELECT * FROM files WHERE number = ?", (number,)).fetchone()
        return None if row is None else FileRow(*row)

    def files(self) -> Iterator[FileRow]:
        """Yield every file, in the order of upload."""
        yield from (FileRow(*row) for row in self._run("SELECT * FROM files ORDER BY number"))

    def charges(self) -> Iterator[Entry]:
        """Yield every charge, in order."""
        yield from (Entry(*row) for row in self._run("SELECT * FROM charges ORDER BY rowid"))

    def refunds(self) -> Iterator[Entry]:
        """Yield every refund, in order."""
        yield from (Entry(*row) for row in self._run("SELECT * FROM refunds ORDER BY rowid"))

    def _figure(self, query: str) -> int:
        found: int | None = self._run(query).fetchone()[0]
        return found or 0

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")


def _refusal(path: str) -> str | None:
    """Return why a file is left alone: it is opened for reading, so that nothing changes in it."""
    if path == MEMORY or (path and not os.path.lexists(path)):
        return None
    if not Path(path).is_file():
        return "it is no file"
    uri = f"{Path(path).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=_PATIENCE)) as database:
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        (application,) = database.execute("PRAGMA application_id").fetchone()
        found = database.execute("SELECT name FROM sqlite_master WHERE type <> 'index'")
        tables = {name for (name,) in found}
    if not pages and Path(path).stat().st_size:
        return "it is no database"  # SQLite takes a file of few bytes for an empty one
    if application == _APPLICATION or (application == 0 and tables in _UNMARKED):
        return None
    return "it is another program's database; name another file"


def _job(row: tuple[Any, ...]) -> JobRow:
    number, model, key, fingerprint, request, created, ends, outcome, *rest = row
    error_code, reserved, final, answer, state, settled = rest
    return JobRow(
        *(number, model, key, fingerprint, request, created, ends),
        outcome=Outcome(outcome),
        error_code=error_code,
        reserved=reserved,
        final=final,
        answer=answer,
        state=state,
        settled=bool(settled),
    )
