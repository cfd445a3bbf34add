"""The journal on disk: one SQLite file, for several threads and processes at once."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, assert_never

from ..errors.arguments import require_path
from ..job.handle import Job
from .opening import connect, damage_of, files_at, reason_of
from .records import Ended, Intent, JournalFailure, Refused, Started, Taken
from .table import JournalTable

if TYPE_CHECKING:
    from .records import Entry, Record

_LOG: Final = logging.getLogger(__name__)
_GONE: Final = (
    "the file was deleted, moved or replaced since it was opened; this client still "
    "knows what stood in it (`journaled`, `resume`): finish that, then open another"
)
_FORKED: Final = "it was opened before this process was forked; open a client in each"
_SECOND: Final = (
    "idempotency key %s has started a second job, %r, beside %r: the platform had "
    "forgotten the key, and may charge both; the journal has both"
)
_FAULTS: Final = (
    *(sqlite3.Error, OSError, MemoryError),
    *(ArithmeticError, RecursionError, TypeError, ValueError),
)
"""What SQLite, the disk, or a value that is none of the file's, may raise."""

NO_JOURNAL: Final = JournalFailure("there is none; open the client with journal=")


class JournalFile:
    """What has become of the jobs of one platform's server.

    Each record is on disk, and stays there without power, before `save` returns.
    """

    __slots__ = (
        *("_connection", "_damage", "_files", "_lock"),
        *("_path", "_place", "_process", "_table"),
    )

    def __init__(self, path: str, platform: str, server: str) -> None:
        """Open the file at `path`, or make it; jobs of other servers are not seen.

        Raises:
            JournalError: it cannot be opened, or is no journal.

        """
        self._path = path
        self._connection = connect(path)
        self._place = str(Path(path).absolute())
        self._files = files_at(self._place)
        self._damage = damage_of(self._connection)
        self._table = JournalTable(self._connection, platform, server)
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
        reason = self._damage or self._written(record)
        if reason is None:
            return None
        _LOG.error("%s is not in the journal: %s", type(record).__name__, reason)
        return JournalFailure(reason, self._path)

    def recall(self) -> tuple[Entry, ...] | JournalFailure:
        """Return what is not yet taken, oldest first, or why it cannot be read."""
        try:
            self._require_own_process()
            with self._lock:
                return self._table.entries()
        except _FAULTS as error:
            return JournalFailure(reason_of(error), self._path)

    def close(self) -> None:
        """Close the file; a record that is being written is written first."""
        if self._process == os.getpid():
            with self._lock:
                self._connection.close()

    def _written(self, record: Record) -> str | None:
        try:
            self._require_own_process()
            with self._lock, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                return self._write(record)
        except _FAULTS as error:
            return reason_of(error)

    def _write(self, record: Record) -> str | None:
        """Do what a record says, and return why it is lost all the same.

        Where the file is gone, an intent is not written: nobody would find it. What
        comes later is, for this client still reads what it has opened.
        """
        match record:
            case Intent():
                return self._gone() or self._table.intend(record)
            case Started(job):
                self._start(job)
                return self._gone()
            case Ended(job):
                self._table.end(job)
                return self._gone()
            case Refused(platform, key):
                self._table.strike(Job(platform, "", idempotency_key=key))
            case Taken(jobs):
                for one in jobs:
                    self._table.take(one)
            case _ as unreachable:
                assert_never(unreachable)
        return None

    def _start(self, job: Job) -> None:
        first = self._table.start(job)
        if first is not None:
            _LOG.warning(_SECOND, job.idempotency_key, job.id, first.id)

    def _gone(self) -> str | None:
        return None if files_at(self._place) == self._files else _GONE

    def _require_own_process(self) -> None:
        if self._process != os.getpid():
            raise OSError(_FORKED)
