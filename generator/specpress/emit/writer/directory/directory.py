"""The output folder as the writer sees it: names below it, and nothing outside."""

from __future__ import annotations

import stat
from enum import Enum
from os import stat_result
from pathlib import Path
from typing import Final, Protocol


class EntryKind(Enum):
    """What stands at a path; links are never followed."""

    FILE = "a file"
    FOLDER = "a folder"
    LINK = "a symbolic link"
    OTHER = "neither a file nor a folder"


class Directory(Protocol):
    """An open output folder.

    Paths are below it, with `/`; the empty path is the folder itself, for `names` and `sync`.
    Operations raise OSError, its `filename` the path below the folder, and SpecError E0503
    where a folder on the way is a symbolic link.
    """

    @property
    def path(self) -> Path:
        """Where it is, for messages."""
        ...

    def lock(self, *, shared: bool) -> bool:
        """Wait for other runs, and return whether the lock was got; it ends with `close`."""
        ...

    def kind(self, path: str) -> EntryKind | None:
        """Return what stands at `path`, or None."""
        ...

    def names(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """Return the names in a folder and what they are, sorted."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of a regular file."""
        ...

    def create(self, path: str, content: bytes) -> None:
        """Write a file that does not exist yet, and have the disk keep it."""
        ...

    def link(self, source: str, target: str) -> None:
        """Give a file a second name, if the file system can."""
        ...

    def move(self, source: str, target: str) -> None:
        """Rename a file, over what has the new name."""
        ...

    def remove(self, path: str) -> None:
        """Delete a file."""
        ...

    def make_folder(self, path: str) -> None:
        """Make a folder whose parent exists."""
        ...

    def remove_folder(self, path: str) -> None:
        """Delete an empty folder."""
        ...

    def sync(self, path: str) -> None:
        """Have the disk keep the names in a folder, where the system can."""
        ...

    def close(self) -> None:
        """Let go of the folder, and of its lock."""
        ...


_JUNCTION: Final = 0xA0000003  # Windows: IO_REPARSE_TAG_MOUNT_POINT, a link that looks a folder


def kind_of(status: stat_result) -> EntryKind:
    """Return what a status, taken without following links, is of."""
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
        return EntryKind.LINK
    if stat.S_ISREG(status.st_mode):
        return EntryKind.FILE
    return EntryKind.FOLDER if stat.S_ISDIR(status.st_mode) else EntryKind.OTHER
