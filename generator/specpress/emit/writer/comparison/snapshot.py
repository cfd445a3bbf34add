"""What stands in the output folder before anything is done to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from specpress.emit.writer.directory.directory import Directory, EntryKind
from specpress.emit.writer.paths import OWN, is_ignored


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The entries below an output folder, and the bytes of the files that concern us.

    `kinds` holds every entry that is not ignored, `ignored` the others, without what they
    hold; `contents` the bytes of those files that are known: wanted now or listed as written.
    """

    kinds: Mapping[str, EntryKind] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    contents: Mapping[str, bytes] = field(default_factory=dict)

    def below(self, folder: str) -> Iterator[str]:
        """Yield the paths in a folder and its folders of all that is not a folder itself."""
        for path in (*self.kinds, *self.ignored):
            if path.startswith(f"{folder}/") and self.kinds.get(path) is not EntryKind.FOLDER:
                yield path


def take_snapshot(
    directory: Directory, known: Collection[str], *, outside: Collection[str]
) -> Snapshot:
    """Look at all of `directory` but the folders `outside`, which belong to other targets.

    Files are read only if they are `known`; ignored names are not entered.
    """
    kinds: dict[str, EntryKind] = {}
    ignored: set[str] = set()
    folders = [""]
    while folders:
        folder = folders.pop()
        for name, kind in directory.names(folder):
            path = f"{folder}/{name}" if folder else name
            if not folder and (name in OWN or name in outside):
                continue
            if is_ignored(name):
                ignored.add(path)
                continue
            kinds[path] = kind
            if kind is EntryKind.FOLDER:
                folders.append(path)
    contents = {
        path: directory.read(path)
        for path, kind in kinds.items()
        if kind is EntryKind.FILE and path in known
    }
    return Snapshot(kinds, frozenset(ignored), contents)
