"""Where a project keeps its specs and what is generated from them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import SpecError
from specpress.diagnostics.source import Source, Span, shown_path
from specpress.spec.nearest import listed, nearest

_KEYS: Final = ("specs", "output", "templates")


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of a project: specs, output, and overriding templates if there are any."""

    specs: Path
    output: Path
    templates: Path | None


def find_project(start: Path) -> Project:
    """Return the folders that the nearest pyproject.toml names, or those of the defaults.

    `[tool.specpress]` may set `specs`, `output` and `templates`, relative to its file. Without
    it, specs are read from `specs` and written to `generated`, both in the working directory.

    Raises:
        SpecError: E0610 if the table cannot be read.

    """
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        table = _table(path) if path.is_file() else None
        if table is not None:
            specs, output = table.get("specs", "specs"), table.get("output", "generated")
            templates = table.get("templates")
            return Project(
                folder / specs, folder / output, folder / templates if templates else None
            )
    return Project(start / "specs", start / "generated", None)


def _table(path: Path) -> dict[str, str] | None:
    try:
        read: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise _malformed(path, f"pyproject.toml cannot be read: {problem}", None) from None
    tool = read.get("tool")
    table = tool.get("specpress") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise _malformed(path, "`tool.specpress` is not a table", None)
    for key, value in table.items():
        if key not in _KEYS:
            meant = nearest(key, _KEYS)
            message = f"unknown key `{key}` in [tool.specpress]"
            raise _malformed(path, message, f"did you mean `{meant}`?" if meant else None)
        if not isinstance(value, str) or "\0" in value:
            raise _malformed(path, f"`{key}` in [tool.specpress] is not a path", None)
    return table


def _malformed(path: Path, message: str, help_: str | None) -> SpecError:
    return SpecError(
        [
            Diagnostic(
                "E0610",
                message,
                Label(Span(Source(shown_path(path)))),
                notes=(f"the keys of [tool.specpress] are {listed(_KEYS, 'and')}",),
                help=help_,
            )
        ]
    )
