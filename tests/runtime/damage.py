"""A journal with jobs of every kind, and what may happen to its file."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import Ended, Intent, Started

SERVER = "https://lantern.invalid"
BODIES = (b'{"model":"wick-1","prompt":"A lamp"}', b'{"x":"' + b"long " * 1_500 + b'"}')
COLUMNS = (
    *("platform", "server", "idempotency_key", "state", "calls", "at", "model", "fingerprint"),
    *("body", "job_id", "job"),
)
PAGE = 4_096


def intent(key: str, body: bytes = BODIES[0]) -> Intent:
    at, digest = 1_800_000_050.0, sha256(body).hexdigest()
    return Intent("lantern", "wick-1", key, digest, body, at, "spec", 1_900_000_000.0)


def job(key: str, status: str = "waiting", name: str | None = None) -> Job:
    known = replace(intent(key).handle(), id=name or f"j-{key}", status=status)
    return replace(known, answer={"result": {"first": f"https://x/{known.id}"}})


def make(path: Path) -> None:
    """Write a journal: intents, jobs that were started or have ended, and another server's."""
    with opened(path) as journal:
        for key, body in (("sent", BODIES[0]), ("long", BODIES[1]), ("twice", BODIES[0])):
            journal.save(intent(key, body))
        journal.save(intent("twice"))
        for number in range(12):
            state = ("waiting", "lit", "out")[number % 3]
            for record in (intent(f"k{number}"), Started(job(f"k{number}"))):
                journal.save(record)
            if state != "waiting":
                journal.save(Ended(job(f"k{number}", state)))
        journal.save(Started(job("k0", name="j-again")))
    with opened(path, "http://127.0.0.1:1") as other:
        other.save(intent("theirs"))


@contextmanager
def opened(path: Path, server: str = SERVER) -> Iterator[JournalFile]:
    """Open a journal that does not wait for the disk: no power is lost here."""
    journal = JournalFile(str(path), "lantern", server)
    journal._connection.execute("PRAGMA synchronous = OFF")
    try:
        yield journal
    finally:
        journal.close()


class Text(bytes):
    """A text as it stands in the file, which no BLOB is equal to."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and bytes(self) == bytes(other)

    __hash__ = bytes.__hash__


Rows: TypeAlias = list[tuple[int, tuple[Any, ...]]]
"""The rows of a file by their numbers, of which a damaged one may have some twice."""


def rows_of(path: Path) -> Rows | None:
    """Return the rows as SQLite itself reads them; None where it says that it cannot."""
    query = "SELECT number, platform, server, idempotency_key, state, calls, at, model,"
    query += " fingerprint, body, job_id, job FROM entry ORDER BY number"
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = Text
        try:
            return [(one[0], one[1:]) for one in connection.execute(query)]
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return None


def is_in_order(path: Path) -> bool:
    """Return whether SQLite finds nothing wrong with the order of the file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        try:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError:
            return False
    return not found.startswith(b"*** in database")


def text(stored: bytes) -> str:
    """Return the text of SQL for a text of any bytes at all."""
    return f"CAST(x'{stored.hex()}' AS TEXT)"


def handle(**changed: Any) -> str:
    return text(replace(job("k0"), **changed).to_json().encode())


ANYWHERE = {
    "nothing": "NULL",
    "bytes": "x'ff00'",
    "no UTF-8": text(b"j\xff"),
    "half a character": text(b"\xed\xa0\x80"),
    "an empty text": "''",
    "a word": "'yesterday'",
    "NUL": text(b"k\x00x"),
    "two lines": text(b"k0\nj-k0"),
    "2 MB": text(b"x" * 2_000_000),
    "infinity": "9e999",
    "a whole number": "9223372036854775807",
    "another row's": "'k3'",
}
HANDLES = {
    "no JSON": "'{'",
    "a list": "'[]'",
    "500 deep": text(b'{"platform":"lantern","id":"j","answer":{"x":' + b"[" * 500 + b"]" * 500),
    "deep": text(b'{"platform":"lantern","id":"j","x":' + b"[" * 500 + b"]" * 500 + b"}"),
    "a deadline of 10**400": text(b'{"platform":"lantern","id":"j","deadline":1' + b"0" * 400),
    "10**400": text(b'{"platform":"lantern","id":"j","deadline":1' + b"0" * 400 + b"}"),
    "another platform": handle(platform="torch"),
    "half an id": handle(id="\ud800"),
    "a long id": handle(id="j" * 2_000_000),
    "another id": handle(id="j-k3"),
    "another key": handle(idempotency_key="k3"),
}
VALUES = [(column, name, sql) for column in COLUMNS for name, sql in ANYWHERE.items()]
VALUES += [("job", name, sql) for name, sql in HANDLES.items()]
CELLS = [(column, name, sql, row) for column, name, sql in VALUES for row in (1, 3, 4, 5, 16)]


def set_value(path: Path, number: int, column: str, value: str) -> None:
    """Put a value into a column, whatever the table demands of it."""
    with unsynchronised(path) as connection:
        version = connection.execute("PRAGMA schema_version").fetchone()[0]
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
        connection.execute(f"PRAGMA schema_version = {version + 1}")
    with unsynchronised(path) as connection:
        changed = f"SET {column} = {value} WHERE number = {number}"
        connection.execute(f"UPDATE OR IGNORE entry {changed}")


@contextmanager
def unsynchronised(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


@dataclass(frozen=True)
class Place:
    """One damage: what it is called, and what does it."""

    name: str
    damage: Callable[[Path], None]
    is_raw: bool = False


def places(seed: int, values: int, raw: int) -> Iterator[Place]:
    """Yield so many values in columns, and so many damages of the bytes, drawn at random."""
    drawn = random.Random(seed)  # noqa: S311 - the same in each run
    for column, name, sql, row in drawn.sample(CELLS, values):

        def put(path: Path, cell: tuple[int, str, str] = (row, column, sql)) -> None:
            set_value(path, *cell)

        yield Place(f"{column} of row {row}: {name}", put)
    for number in range(raw):
        kind = list(BYTES)[number % len(BYTES)]

        def spoil(path: Path, kind: str = kind) -> None:
            path.write_bytes(BYTES[kind](path.read_bytes(), drawn))

        yield Place(f"{kind} {number}", spoil, is_raw=True)


def flipped(data: bytes, drawn: random.Random) -> bytes:
    """Flip a bit of a byte that says something."""
    at = drawn.choice([number for number, one in enumerate(data) if one])
    return data[:at] + bytes([data[at] ^ 1 << drawn.randrange(8)]) + data[at + 1 :]


def flipped_in_head(data: bytes, drawn: random.Random) -> bytes:
    page = PAGE * drawn.randrange(len(data) // PAGE)
    at = page + drawn.randrange(120)
    return data[:at] + bytes([data[at] ^ 1 << drawn.randrange(8)]) + data[at + 1 :]


def truncated(data: bytes, drawn: random.Random) -> bytes:
    return data[: drawn.choice([1, 100, drawn.randrange(len(data)), len(data) - PAGE])]


def zeroed(data: bytes, drawn: random.Random) -> bytes:
    size = drawn.choice([512, PAGE])
    at = size * drawn.randrange(len(data) // size)
    return data[:at] + bytes(size) + data[at + size :]


def exchanged(data: bytes, drawn: random.Random) -> bytes:
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    drawn.shuffle(pages)
    return b"".join(pages)


BYTES = {
    "a bit flipped": flipped,
    "a bit of a page's head flipped": flipped_in_head,
    "a part cut off": truncated,
    "zeros": zeroed,
    "pages exchanged": exchanged,
}
