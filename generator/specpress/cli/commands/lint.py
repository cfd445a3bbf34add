"""`specpress lint`: say where specs are wrong."""

from __future__ import annotations

from pathlib import Path

import click

from specpress.cli.console import format_option, print_diagnostics, reporting
from specpress.cli.project import find_project


@click.command()
@click.argument("specs", required=False, type=click.Path(path_type=Path))
@format_option
@reporting
def lint(specs: Path | None, format_: str) -> None:
    """Check specs and write nothing.

    They are read below SPECS, by default ./specs.

    Every error of a stage is shown in one run, with its place and what to do about it.

    \b
    Example:
      specpress lint
      specpress lint --format github    # annotations on a pull request
    """  # noqa: D301 - click's \b keeps the example's lines
    from specpress.diagnostics.report import Report
    from specpress.ir.load import load_apis

    report = Report()
    apis = load_apis(specs or find_project(Path.cwd()).specs, report)
    print_diagnostics(report.diagnostics, format_)
    if format_ == "text":
        models = sum(len(api.models) for api in apis)
        click.echo(f"{models} model{'s' * (models != 1)} of {_platforms(len(apis))}: no errors")


def _platforms(count: int) -> str:
    return "1 platform" if count == 1 else f"{count} platforms"
