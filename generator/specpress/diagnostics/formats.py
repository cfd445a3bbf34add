"""Write diagnostics for programs: as JSON, and as annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from specpress.diagnostics.codes import REGISTER
from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.drawing.visible_text import visible


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return one JSON document, in ASCII: a list with an object for each diagnostic.

    These keys are stable; later versions may only add others:

    - `code`: the number in the register, such as "E0304"; `severity`: "error" or "warning"
    - `message`: one line
    - `path`, `line`, `column`, `end_line`, `end_column`: the primary place. Lines and columns
      count from 1, columns in code points, and the end is the place after the last character.
      All four are null where the whole file is meant.
    - `labels`: the places that take part, the primary one first, each with the same five keys
      and its `text`, which may be empty
    - `notes`: a list of texts; `help`: a text, or null
    """
    return f"{json.dumps([_object(one) for one in diagnostics], indent=2)}\n"


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Return a workflow command for each diagnostic, which GitHub shows beside the line.

    The columns of a place of several lines are left out, for GitHub refuses them.
    """
    return "".join(f"{_command(one)}\n" for one in diagnostics)


def _object(one: Diagnostic) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": REGISTER[one.code].severity.value,
        "message": one.message,
        **_place(one.primary),
        "labels": [
            {**_place(label), "text": label.text} for label in (one.primary, *one.secondary)
        ],
        "notes": list(one.notes),
        "help": one.help,
    }


def _place(label: Label) -> dict[str, str | int | None]:
    start, end = label.span.start, label.span.end
    return {
        "path": label.span.source.path,
        "line": start.line if start else None,
        "column": start.column if start else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
    }


def _command(one: Diagnostic) -> str:
    place = _place(one.primary)
    properties = {
        "file": place["path"],
        "line": place["line"],
        "col": place["column"],
        "endLine": place["end_line"],
        "endColumn": place["end_column"],
        "title": one.code,
    }
    if place["line"] != place["end_line"]:
        del properties["col"], properties["endColumn"]
    listed = ",".join(
        f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None
    )
    return f"::{REGISTER[one.code].severity.value} {listed}::{_data(_text(one))}"


def _text(one: Diagnostic) -> str:
    help_ = f"help: {one.help}" if one.help else ""
    parts = (one.message, one.primary.text, *(f"note: {note}" for note in one.notes), help_)
    lines = "\n".join(part for part in parts if part).split("\n")
    return "\n".join(visible(line, unicode=True) for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
