"""`specpress generate`: write what the specs mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specpress.cli.console import fail, format_option, print_diagnostics, reporting
from specpress.cli.project import Project, find_project
from specpress.cli.table import table
from specpress.diagnostics.report import Report, SpecError
from specpress.diagnostics.source import shown_path

if TYPE_CHECKING:
    from specpress.emit.file import File
    from specpress.emit.writer import Written


@click.command()
@click.option(
    "--target",
    "names",
    multiple=True,
    metavar="TARGET",
    help="Write this target only; may be given more than once. `specpress targets` lists them.",
)
@click.option("--specs", type=click.Path(path_type=Path), help="Where the specs are.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="A folder whose templates replace the stock ones of the same path.",
)
@click.option("--check", is_flag=True, help="Write nothing; print the diff and exit 3 if stale.")
@click.option("--diff", is_flag=True, help="Write nothing; print the diff and exit 0.")
@click.option(
    "--force", is_flag=True, help="Overwrite files edited by hand; each is kept as FILE.orig."
)
@format_option
@reporting
def generate(  # noqa: PLR0913 - one parameter an option
    *,
    names: tuple[str, ...],
    specs: Path | None,
    output: Path | None,
    templates: Path | None,
    check: bool,
    diff: bool,
    force: bool,
    format_: str,
) -> None:
    """Write every target of every model.

    Specs are read from ./specs, files written to ./generated; [tool.specpress] in pyproject.toml
    may set both.

    Files that would not change are left untouched. A file that was edited by hand, or that
    specpress has not written, stops the run before anything is written. After a crash the next
    run finishes or undoes the last one, so that the tree is never mixed.

    \b
    Example:
      specpress generate
      specpress generate --target validator
      specpress generate --check            # in CI: exits 3 if anything is stale
    """  # noqa: D301 - click's \b keeps the example's lines
    if check and diff:
        message = "--check and --diff cannot be used together"
        raise click.UsageError(message)
    project = find_project(Path.cwd())
    chosen = Project(
        specs or project.specs, output or project.output, templates or project.templates
    )
    report = Report()
    try:
        files, owned = _render(chosen, names, report)
        if check or diff:
            _compare(chosen.output, files, owned, format_, strict=check)
        else:
            _write(chosen.output, files, owned, format_, force=force)
    except SpecError as stop:
        report.add(*stop.diagnostics)
        fail(report.diagnostics, format_)
    print_diagnostics(report.diagnostics, format_)


def _render(
    project: Project, names: tuple[str, ...], report: Report
) -> tuple[Sequence[File], frozenset[str]]:
    """Return every file of the targets called `names`, and the names of those targets."""
    from specpress.emit.registry import load_targets
    from specpress.emit.run import choose_targets, press
    from specpress.emit.target import Context
    from specpress.emit.templates.environment import Templates
    from specpress.ir.load import load_apis

    targets = choose_targets(load_targets(report), names)
    apis = load_apis(project.specs, report)
    files = press(apis, targets, Context(Templates(project.templates)))
    return files, frozenset(one.name for one in targets)


def _write(
    output: Path, files: Sequence[File], owned: frozenset[str], format_: str, *, force: bool
) -> None:
    from specpress.emit.writer import write_tree

    written = write_tree(output, files, targets=owned, force=force)
    if format_ == "text":
        click.echo(_summary(sorted(owned), written), nl=False)
        for path in written.saved:
            click.echo(f"kept your edits as {shown_path(output / path)}")
        _print_losses(files)


def _compare(
    output: Path, files: Sequence[File], owned: frozenset[str], format_: str, *, strict: bool
) -> None:
    from specpress.emit.writer import compare_tree, diagnose, unified_diff

    differences = compare_tree(output, files, targets=owned)
    if format_ == "text":
        for one in differences:
            click.echo(unified_diff(one), nl=False)
        if not differences:
            click.echo(f"{len(files)} files are up to date")
    if strict and differences:
        raise SpecError(diagnose(one) for one in differences)


def _summary(targets: Iterable[str], written: Written) -> str:
    def count(target: str, paths: Iterable[str]) -> str:
        return str(sum(one.startswith(f"{target}/") for one in paths))

    rows = [
        (
            target,
            count(target, written.written),
            count(target, written.kept),
            count(target, written.deleted),
        )
        for target in targets
    ]
    return table(("target", "written", "unchanged", "deleted"), rows, right=(1, 2, 3))


def _print_losses(files: Iterable[File]) -> None:
    """Say what each target cannot carry, and in how many files."""
    lost = Counter((one.path.split("/")[0], loss) for one in files for loss in one.loses)
    for (target, loss), count in lost.items():
        click.echo(f"note: {target} cannot say {loss} ({count} file{'s' * (count != 1)})")
