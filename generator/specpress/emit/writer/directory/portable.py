"""The output folder by paths, for systems without directory descriptors, such as Windows.

The journal, the manifest and every refusal are the same. What is weaker: links are looked for
before each operation rather than excluded by it, so one that is put in place at that very
moment is followed; the disk is not told to keep the names in a folder; the lock is a file,
`.specpress.lock`, which stays; and a comparison takes no lock, since it may not write one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from specpress.diagnostics.report import SpecError
from specpress.emit.writer.directory.directory import EntryKind, kind_of
from specpress.emit.writer.directory.lock import wait_for_lock
from specpress.emit.writer.paths import LOCK, ancestors
from specpress.emit.writer.refusal import link, shown


class PortableDirectory:
    """A Directory that needs nothing but paths and `os.replace`."""

    __slots__ = ("_lock", "_path")

    def __init__(self, path: Path) -> None:
        """Take the folder at `path`, which must exist and be no link itself."""
        self._path = path
        self._lock: int | None = None

    @property
    def path(self) -> Path:
        """Where it is, for messages."""
        return self._path

    def lock(self, *, shared: bool) -> bool:
        """Wait for other runs; a shared lock is none."""
        if shared:
            return True
        self._refuse_link(LOCK)
        with self._at(LOCK) as path:
            self._lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        return wait_for_lock(self._lock, shared=False)

    def kind(self, path: str) -> EntryKind | None:
        """Return what stands at `path`, or None."""
        try:
            with self._at(path) as real:
                return kind_of(real.lstat())
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """Return the names in a folder and what they are, sorted."""
        with self._at(path) as real:
            return tuple(sorted((one.name, kind_of(one.lstat())) for one in real.iterdir()))

    def read(self, path: str) -> bytes:
        """Return the bytes of a regular file."""
        with self._at(path) as real:
            return real.read_bytes()

    def create(self, path: str, content: bytes) -> None:
        """Write a file that does not exist yet, and have the disk keep it."""
        with self._at(path) as real, real.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())

    def link(self, source: str, target: str) -> None:
        """Give a file a second name, if the file system can."""
        with self._at(target) as new, self._at(source) as old:
            os.link(old, new)

    def move(self, source: str, target: str) -> None:
        """Rename a file, over what has the new name."""
        with self._at(target) as new, self._at(source) as old:
            old.replace(new)

    def remove(self, path: str) -> None:
        """Delete a file."""
        with self._at(path) as real:
            real.unlink()

    def make_folder(self, path: str) -> None:
        """Make a folder whose parent exists."""
        with self._at(path) as real:
            real.mkdir()

    def remove_folder(self, path: str) -> None:
        """Delete an empty folder."""
        with self._at(path) as real:
            real.rmdir()

    def sync(self, path: str) -> None:
        """Do nothing: not every system can open a folder."""

    def close(self) -> None:
        """Let go of the lock."""
        if self._lock is not None:
            os.close(self._lock)

    @contextmanager
    def _at(self, path: str) -> Iterator[Path]:
        for folder in ancestors(path):
            self._refuse_link(folder)
        try:
            yield self._path / path
        except OSError as problem:
            problem.filename, problem.filename2 = path, None
            raise

    def _refuse_link(self, path: str) -> None:
        real = self._path / path
        if os.path.lexists(real) and kind_of(real.lstat()) is EntryKind.LINK:
            raise SpecError([link(shown(real))])
