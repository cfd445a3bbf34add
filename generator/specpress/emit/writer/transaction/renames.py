"""Steps being taken: renames between the tree and its stage, each of which can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import assert_never

from specpress.diagnostics.report import SpecError
from specpress.emit.writer import refusal
from specpress.emit.writer.directory.directory import Directory, EntryKind
from specpress.emit.writer.paths import KEPT_SUFFIX, ancestors
from specpress.emit.writer.transaction.journal import Place, Remove, Step, retired, staged
from specpress.emit.writer.transaction.record import digest_of


class Course:
    """A walk through steps, any of which a run that died may have taken, wholly or in part."""

    __slots__ = ("_directory", "_undo")

    def __init__(self, directory: Directory) -> None:
        """Begin a course through an output folder whose stage is filled."""
        self._directory = directory
        self._undo: list[Callable[[], None]] = []

    def take(self, steps: Sequence[Step]) -> None:
        """Take every step, then have the disk keep the folders they changed."""
        for index, step in enumerate(steps):
            match step:
                case Place():
                    self._place(index, step)
                case Remove():
                    self._remove(index, step)
                case _:
                    assert_never(step)
        folders = {folder for step in steps for folder in ancestors(step.path)}
        for folder in (*sorted(folders), ""):
            if not folder or self._directory.kind(folder) is EntryKind.FOLDER:
                self._directory.sync(folder)

    def undo(self) -> None:
        """Put everything back as it was before `take`."""
        while self._undo:
            self._undo.pop()()

    def _place(self, index: int, step: Place) -> None:
        if self._directory.kind(staged(index)) is None:
            return
        for folder in reversed([*ancestors(step.path)]):
            if self._directory.kind(folder) is None:
                self._directory.make_folder(folder)
                self._undo.append(partial(self._directory.remove_folder, folder))
        self._retire(index, step)
        self._move(staged(index), step.path)

    def _remove(self, index: int, step: Remove) -> None:
        there = self._directory.kind(step.path)
        if there is EntryKind.FILE and self._directory.kind(retired(index)) is None:
            self._retire(index, step)
        for folder in ancestors(step.path):
            kind = self._directory.kind(folder)
            if kind is EntryKind.FOLDER and not self._directory.names(folder):
                self._directory.remove_folder(folder)
                self._undo.append(partial(self._directory.make_folder, folder))

    def _retire(self, index: int, step: Step) -> None:
        """Take away what stands at a step's path: ours to the stage, anyone else's to `.orig`."""
        kind = self._directory.kind(step.path)
        if kind is None:
            return
        if kind is EntryKind.LINK:
            raise SpecError([refusal.link(self._shown(step.path))])
        if kind is not EntryKind.FILE:
            reason = f"a file belongs there, and it is {kind.value}"
            raise SpecError([refusal.in_the_way(self._shown(step.path), reason)])
        if digest_of(self._directory.read(step.path)) == step.replaces:
            self._stow(step, retired(index))
            return
        kept = f"{step.path}{KEPT_SUFFIX}"
        if self._directory.kind(kept) is not None:
            raise SpecError([refusal.taken(self._shown(kept))])
        self._move(step.path, kept)

    def _stow(self, step: Step, target: str) -> None:
        if isinstance(step, Place) and self._directory.kind(target) is None:
            # The path keeps the old file until the new one takes its place, with no gap.
            with suppress(OSError):
                self._directory.link(step.path, target)
                self._undo.append(partial(self._directory.move, target, step.path))
                return
        self._move(step.path, target)

    def _move(self, source: str, target: str) -> None:
        self._directory.move(source, target)
        self._undo.append(partial(self._directory.move, target, source))

    def _shown(self, path: str) -> str:
        return refusal.shown(self._directory.path / path)
