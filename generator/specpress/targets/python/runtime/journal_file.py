"""The journal on disk: one SQLite file, for several threads and processes at once."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from typing import TYPE_CHECKING, Any, Final, Self, assert_never

from . import journal_schema as sql
from .arguments import require_path
from .journal import Ended, Intent, JournalFailure, Refused, Started, Taken
from .journal_entry import entry_of
from .journal_opening import connect

if TYPE_CHECKING:
    from .job import Job
    from .journal import Entry, Record

_LOG: Final = logging.getLogger(__name__)
_OTHER_BYTES: Final = "this idempotency key stands in it for another request"
_FORKED: Final = "it was opened before this process was forked; open a client in each"
NO_JOURNAL: Final = JournalFailure("there is none; open the client with journal=")


class JournalFile:
    """What has become of the jobs of one platform's server.

    Each record is on disk, and stays there without power, before `save` returns.
    """

    __slots__ = ("_connection", "_lock", "_path", "_process", "_scope")

    def __init__(self, path: str, platform: str, server: str) -> None:
        """Open the file at `path`, or make it; jobs of other servers are not seen.

        Raises:
            JournalError: it cannot be opened, or is no journal.

        """
        self._path = path
        self._scope = {"platform": platform, "server": server}
        self._connection = connect(path)
        self._lock = threading.Lock()
        self._process = os.getpid()

    @classmethod
    def at(
        cls,
        path: str | os.PathLike[str] | None,
        platform: str,
        server: str,
    ) -> Self | None:
        """Return the journal at a path; None where there is to be none.

        Raises:
            JournalError: it cannot be opened, or is no journal.
            InvalidRequestError: no system can have such a path.

        """
        if path is None:
            return None
        return cls(str(require_path(path, "journal")), platform, server)

    def save(self, record: Record) -> JournalFailure | None:
        """Write a record down, all of it, or return why that failed."""
        try:
            failure = self._write(record)
        except (sqlite3.Error, OSError) as error:
            failure = JournalFailure(str(error), self._path)
        if failure is not None:
            kind = type(record).__name__
            _LOG.error("%s is not in the journal: %s", kind, failure.reason)
        return failure

    def recall(self) -> tuple[Entry, ...] | JournalFailure:
        """Return what is not yet taken, oldest first, or why it cannot be read."""
        try:
            self._require_own_process()
            with self._lock:
                rows = self._connection.execute(sql.ENTRIES, self._scope).fetchall()
        except (sqlite3.Error, OSError) as error:
            return JournalFailure(str(error), self._path)
        return tuple(entry_of(self._scope["platform"], one) for one in rows)

    def close(self) -> None:
        """Close the file; a record that is being written is written first."""
        if self._process == os.getpid():
            with self._lock:
                self._connection.close()

    def _write(self, record: Record) -> JournalFailure | None:
        match record:
            case Intent():
                return self._intend(record)
            case Started(job):
                self._execute(sql.START, _values(job))
            case Refused(_, key):
                self._execute(sql.REFUSE, {"key": key})
            case Ended(job):
                self._execute(sql.END, _values(job))
            case Taken(jobs):
                self._execute(sql.TAKE, *map(_values, jobs))
            case _ as unreachable:
                assert_never(unreachable)
        return None

    def _intend(self, intent: Intent) -> JournalFailure | None:
        values = {
            "key": intent.idempotency_key,
            "at": intent.at,
            "model": intent.model,
            "fingerprint": intent.fingerprint,
            "body": intent.body,
            "job": intent.handle().to_json(),
        }
        written = self._execute(sql.INTEND, values)
        return None if written else JournalFailure(_OTHER_BYTES, self._path)

    def _execute(self, statement: str, *values: dict[str, Any]) -> int:
        """Execute a statement with each of `values`, all or none; count the rows."""
        self._require_own_process()
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            scoped = [self._scope | one for one in values]
            return self._connection.executemany(statement, scoped).rowcount

    def _require_own_process(self) -> None:
        if self._process != os.getpid():
            raise OSError(_FORKED)


def _values(job: Job) -> dict[str, Any]:
    return {
        "key": job.idempotency_key,
        "model": job.model,
        "fingerprint": job.fingerprint,
        "id": job.id,
        "job": job.to_json(),
    }
