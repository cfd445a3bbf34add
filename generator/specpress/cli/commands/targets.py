"""`specpress targets`: list what can be generated."""

from __future__ import annotations

import click

from specpress.cli.console import format_option, print_diagnostics, reporting
from specpress.cli.table import table


@click.command()
@format_option
@reporting
def targets(format_: str) -> None:
    """List what can be generated.

    These are our targets and those of other installed packages.

    A package adds a target by an entry point of the group `specpress.targets`.
    """
    from specpress.diagnostics.report import Report
    from specpress.emit.registry import load_targets

    report = Report()
    found = load_targets(report)
    print_diagnostics(report.diagnostics, format_)
    if format_ == "text":
        rows = [(one.name, one.summary) for one in found]
        click.echo(table(("target", "writes"), rows), nl=False)
