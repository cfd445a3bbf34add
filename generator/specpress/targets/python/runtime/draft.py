"""A file that is written under a name of its own and appears when it is whole."""

from __future__ import annotations

import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .source import FileError, FileFailure, kind_of

if TYPE_CHECKING:
    from types import TracebackType
    from typing import BinaryIO, Self

_FLAGS: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_LONGEST_STEM: Final = 40


class Draft:
    """What will be a file at `path`; until it is kept, nobody sees it there.

    Closing it drops what was not kept. It may be closed while another thread still
    writes: that thread ends first, and finds it closed the next time.
    """

    __slots__ = ("_lock", "_mode", "_over", "_path", "_stream", "_temporary")

    def __init__(self, path: str) -> None:
        """Touch nothing yet."""
        self._path = Path(path)
        name = f".{self._path.name[:_LONGEST_STEM]}.{secrets.token_hex(8)}.part"
        self._temporary = self._path.parent / name
        self._lock = threading.Lock()
        self._stream: BinaryIO | None = None
        self._mode = 0
        self._over = False

    def __enter__(self) -> Self:
        """Return the draft."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop what was not kept."""
        self.close()

    def open(self) -> None:
        """Make the file under its temporary name, in the folder of the real one.

        Raises:
            FileError: the folder takes no file, or what stands there is none.

        """
        with self._lock:
            if self._over:
                raise FileError(_CLOSED)
            try:
                self._open()
            except (OSError, ValueError) as error:
                raise FileError(_unwritable(error)) from None

    def write(self, data: bytes) -> None:
        """Write some more.

        Raises:
            FileError: the disk takes no more.

        """
        with self._lock:
            if self._stream is None:
                raise FileError(_CLOSED)
            try:
                self._stream.write(data)
            except (OSError, ValueError) as error:
                raise FileError(_unwritable(error)) from None

    def keep(self) -> None:
        """Give the file its name, once the disk has all of it.

        Raises:
            FileError: the disk did not take it, or what stands there is no file.

        """
        with self._lock:
            if self._stream is None:
                raise FileError(_CLOSED)
            try:
                self._keep(self._stream)
            except (OSError, ValueError) as error:
                raise FileError(_unwritable(error)) from None

    def close(self) -> None:
        """Drop what was not kept."""
        with self._lock:
            self._over = True
            stream, self._stream = self._stream, None
            if stream is not None:
                with suppress(OSError):
                    stream.close()
                with suppress(OSError):
                    self._temporary.unlink()

    def _open(self) -> None:
        """Open the file, and hide it from others until it is kept.

        It is made as any file of the program is, so that the system takes the umask
        off; a umask cannot be read without changing it for every thread.
        """
        _require_replaceable(self._path)
        descriptor = os.open(self._temporary, _FLAGS, 0o666)
        self._stream = os.fdopen(descriptor, "wb")
        self._mode = os.fstat(descriptor).st_mode & 0o777
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)

    def _keep(self, stream: BinaryIO) -> None:
        stream.flush()
        os.fsync(stream.fileno())
        if hasattr(os, "fchmod"):
            os.fchmod(stream.fileno(), self._mode)
        stream.close()
        _require_replaceable(self._path)
        self._temporary.replace(self._path)
        self._stream = None
        _sync_folder(self._path.parent)


def _require_replaceable(path: Path) -> None:
    """See that nothing but a file, or a link to one, goes when the new file comes.

    Raises:
        FileError: a device, a FIFO or the like stands there, which others wait at.

    """
    with suppress(FileNotFoundError):
        kind = kind_of(path.stat().st_mode)
        if kind is not None:
            reason = f"the file cannot be written: {kind} stands at {str(path)!r}"
            raise FileError(FileFailure("unwritable", reason))


def _sync_folder(folder: Path) -> None:
    """Make sure that the name outlives a crash, where the system can do so."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_CLOSED: Final = FileFailure("unwritable", "the download was given up")


def _unwritable(error: OSError | ValueError) -> FileFailure:
    reason = getattr(error, "strerror", None) or str(error)
    return FileFailure("unwritable", f"the file cannot be written: {reason}")
