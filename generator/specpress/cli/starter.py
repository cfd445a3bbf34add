"""The spec files that `init` and `new` write to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import SpecError
from specpress.diagnostics.source import Source, Span, shown_path
from specpress.spec.workspace import PLATFORM_FILE

_SCHEMAS: Final = ("platform", "model", "words")


def starter_files(specs: Path, platform: str, model: str) -> list[tuple[Path, str]]:
    """Return the files of a first model, without those that all its platform's models share.

    The editor's schemas stand in `specs/.schema`; the platform's file is only among them if it
    does not exist yet.
    """
    from specpress.spec.shape.shape import schema_text

    folder = specs / platform
    wanted = [(folder / f"{model}.yaml", _text("model").replace("MODEL", model))]
    if not (folder / PLATFORM_FILE).exists():
        wanted.insert(0, (folder / PLATFORM_FILE, _text("platform").replace("PLATFORM", platform)))
    for name in _SCHEMAS:
        path = specs / ".schema" / f"{name}.schema.json"
        if not path.exists():
            wanted.append((path, schema_text(name)))
    return wanted


def write_new(wanted: Sequence[tuple[Path, str]]) -> None:
    """Write files that do not exist yet, and say which.

    Raises:
        SpecError: E0303 if one of them exists or cannot be written; then none is written.

    """
    taken = [path for path, _ in wanted if path.exists() or path.is_symlink()]
    if taken:
        raise SpecError(_taken(path) for path in taken)
    for path, text in wanted:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as problem:
            raise SpecError([_unwritable(path, problem)]) from None
        click.echo(f"wrote {shown_path(path)}")


def _text(name: str) -> str:
    return (files("specpress.cli") / "starters" / f"{name}.yaml").read_text("utf-8")


def _taken(path: Path) -> Diagnostic:
    return Diagnostic(
        "E0303",
        f"`{shown_path(path)}` exists already",
        Label(Span(Source(shown_path(path)))),
        notes=("what you wrote is never overwritten; nothing was written",),
        help="edit that file, or choose another id",
    )


def _unwritable(path: Path, problem: OSError) -> Diagnostic:
    return Diagnostic(
        "E0303",
        f"`{shown_path(path)}` cannot be written: {problem.strerror}",
        Label(Span(Source(shown_path(path)))),
        help="check the folder and its permissions",
    )
