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
from . import schema as sql

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
    except (OSError, sqlite3.Error) as error:
        refusal = str(error)
    raise JournalError(refusal, path)


def _connect(path: str) -> sqlite3.Connection:
    connection = _open(path)
    try:
        refusal = _refusal_of_content(connection)
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
    # One byte that is no UTF-8 spoils its own row, and not the reading of all.
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    return connection


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


def _refusal_of_content(connection: sqlite3.Connection) -> str | None:
    """Return why a file is not used as a journal; nothing is written to it."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    is_new = (application, version, tables) == (0, 0, 0)
    if not is_new and application != sql.APPLICATION:
        return "it is another program's database; name another file"
    if version > sql.VERSION:
        known = f"this package knows version {sql.VERSION}"
        return f"it is of version {version}, {known}; install a later one"
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
