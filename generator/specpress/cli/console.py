"""Print diagnostics in the format asked for, and end with the right exit code."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final, NoReturn, ParamSpec, TextIO

import click

from specpress.diagnostics.codes import differs, is_error
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.drawing.show import show
from specpress.diagnostics.drawing.terminal_style import Style
from specpress.diagnostics.formats import as_github, as_json
from specpress.diagnostics.report import SpecError

P = ParamSpec("P")

WRONG: Final = 1
DIFFERS: Final = 3

_SCREENFUL: Final = 20
_ALL: Final = "specpress.cli.all"

_format = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How diagnostics are printed: text for people (on stderr), json for programs, github "
    "for annotations in GitHub Actions.",
)
_all = click.option(
    "--all",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, _, is_all: ctx.meta.__setitem__(_ALL, is_all),
    help=f"Print all diagnostics as text; by default, {_SCREENFUL} and how many there are.",
)


def format_option(command: Callable[..., None]) -> Callable[..., None]:
    """Let a person choose how diagnostics are printed, and how many."""
    return _format(_all(command))


def print_diagnostics(diagnostics: Sequence[Diagnostic], format_: str) -> None:
    """Print diagnostics: text to stderr, the formats for programs to stdout."""
    match format_:
        case "json":
            click.echo(as_json(diagnostics), nl=False)
        case "github":
            click.echo(as_github(diagnostics), nl=False)
        case _ if diagnostics:
            most = None if click.get_current_context().meta.get(_ALL) else _SCREENFUL
            click.echo(show(diagnostics, _style(), most), nl=False, err=True)
        case _:
            pass


def reporting(command: Callable[P, None]) -> Callable[P, None]:
    """Make a command print a SpecError's diagnostics and exit, 3 where only output differs."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except SpecError as stop:
            fail(stop.diagnostics, str(kwargs.get("format_", "text")))

    return run


def fail(diagnostics: Sequence[Diagnostic], format_: str) -> NoReturn:
    """Print diagnostics and exit: 3 if all errors say that the output differs, else 1."""
    print_diagnostics(diagnostics, format_)
    errors = [one for one in diagnostics if is_error(one.code)]
    sys.exit(DIFFERS if all(differs(one.code) for one in errors) else WRONG)


def colour_wanted(stream: object) -> bool:
    """Return whether a stream is a terminal whose user has not declined colour."""
    is_terminal = getattr(stream, "isatty", bool)()
    return bool(is_terminal) and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _style() -> Style:
    encoding = (sys.stderr.encoding or "ascii").lower().replace("-", "")
    return Style(
        colour=colour_wanted(sys.stderr),
        unicode=encoding.startswith("utf"),
        width=_columns(sys.stderr),
    )


def _columns(stream: TextIO) -> int | None:
    """Return how wide a stream's terminal is, or None if it is none or does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None
