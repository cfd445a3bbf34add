"""Opening the file of a journal: making a new one, and leaving alone what is none."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import tempfile
from pathlib import Path
from typing import Final

from ..errors.local import JournalError
from ..one_line import in_one_line
from . import schema as sql

_PRIMARY: Final = 0xFF
_DAMAGED: Final = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR},
)
_RECOVER: Final = (
    "it is left as it is: name another file, and get out of this one what can still be "
    "read, with `sqlite3 FILE .recover`"
)
_LONGEST_LOCK: Final = 10.0
"""How many seconds another process may write before it is given up on."""


def connect(path: str) -> sqlite3.Connection:
    """Open a journal, which any thread may use; make one where there is no file.

    Raises:
        JournalError: the file is a link, no journal, one of a later version, or cannot
            be opened. It is left as it is.

    """
    try:
        refusal = _refusal_of_file(path)
        if refusal is None:
            return _connect(path)
    except (OSError, ValueError, sqlite3.Error) as error:
        refusal = reason_of(error)
    raise JournalError(refusal, path)


def files_at(path: str) -> tuple[tuple[int, int] | None, ...]:
    """Return which files stand at a path now; SQLite writes to those that it opened."""
    return tuple(_identity(f"{path}{suffix}") for suffix in ("", "-wal"))


def reason_of(error: Exception) -> str:
    """Return what is wrong with a file, and what to do if it is damaged."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    # A name of the file's own may stand in what SQLite says, in any bytes.
    is_damaged = code & _PRIMARY in _DAMAGED or isinstance(error, UnicodeDecodeError)
    said = str(error) or type(error).__name__
    return f"{said}; {_RECOVER}" if is_damaged else said


def damage_of(connection: sqlite3.Connection) -> str | None:
    """Return what SQLite finds wrong with the order of a file, if anything.

    What it can read may be read all the same, but not be written: in a file without
    order a row may be taken for another.
    """
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return reason_of(error)
    said = in_one_line(str(found)) or ""
    # Other findings are of single rows, which have their own way to say so.
    return f"it is damaged ({said}); {_RECOVER}" if said.startswith("***") else None


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: str) -> sqlite3.Connection:
    connection = _open(path)
    try:
        refusal = _refusal_of_content(connection, Path(path).stat().st_size)
        if refusal is None:
            _prepare(connection)
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    raise JournalError(refusal, path)


def _open(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{Path(path).absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_LONGEST_LOCK,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.text_factory = _text
    return connection


def _text(stored: bytes) -> str | bytes:
    """Return a text of the file; as bytes what is damaged, so that it costs no more."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def _refusal_of_file(path: str) -> str | None:
    """Make the file if it is missing; return what is wrong with what is there."""
    with contextlib.suppress(FileExistsError):
        _make(path)
    kind = os.lstat(path).st_mode
    if stat.S_ISLNK(kind):
        return "it is a symbolic link; name the file itself"
    return None if stat.S_ISREG(kind) else "it is no file"


def _make(path: str) -> None:
    """Make a journal that its owner alone can read.

    It is made in a folder of its own, and only then gets its name. So nobody opens half
    of one, and only SQLite ever closes it: others would drop this process's locks.
    """
    if os.path.lexists(path):
        return
    near = Path(path).parent
    with tempfile.TemporaryDirectory(prefix=".journal-", dir=near) as folder:
        made = str(Path(folder, "made"))
        os.close(os.open(made, os.O_CREAT | os.O_EXCL, 0o600))
        _connect(made).close()
        os.link(made, path)


def _refusal_of_content(connection: sqlite3.Connection, size: int) -> str | None:
    """Return why a file is not used as a journal; nothing is written to it.

    To SQLite a file that is shorter than a page is as good as none.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    is_new = (application, version, tables) == (0, 0, 0) and (pages > 0 or size == 0)
    if not is_new and application != sql.APPLICATION:
        return "it is another program's database; name another file"
    if version > sql.VERSION:
        known = f"this package knows version {sql.VERSION}"
        return f"it is of version {version}, {known}; install a later one"
    return None if is_new else _refusal_of_rows(connection, version)


def _refusal_of_rows(connection: sqlite3.Connection, version: int) -> str | None:
    """Read every row once: into a file of which a part is lost nothing is written."""
    if version < sql.VERSION:
        return f"it is damaged: there never was a version {version}; {_RECOVER}"
    for _ in connection.execute(sql.ROWS):
        pass
    return None


def _prepare(connection: sqlite3.Connection) -> None:
    """See that each record is on disk before anything else happens."""
    connection.execute("PRAGMA synchronous = FULL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == sql.VERSION:
        return
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(sql.CREATE)
    connection.execute(f"PRAGMA application_id = {sql.APPLICATION}")
    connection.execute(f"PRAGMA user_version = {sql.VERSION}")
    connection.execute("COMMIT")
