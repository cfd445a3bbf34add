"""Write the files of a run to the output folder, or say how the folder differs from them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from specpress.diagnostics.report import SpecError
from specpress.emit.file import File
from specpress.emit.writer.comparison.difference import Difference, Kind, find_differences
from specpress.emit.writer.comparison.snapshot import Snapshot
from specpress.emit.writer.comparison.survey import Survey, take_survey
from specpress.emit.writer.directory.root import PORTABLE, open_output
from specpress.emit.writer.manifest import Manifest
from specpress.emit.writer.paths import MANIFEST, STAGE
from specpress.emit.writer.plan import make_plan
from specpress.emit.writer.refusal import shown
from specpress.emit.writer.transaction.journal import Place
from specpress.emit.writer.transaction.record import digest_of
from specpress.emit.writer.transaction.transaction import commit, is_unfinished, recover
from specpress.emit.writer.wanted import check_wanted


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did: paths below the output folder, sorted; the manifest is not counted.

    `saved` are the `.orig` files that edited files were kept as.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    deleted: tuple[str, ...]
    saved: tuple[str, ...]


def write_tree(
    output: Path,
    files: Sequence[File],
    *,
    targets: frozenset[str],
    force: bool = False,
    portable: bool = PORTABLE,
) -> Written:
    """Make the folders of `targets` below `output` hold exactly `files`, or change nothing.

    First the run that died last, if one did, is finished or swept up. Files that have the
    wanted bytes are not touched; those that the manifest lists and nobody wants any more are
    deleted, with the folders that this empties. `force` writes over edited files and keeps
    each as `.orig`. `portable` asks for the weaker way of systems without directory
    descriptors.

    Raises:
        SpecError: all reasons to refuse, E0501 to E0509.

    """
    wanted = check_wanted(output, files, targets)
    with open_output(output, portable=portable) as directory:
        recover(directory)
        survey = take_survey(directory, wanted, targets)
        plan = make_plan(directory, survey, wanted, force=force)
        if plan.refuse:
            raise SpecError(plan.refuse)
        contents = {path: text.encode() for path, text in wanted.items()}
        contents[MANIFEST] = survey.wanted_record
        steps = (*plan.steps, *_manifest_step(survey))
        if steps:
            commit(directory, steps, contents)
    return Written(plan.write, plan.keep, plan.delete, plan.save)


def compare_tree(
    output: Path, files: Sequence[File], *, targets: frozenset[str], portable: bool = PORTABLE
) -> tuple[Difference, ...]:
    """Return what `write_tree` would change or refuse, in the order of the paths; write nothing.

    There is no difference exactly if `write_tree` would write nothing. The manifest is one
    only if the files themselves agree. A run that died after its commit point is one difference
    by itself, since the files may be a mixture until the next run finishes it.

    Raises:
        SpecError: E0505, E0506, E0507 or E0509, and E0503 or E0504 for `output` itself.

    """
    wanted = check_wanted(output, files, targets)
    if not os.path.lexists(output):
        return find_differences(wanted, Manifest(), Snapshot(), lambda path: shown(output / path))
    with open_output(output, shared=True, portable=portable) as directory:
        if is_unfinished(directory):
            return (Difference(Kind.UNFINISHED, STAGE, shown(output / STAGE)),)
        survey = take_survey(directory, wanted, targets)
    return survey.differences or _manifest_difference(output, survey)


def _manifest_step(survey: Survey) -> tuple[Place, ...]:
    if survey.record == survey.wanted_record:
        return ()
    return (Place(MANIFEST, None if survey.record is None else digest_of(survey.record)),)


def _manifest_difference(output: Path, survey: Survey) -> tuple[Difference, ...]:
    if survey.record == survey.wanted_record:
        return ()
    old = None if survey.record is None else survey.record.decode()
    kind = Kind.MISSING if old is None else Kind.STALE
    new = survey.wanted_record.decode()
    return (Difference(kind, MANIFEST, shown(output / MANIFEST), old, new),)
