"""The output folder by descriptors: no path is ever looked up twice, no link ever followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from specpress.diagnostics.report import SpecError
from specpress.emit.writer.directory.directory import EntryKind, kind_of
from specpress.emit.writer.directory.lock import wait_for_lock
from specpress.emit.writer.refusal import link, shown


class DescriptorDirectory:
    """A Directory whose every folder is opened from its parent, with O_NOFOLLOW.

    A link that someone puts in place while we write is refused like one that was there.
    """

    __slots__ = ("_path", "_root")

    def __init__(self, path: Path) -> None:
        """Open the folder at `path`, which must exist and be no link itself."""
        self._path = path
        self._root = _open_folder(str(path), None)

    @property
    def path(self) -> Path:
        """Where it is, for messages."""
        return self._path

    def lock(self, *, shared: bool) -> bool:
        """Wait for other runs; the lock is on the folder itself and leaves no file behind."""
        return wait_for_lock(self._root, shared=shared)

    def kind(self, path: str) -> EntryKind | None:
        """Return what stands at `path`, or None."""
        try:
            with self._parent(path) as (parent, name):
                return kind_of(os.stat(name, dir_fd=parent, follow_symlinks=False))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """Return the names in a folder and what they are, sorted."""
        with self._folder(path) as folder, _naming(path), os.scandir(folder) as entries:
            return tuple(
                sorted((one.name, kind_of(one.stat(follow_symlinks=False))) for one in entries)
            )

    def read(self, path: str) -> bytes:
        """Return the bytes of a regular file."""
        with self._parent(path) as (parent, name):
            # A pipe that was put in place of the file must not be waited for.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            with os.fdopen(os.open(name, flags, dir_fd=parent), "rb") as stream:
                return stream.read()

    def create(self, path: str, content: bytes) -> None:
        """Write a file that does not exist yet, and have the disk keep it."""
        with self._parent(path) as (parent, name):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with os.fdopen(os.open(name, flags, 0o666, dir_fd=parent), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())

    def link(self, source: str, target: str) -> None:
        """Give a file a second name, if the file system can."""
        with self._parent(target) as (new, name), self._parent(source) as (old, other):
            os.link(other, name, src_dir_fd=old, dst_dir_fd=new, follow_symlinks=False)

    def move(self, source: str, target: str) -> None:
        """Rename a file, over what has the new name."""
        with self._parent(target) as (new, name), self._parent(source) as (old, other):
            os.replace(other, name, src_dir_fd=old, dst_dir_fd=new)

    def remove(self, path: str) -> None:
        """Delete a file."""
        with self._parent(path) as (parent, name):
            os.unlink(name, dir_fd=parent)

    def make_folder(self, path: str) -> None:
        """Make a folder whose parent exists."""
        with self._parent(path) as (parent, name):
            os.mkdir(name, dir_fd=parent)

    def remove_folder(self, path: str) -> None:
        """Delete an empty folder."""
        with self._parent(path) as (parent, name):
            os.rmdir(name, dir_fd=parent)

    def sync(self, path: str) -> None:
        """Have the disk keep the names in a folder."""
        with self._folder(path) as folder, _naming(path):
            os.fsync(folder)

    def close(self) -> None:
        """Let go of the folder, and of its lock."""
        os.close(self._root)

    @contextmanager
    def _parent(self, path: str) -> Iterator[tuple[int, str]]:
        folder, _, name = path.rpartition("/")
        with self._folder(folder) as parent, _naming(path):
            yield parent, name

    @contextmanager
    def _folder(self, path: str) -> Iterator[int]:
        with ExitStack() as opened:
            here, walked = self._root, ""
            for name in path.split("/") if path else ():
                walked = f"{walked}/{name}" if walked else name
                here = self._enter(here, name, walked)
                opened.callback(os.close, here)
            yield here

    def _enter(self, parent: int, name: str, path: str) -> int:
        with _naming(path):
            try:
                return _open_folder(name, parent)
            except OSError:
                status = os.stat(name, dir_fd=parent, follow_symlinks=False)
                if kind_of(status) is EntryKind.LINK:
                    raise SpecError([link(shown(self._path / path))]) from None
                raise


def _open_folder(name: str, parent: int | None) -> int:
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)


@contextmanager
def _naming(path: str) -> Iterator[None]:
    """Give an OSError the path below the output folder, where the system knows a name only."""
    try:
        yield
    except OSError as problem:
        problem.filename, problem.filename2 = path, None
        raise
