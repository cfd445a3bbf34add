"""Carry out the steps of a run wholly or not at all, whenever it is killed or the disk fails.

New files are staged beside the tree and brought to disk; renaming the journal into place is
the commit point. Until then a death leaves the old tree, after it the next run rolls forward.
An old file is not overwritten but moved to the stage, so that a run which fails by itself,
rather than dying, can put everything back. The stage is deleted when the journal is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from specpress.emit.writer import refusal
from specpress.emit.writer.directory.directory import Directory
from specpress.emit.writer.paths import STAGE
from specpress.emit.writer.transaction.journal import (
    JOURNAL,
    Place,
    Step,
    read_journal,
    render_journal,
    staged,
)
from specpress.emit.writer.transaction.renames import Course

_DRAFT: Final = f"{STAGE}/journal.draft"


def commit(directory: Directory, steps: Sequence[Step], contents: Mapping[str, bytes]) -> None:
    """Take `steps`, with the bytes of each path to be placed, or leave the tree as it was.

    Raises:
        OSError: what the disk refused; the tree is as it was.
        SpecError: E0503, E0504 or E0508 for what was put in the way meanwhile, the tree being
            as it was; E0507 if it could not be put back, in which case the next run goes on.

    """
    try:
        _stage(directory, steps, contents)
    except BaseException:
        with suppress(OSError):
            _discard(directory)
        raise
    course = Course(directory)
    try:
        course.take(steps)
        directory.remove(JOURNAL)
    except BaseException:
        _turn_back(directory, course)
        raise
    with suppress(OSError):  # the tree is done; the next run sweeps what is left of the stage
        directory.sync(STAGE)
        _discard(directory)


def is_unfinished(directory: Directory) -> bool:
    """Return whether a run died after its commit point."""
    return directory.kind(STAGE) is not None and directory.kind(JOURNAL) is not None


def recover(directory: Directory) -> None:
    """Finish the run that died after its commit point, or sweep up after one that died before.

    Raises:
        OSError: if there is nothing to finish, and the disk refused to sweep.
        SpecError: E0506 for a damaged journal; E0503, E0504 or E0508 for what is in the way;
            E0507 if the disk refused to finish.

    """
    if is_unfinished(directory):
        shown = refusal.shown(directory.path / JOURNAL)
        steps = read_journal(directory.read(JOURNAL), shown)
        try:
            Course(directory).take(steps)
            directory.remove(JOURNAL)
        except OSError as problem:
            raise refusal.disk(directory.path, problem, unfinished=True) from problem
    _discard(directory)


def _stage(directory: Directory, steps: Sequence[Step], contents: Mapping[str, bytes]) -> None:
    directory.make_folder(STAGE)
    for index, step in enumerate(steps):
        if isinstance(step, Place):
            directory.create(staged(index), contents[step.path])
    directory.create(_DRAFT, render_journal(steps).encode())
    directory.sync(STAGE)
    directory.sync("")
    directory.move(_DRAFT, JOURNAL)
    directory.sync(STAGE)


def _discard(directory: Directory) -> None:
    if directory.kind(STAGE) is None:
        return
    if directory.kind(JOURNAL) is not None:
        directory.remove(JOURNAL)  # first: a journal must never outlive what it speaks of
    for name, _ in directory.names(STAGE):
        directory.remove(f"{STAGE}/{name}")
    directory.remove_folder(STAGE)


def _turn_back(directory: Directory, course: Course) -> None:
    try:
        course.undo()
        directory.remove(JOURNAL)
    except OSError as problem:
        raise refusal.disk(directory.path, problem, unfinished=True) from problem
    with suppress(OSError):
        _discard(directory)
