"""Remembering which deliveries were taken, so that none is taken twice."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from contextlib import closing
from typing import TYPE_CHECKING, Final, Protocol

from .errors_received import WebhookError

if TYPE_CHECKING:
    from pathlib import Path

_MOST: Final = 100_000
_PATIENCE: Final = 5.0
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY, until REAL NOT NULL)
"""


class ReplayStore(Protocol):
    """Remembers the ids of deliveries for as long as somebody could repeat them."""

    def take(self, delivery: str, until: float, clock: float) -> bool:
        """Remember an id, and return whether it is new.

        `until` is when it may be forgotten and `clock` what time it is, both in seconds
        since 1970.
        """

    def forget(self, delivery: str) -> None:
        """Forget an id, so that the delivery is taken when it comes again."""


class MemoryStore:
    """Remembers in this process alone; the oldest of 100,000 ids make room."""

    __slots__ = ("_lock", "_most", "_until")

    def __init__(self, most: int = _MOST) -> None:
        """Remember `most` ids at most."""
        self._lock = threading.Lock()
        self._most = most
        self._until: OrderedDict[str, float] = OrderedDict()

    def take(self, delivery: str, until: float, clock: float) -> bool:
        """Remember an id, and return whether it is new."""
        with self._lock:
            self._sweep(clock)
            if delivery in self._until:
                return False
            self._until[delivery] = until
            if len(self._until) > self._most:
                self._until.popitem(last=False)
            return True

    def forget(self, delivery: str) -> None:
        """Forget an id."""
        with self._lock:
            self._until.pop(delivery, None)

    def _sweep(self, clock: float) -> None:
        """Drop what may be forgotten, from the oldest on."""
        while self._until and next(iter(self._until.values())) < clock:
            self._until.popitem(last=False)


class SqliteStore:
    """Remembers in a file, which several processes may share."""

    __slots__ = ("_path",)

    def __init__(self, path: str | Path) -> None:
        """Make the file, unless it is there.

        Raises:
            WebhookError: it cannot be made.

        """
        self._path = path
        try:
            with closing(self._connect()) as database:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute(_TABLE)
        except sqlite3.Error as error:
            raise _broken(error) from None

    def take(self, delivery: str, until: float, clock: float) -> bool:
        """Remember an id, and return whether it is new.

        Raises:
            WebhookError: the file does not answer.

        """
        row = "INSERT INTO taken VALUES (?, ?) ON CONFLICT DO NOTHING"
        try:
            with closing(self._connect()) as database:
                database.execute("DELETE FROM taken WHERE until < ?", (clock,))
                return database.execute(row, (delivery, until)).rowcount == 1
        except sqlite3.Error as error:
            raise _broken(error) from None

    def forget(self, delivery: str) -> None:
        """Forget an id.

        Raises:
            WebhookError: the file does not answer.

        """
        try:
            with closing(self._connect()) as database:
                database.execute("DELETE FROM taken WHERE id = ?", (delivery,))
        except sqlite3.Error as error:
            raise _broken(error) from None

    def _connect(self) -> sqlite3.Connection:
        """Open the file; what a loss of power could undo is a second late anyway."""
        database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA synchronous = OFF")
        except sqlite3.Error:
            database.close()
            raise
        return database


def _broken(error: sqlite3.Error) -> WebhookError:
    return WebhookError("store", f"the file of deliveries does not answer: {error}")
