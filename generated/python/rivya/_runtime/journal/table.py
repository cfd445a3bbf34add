"""What each record does to the rows of a journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from . import schema as sql
from .entry import entry_of, is_in_scope

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from ..job.handle import Job
    from .records import Entry, Intent

OTHER_BYTES: Final = "this idempotency key stands in it for another request"
_FORGET: Final = "forget that job before you use its idempotency key again"


@dataclass(frozen=True, slots=True)
class JournalTable:
    """The rows of one platform's server; damaged ones are changed by `take` alone.

    Every method but `entries` is called within a transaction.
    """

    connection: sqlite3.Connection
    platform: str
    server: str

    def entries(self) -> tuple[Entry, ...]:
        """Return what is not yet taken, oldest first."""
        return tuple(entry for _, entry in self._all())

    def intend(self, intent: Intent) -> str | None:
        """Note that a request is about to be sent, or return why it must not be."""
        job = intent.handle()
        key = intent.idempotency_key
        for row, entry in self._of_key(job):
            if row.idempotency_key != key:
                continue
            if entry.state == "damaged":
                return f"{entry.reason}; {_FORGET}"
            if row.fingerprint != intent.fingerprint:
                return OTHER_BYTES
            self._execute(sql.CALL_AGAIN, number=row.number)
            return None
        values = self._values(job)
        self._execute(sql.INTEND, **values, at=intent.at, body=intent.body)
        return None

    def start(self, job: Job) -> Job | None:
        """Note the id of a job; return the one that its key had started before.

        A platform that has forgotten a key starts a second job under it: that has a row
        of its own. What another process has seen end does not begin again.
        """
        known = self._of_key(job)
        values = self._values(job)
        for row, entry in known:
            is_first = row.idempotency_key == job.idempotency_key
            if entry.state == "intended" and is_first:
                self._execute(sql.START, **values, number=row.number)
                return None
            if _is_same(entry.job, job):
                return None
        key = values["again"] if known else values["key"]
        self._execute(sql.ADD_STARTED, **values | {"key": key})
        return known[0][1].job if known else None

    def strike(self, job: Job) -> None:
        """Drop an intent; a refusal says nothing of an earlier call under its key."""
        for row, entry in self._of(job):
            if entry.state == "intended" and row.calls == 1:
                self._execute(sql.DELETE, number=row.number)

    def end(self, job: Job) -> None:
        """Note what came of a job."""
        for row, entry in self._of(job):
            if entry.state != "damaged":
                self._execute(sql.END, **self._values(job), number=row.number)

    def take(self, job: Job) -> None:
        """Drop what there is of a job."""
        for row, _ in self._of(job):
            self._execute(sql.DELETE, number=row.number)

    def _of(self, job: Job) -> list[tuple[sql.Row, Entry]]:
        """Return the rows of a job: by its key, or else by what they all say."""
        near = [one for one in self._of_key(job) if _is_same(one[1].job, job)]
        return near or [one for one in self._all() if _is_same(one[1].job, job)]

    def _of_key(self, job: Job) -> list[tuple[sql.Row, Entry]]:
        return list(self._read(sql.ROWS_OF_KEY, **self._names(job)))

    def _all(self) -> list[tuple[sql.Row, Entry]]:
        return list(self._read(sql.ROWS))

    def _read(self, query: str, **values: object) -> Iterator[tuple[sql.Row, Entry]]:
        for one in self.connection.execute(query, values):
            row = sql.Row(*one)
            if is_in_scope(self.platform, self.server, row):
                yield row, entry_of(self.platform, row)

    def _execute(self, statement: str, **values: object) -> None:
        self.connection.execute(statement, values)

    def _names(self, job: Job) -> dict[str, str | None]:
        """Return what a row is found by; the second job of a key stands at `again`."""
        key = job.idempotency_key
        return {
            "platform": self.platform,
            "server": self.server,
            "key": _storable(key),
            "again": None if key is None else _storable(f"{key}\n{job.id}"),
        }

    def _values(self, job: Job) -> dict[str, Any]:
        return self._names(job) | {
            "model": job.model,
            "fingerprint": job.fingerprint,
            "id": job.id,
            "job": job.to_json(),
        }


def _is_same(known: Job, job: Job) -> bool:
    """Return whether two handles are of one job, as far as both say."""
    keys = {known.idempotency_key, job.idempotency_key}
    if known.id and job.id:
        return known.id == job.id and len(keys - {None}) <= 1
    return len(keys) == 1 and None not in keys


def _storable(text: str | None) -> str | None:
    """Return a text that can stand in the file; None for one that surely does not."""
    is_whole = text is not None and not any("\ud800" <= one <= "\udfff" for one in text)
    return text if is_whole else None
