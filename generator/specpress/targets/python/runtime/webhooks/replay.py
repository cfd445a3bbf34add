"""Remembering which deliveries were taken, so that none is taken twice.

A store has room for a number of deliveries, and those whose time is over soonest make
way. No clock decides about it: one that jumps ahead would make a store forget what can
be repeated as soon as the clock is set right. What is as old as a delivery that made
way may have been taken, and is not taken again.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final, Protocol

from ..errors.received import WebhookError

if TYPE_CHECKING:
    from pathlib import Path

_MOST: Final = 100_000
_PATIENCE: Final = 5.0
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY, until REAL NOT NULL);
CREATE INDEX IF NOT EXISTS taken_until ON taken (until, id);
"""
_OVER: Final = "SELECT until FROM taken WHERE id = ''"
"""The time of the last delivery that made way stands in a row without an id."""

_ADD: Final = "INSERT INTO taken VALUES (?, ?) ON CONFLICT DO NOTHING"
_MAKE_WAY: Final = """
INSERT INTO taken
SELECT '', until FROM taken WHERE id <> '' ORDER BY until DESC LIMIT 1 OFFSET ?
ON CONFLICT DO UPDATE SET until = max(until, excluded.until)
"""
_DROP: Final = """
DELETE FROM taken
WHERE id <> '' AND until <= (SELECT until FROM taken WHERE id = '')
"""


class ReplayStore(Protocol):
    """Remembers the ids of deliveries, longer than their timestamps are good."""

    def take(self, delivery: str, until: float) -> bool:
        """Remember an id, and return whether it is new.

        `until` is when its timestamp is too old, in seconds since 1970.

        Raises:
            WebhookError: nobody can tell whether it is new.

        """

    def forget(self, delivery: str) -> None:
        """Forget an id, so that the delivery is taken when it comes again."""


class MemoryStore:
    """Remembers in this process alone."""

    __slots__ = ("_lock", "_most", "_order", "_over", "_until")

    def __init__(self, most: int = _MOST) -> None:
        """Remember `most` ids at most."""
        self._lock = threading.Lock()
        self._most = most
        self._until: dict[str, float] = {}
        self._order: list[tuple[float, str]] = []
        self._over = 0.0

    def take(self, delivery: str, until: float) -> bool:
        """Remember an id, and return whether it is new.

        Raises:
            WebhookError: it is as old as one that made way.

        """
        with self._lock:
            if delivery in self._until:
                return False
            if until <= self._over:
                raise _too_old()
            self._until[delivery] = until
            heappush(self._order, (until, delivery))
            if len(self._order) > self._most:
                self._make_way()
            return True

    def forget(self, delivery: str) -> None:
        """Forget an id."""
        with self._lock:
            self._until.pop(delivery, None)

    def _make_way(self) -> None:
        self._over, gone = heappop(self._order)
        # One that was forgotten and taken again since then stands there a second time.
        if self._until.get(gone) == self._over:
            del self._until[gone]


class SqliteStore:
    """Remembers in a file, which several processes may share."""

    __slots__ = ("_most", "_path")

    def __init__(self, path: str | Path, most: int = _MOST) -> None:
        """Make the file, unless it is there; remember `most` ids at most.

        Raises:
            WebhookError: it cannot be made.

        """
        self._path = path
        self._most = most
        try:
            with closing(self._connect()) as database:
                database.execute("PRAGMA journal_mode = WAL")
                database.executescript(_TABLE)
        except sqlite3.Error as error:
            raise _broken(error) from None

    def take(self, delivery: str, until: float) -> bool:
        """Remember an id, and return whether it is new.

        Raises:
            WebhookError: the file does not answer, or the delivery is too old.

        """
        try:
            with closing(self._connect()) as database:
                database.execute("BEGIN IMMEDIATE")
                over: tuple[float] | None = database.execute(_OVER).fetchone()
                is_new = database.execute(_ADD, (delivery, until)).rowcount == 1
                if is_new and over is not None and until <= over[0]:
                    raise _too_old()
                database.execute(_MAKE_WAY, (self._most,))
                database.execute(_DROP)
                database.execute("COMMIT")
                return is_new
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


def _too_old() -> WebhookError:
    reason = "it may have been taken: later ones have been forgotten by now"
    return WebhookError("too_old", reason)
