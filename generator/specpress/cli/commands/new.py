"""`specpress new`: write the skeleton of one more model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from specpress.cli.console import format_option, reporting
from specpress.cli.model_name import split_name
from specpress.cli.project import find_project

_PLATFORM: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
_MODEL: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@click.command()
@click.argument("name", metavar="PLATFORM/MODEL")
@format_option
@reporting
def new(name: str, format_: str) -> None:
    """Write the skeleton of one more spec.

    It is for the model PLATFORM/MODEL; the platform's own file is written too if it is new.

    \b
    Example:
      specpress new rivya/kling-3-0
    """  # noqa: D301 - click's \b keeps the example's lines
    from specpress.cli.starter import starter_files, write_new
    from specpress.spec.workspace import PLATFORM_FILE

    del format_
    platform, model = split_name(name)
    if not _PLATFORM.fullmatch(platform) or not _MODEL.fullmatch(model):
        message = f"{name}: ids are lower-case letters, digits and hyphens"
        raise click.UsageError(message)
    if model == Path(PLATFORM_FILE).stem:
        message = f"{name}: {PLATFORM_FILE} is the file of the platform itself"
        raise click.UsageError(message)
    write_new(starter_files(find_project(Path.cwd()).specs, platform, model))
    click.echo("next: edit it from the model's page, then `specpress lint`")
