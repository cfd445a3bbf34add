"""The `specpress` command and the list of its subcommands."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

import click

_COMMANDS: Final = (
    *("init", "new", "lint", "generate", "validate", "estimate", "emulate"),
    *("show", "targets", "explain"),
)
"""In the order of a first day. Each stands in a module of its name, imported when it is run."""


class _Commands(click.Group):
    """A group that imports a subcommand only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the register."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a subcommand, or None if there is none of that name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"specpress.cli.commands.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and say in a line what the operating system refuses, such as a full disk."""
        try:
            return super().main(*args, **extra)
        except OSError as problem:
            with suppress(OSError):
                click.echo(f"specpress: {problem.strerror or problem}", err=True)
            for stream in (sys.stdout, sys.stderr):
                _let_go(stream)
            sys.exit(1)


def _let_go(stream: object) -> None:
    """Send what a stream still holds nowhere, or Python would fail with it once more at its end."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 the input is wrong, 2 usage, 3 the output differs.",
)
@click.version_option(package_name="specpress", message="%(package)s %(version)s")
def main() -> None:
    """Capture the API page of an AI model once, and generate from it.

    A spec is YAML, one file a model, in specs/PLATFORM/MODEL.yaml. `specpress init` writes a
    first one; `specpress lint` says where it is wrong; `specpress generate` writes validators,
    JSON Schema and test vectors to generated/.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the encoding of a terminal or of a pipe lacks is escaped, rather than fatal.
            stream.reconfigure(errors="backslashreplace")
