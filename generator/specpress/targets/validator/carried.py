"""What a stand-alone validator carries with it, so that it needs nothing but itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from importlib.resources import files

from specpress.emit.code import Code
from specpress.emit.request.named import NamedChoice, NamedRecord, NamedScalar, parts_of
from specpress.ir.types import Integer, Number


@dataclass(frozen=True, slots=True)
class Carried:
    """The text of runtime files without their heads, and the names those heads import.

    `imports` pairs a module with a name, or with nothing for a plain import.
    """

    text: Code
    imports: tuple[tuple[str, str], ...]


def carried_for(request: NamedRecord) -> Carried:
    """Return the runtime files that the checks of a request call."""
    parts = parts_of(request)
    types = [one.type for one in parts if isinstance(one, NamedScalar)]
    names = ["violation"]
    if any(isinstance(one, NamedChoice) and not one.is_text for one in parts):
        names.append("choice")
    if any(isinstance(one, Number) for one in types):
        names.append("number")
    if any(isinstance(one, Integer) for one in types):
        names.append("integer")
    if any(isinstance(one, Number) and one.step is not None for one in types):
        names.append("multiple")
    split = [_split(runtime_text(name)) for name in names]
    imports = sorted({one for _, found in split for one in found})
    return Carried(Code("\n\n\n".join(body for body, _ in split)), tuple(imports))


def runtime_text(name: str) -> str:
    """Return the text of `runtime/NAME.py`."""
    return (files("specpress.runtime") / f"{name}.py").read_text("utf-8")


def _split(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a file's body behind its docstring and imports, and what these import."""
    _, *statements = ast.parse(text).body
    imports = [one for one in statements if isinstance(one, ast.ImportFrom)]
    last = max(one.end_lineno or 0 for one in imports)
    body = "\n".join(text.split("\n")[last:]).strip("\n")
    named = [
        (one.module or "", alias.name)
        for one in imports
        for alias in one.names
        if one.module != "__future__"
    ]
    return body, named
