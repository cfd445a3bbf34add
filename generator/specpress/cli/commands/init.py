"""`specpress init`: write a first platform and model."""

from __future__ import annotations

from pathlib import Path

import click

from specpress.cli.console import format_option, reporting
from specpress.cli.project import find_project


@click.command()
@format_option
@reporting
def init(format_: str) -> None:
    """Write a first spec, to be edited.

    It is a small invented platform that lints and generates as it is. Nothing that exists is
    overwritten.

    \b
    Example:
      specpress init
      specpress lint
      specpress generate
    """  # noqa: D301 - click's \b keeps the example's lines
    from specpress.cli.starter import starter_files, write_new

    del format_
    specs = find_project(Path.cwd()).specs
    write_new(starter_files(specs, "example", "first-model"))
    click.echo("next: edit the two files, then `specpress lint` and `specpress generate`")
