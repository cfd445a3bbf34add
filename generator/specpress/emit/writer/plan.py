"""What a run does about each path: write, keep, delete, or refuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specpress.diagnostics.diagnostic import Diagnostic
from specpress.emit.writer import refusal
from specpress.emit.writer.comparison.difference import Difference, Kind, diagnose
from specpress.emit.writer.comparison.survey import Survey
from specpress.emit.writer.directory.directory import Directory
from specpress.emit.writer.paths import KEPT_SUFFIX, ancestors
from specpress.emit.writer.transaction.journal import Place, Remove, Step


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a run in their order, or the reasons why there is none.

    `keep` are the wanted files that stay untouched, `save` the `.orig` that edited files
    become. If there is anything in `refuse`, no step is to be taken.
    """

    steps: tuple[Step, ...]
    keep: tuple[str, ...]
    save: tuple[str, ...]
    refuse: tuple[Diagnostic, ...]

    @property
    def write(self) -> tuple[str, ...]:
        """Return the paths of the files that are written, sorted."""
        return tuple(sorted(step.path for step in self.steps if isinstance(step, Place)))

    @property
    def delete(self) -> tuple[str, ...]:
        """Return the paths of the files that are no longer generated, sorted."""
        return tuple(sorted(step.path for step in self.steps if isinstance(step, Remove)))


def make_plan(directory: Directory, survey: Survey, wanted: Iterable[str], *, force: bool) -> Plan:
    """Decide what to do about what `survey` found; `force` writes over edits, and keeps them."""
    steps: list[Step] = []
    save: list[str] = []
    refuse: list[Diagnostic] = []
    for one in survey.differences:
        if one.kind in {Kind.MISSING, Kind.STALE, Kind.EXTRA}:
            steps.append(_step(one, survey.manifest.files))
        elif not (force and _may_be_forced(one)):
            refuse.append(diagnose(one))
        else:
            steps.append(_step(one, {}))
            save.append(f"{one.path}{KEPT_SUFFIX}")
    refuse.extend(
        refusal.taken(refusal.shown(directory.path / path))
        for path in save
        if path in survey.snapshot.ignored
    )
    changed = {one.path for one in survey.differences}
    keep = tuple(path for path in sorted(wanted) if path not in changed)
    return Plan(_in_order(steps), keep, tuple(save), tuple(refuse))


def _may_be_forced(difference: Difference) -> bool:
    """Return whether we have business at that path: other people's files are never forced."""
    match difference.kind:
        case Kind.EDITED:
            return True
        case Kind.FOREIGN:
            return difference.new is not None
        case _:
            return False


def _step(difference: Difference, ours: Mapping[str, str]) -> Step:
    make = Remove if difference.new is None else Place
    return make(difference.path, ours.get(difference.path))


def _in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Put new files before deletions, but deletions first where a new file needs the place.

    That is where a file becomes a folder, a folder a file, or a name changes only in case,
    which some file systems do not see.
    """
    new = {step.path.casefold() for step in steps if isinstance(step, Place)}
    needed = new | {folder for path in new for folder in ancestors(path)}

    def rank(step: Step) -> int:
        if isinstance(step, Place):
            return 1
        path = step.path.casefold()
        return 0 if path in needed or any(one in new for one in ancestors(path)) else 2

    return tuple(sorted(steps, key=rank))
