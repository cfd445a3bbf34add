"""A file to upload: a path, bytes, or an open binary file, read in small pieces."""

from __future__ import annotations

import io
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

File: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
"""A path, the bytes themselves, or a file opened in binary mode that can seek."""

HEAD_BYTES: Final = 4096
"""How much of a file is looked at to tell its format."""

_CHUNK_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it was when it was first looked at.

    `start` is the offset at which an open file stood. `stamp` differs when a file on
    disk has been written to since.
    """

    name: str | None
    size: int
    head: bytes = field(repr=False)
    start: int = 0
    stamp: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFailure:
    """A file could not be read, or changed: `code` is `unreadable` or `changed`."""

    code: str
    reason: str


_NO_FILE: Final = FileFailure(
    "unreadable",
    "it is no path, no bytes and no file opened in binary mode",
)
_CHANGED: Final = FileFailure("changed", "it changed while it was being uploaded")
_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_KINDS: Final = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class FileError(Exception):
    """A file let its upload down halfway; drivers answer it with its `failure`."""

    def __init__(self, failure: FileFailure) -> None:
        """Hold what the driver answers."""
        super().__init__(failure.reason)
        self.failure = failure


def look_at(file: File) -> FileFacts | FileFailure:
    """Return what can be told of a file without reading it to its end."""
    try:
        with _reading(), _opened(file) as stream:
            return _facts(file, stream)
    except FileError as error:
        return error.failure


def pieces(file: File, facts: FileFacts) -> Iterator[bytes]:
    """Yield the bytes of a file, from where it stood when it was looked at.

    Raises:
        FileError: the file cannot be read any more, or is not what `facts` say.

    """
    with _reading(), _opened(file) as stream:
        yield from _pieces(stream, facts)


def kind_of(mode: int) -> str | None:
    """Return what stands at a path instead of a regular file; None if it is one."""
    if stat.S_ISREG(mode):
        return None
    return next((label for fits, label in _KINDS if fits(mode)), "no regular file")


def _pieces(stream: BinaryIO, facts: FileFacts) -> Iterator[bytes]:
    """Yield as many bytes as the file had, and make sure that nobody wrote to it."""
    _hold_to(facts, stream)
    stream.seek(facts.start)
    left = facts.size
    while left and (piece := stream.read(min(left, _CHUNK_BYTES))):
        left -= len(piece)
        yield piece
    _hold_to(facts, stream)
    if left:
        raise FileError(_CHANGED)


def _unreadable(error: Exception) -> FileFailure:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return FileFailure("unreadable", f"it cannot be read: {reason}")


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what a file raises, whoever wrote its class, into a FileError."""
    try:
        yield
    except FileError:
        raise
    except (AttributeError, TypeError) as error:
        raise FileError(_NO_FILE) from error
    except Exception as error:
        raise FileError(_unreadable(error)) from error


@contextmanager
def _opened(file: File) -> Iterator[BinaryIO]:
    """Open what is not open yet; a file that came open stays open."""
    if isinstance(file, bytes):
        yield io.BytesIO(file)
    elif isinstance(file, str | os.PathLike):
        _require_regular(Path(file).stat())
        with io.FileIO(os.fspath(file), opener=_open_at_once) as stream:
            yield stream
    else:
        yield file


def _open_at_once(path: str, flags: int) -> int:
    """Open a file without waiting for a writer, should it have become a FIFO."""
    return os.open(path, flags | _AT_ONCE)


def _require_regular(status: os.stat_result) -> None:
    kind = kind_of(status.st_mode)
    if kind is not None:
        reason = f"it is {kind}; pass a regular file, or the bytes themselves"
        raise FileError(FileFailure("unreadable", reason))


def _facts(file: File, stream: BinaryIO) -> FileFacts:
    stamp = _stamp(stream)
    start = stream.tell()
    size = max(0, stream.seek(0, os.SEEK_END) - start)
    stream.seek(start)
    head = stream.read(HEAD_BYTES)
    stream.seek(start)
    if not isinstance(head, bytes):
        raise FileError(_NO_FILE)
    return FileFacts(_name(file), size, head, start, stamp)


def _name(file: File) -> str | None:
    path = file if isinstance(file, str | os.PathLike) else getattr(file, "name", None)
    return Path(path).name if isinstance(path, str | os.PathLike) else None


def _stamp(stream: BinaryIO) -> tuple[int, ...]:
    """Return what tells one state of a file on disk from another; () for others.

    Raises:
        FileError: it is open, but no file: reading it might never end.

    """
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return ()
    _require_regular(status)
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _hold_to(facts: FileFacts, stream: BinaryIO) -> None:
    if _stamp(stream) != facts.stamp:
        raise FileError(_CHANGED)
