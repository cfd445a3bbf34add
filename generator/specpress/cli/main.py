"""The `specpress` command and the list of its subcommands."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Final

import click

from specpress.cli.console import WRONG

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

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments, and print the help that they may ask for."""
        with _ending_in_words():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand."""
        with _ending_in_words():
            return super().invoke(ctx)


@contextmanager
def _ending_in_words() -> Iterator[None]:
    """End with a sentence where what was to be said cannot be written, and nobody has said so."""
    try:
        yield
    except OSError as problem:
        where = problem.filename or "the output cannot be written"
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)
        with suppress(OSError):
            click.echo(f"specpress: {where}: {problem.strerror}", err=True)
        _let_go(sys.stderr)
        sys.exit(WRONG)


def _let_go(stream: Any) -> None:
    """Flush a stream; what it still holds and cannot write, Python would try again at its end."""
    try:
        if stream is not None:
            stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
