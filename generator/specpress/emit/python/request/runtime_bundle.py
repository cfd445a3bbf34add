"""How a module comes by the runtime its checks call: it carries it along, or imports it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import dedent
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.python.estimate.view import EstimateView
from specpress.emit.python.printer import print_statements
from specpress.emit.python.request.checks.exact import exact_checks
from specpress.emit.python.request.checks.fast import fast_body
from specpress.emit.python.request.checks.rules import RulesView
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedRecord,
    NamedScalar,
    parts_of,
)
from specpress.ir.types.types import Integer, Number

RUNTIME: Final = (
    *("violation", "choice", "number", "integer", "multiple"),
    *("estimate", "unpriced", "exact", "scaled"),
)
"""Every file of `runtime/`, in the order in which they are carried."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The text of runtime files without their heads, and the names those heads import.

    The text is None where the module imports the runtime instead. `imports` pairs a module with
    a name. `estimate` is what the module says of the price, which calls the runtime too.
    """

    text: Code | None
    imports: tuple[tuple[str, str], ...]
    estimate: EstimateView | None = None


def carried_for(request: NamedRecord, estimate: EstimateView | None) -> Carried:
    """Return the runtime files that the module of a request calls, to stand beside it."""
    split = [_split(runtime_text(name)) for name in runtime_files(request, estimate)]
    imports = sorted({one for _, found in split for one in found})
    return Carried(Code("\n\n\n".join(body for body, _ in split)), tuple(imports), estimate)


def imported_from(
    package: str,
    request: NamedRecord,
    estimate: EstimateView | None,
    rules: RulesView | None = None,
) -> Carried:
    """Return the imports of what the module of a request calls, from a package that has it."""
    bodies = [fast_body(request), *(one.body for one in exact_checks(request))]
    called = {name for body in bodies for name in _names(print_statements(body, 0))}
    called |= set() if estimate is None else {*estimate.calls, "Estimate"}
    for judged in () if rules is None else rules.bodies:
        called |= _names(dedent(judged))
    found = (
        (f"{package}.{file}", name)
        for file in runtime_files(request, estimate)
        for name in defined(runtime_text(file))
        if name in called or name == "Violation"
    )
    return Carried(None, tuple(sorted(found)), estimate)


def runtime_files(request: NamedRecord, estimate: EstimateView | None) -> list[str]:
    """Return the names of the runtime files that the module of a request calls."""
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
    return [*names, *(() if estimate is None else estimate.files)]


@cache
def runtime_text(name: str) -> str:
    """Return the text of `runtime/NAME.py`."""
    return (files("specpress.runtime") / f"{name}.py").read_text("utf-8")


def _names(body: str) -> set[str]:
    """Return the names that stand in a function's body; none if the gate will refuse it."""
    try:
        tree = ast.parse(body)
    except SyntaxError:
        return set()
    return {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}


@cache
def defined(text: str) -> tuple[str, ...]:
    """Return the public functions and classes of a file."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    defined = (one.name for one in ast.parse(text).body if isinstance(one, kinds))
    return tuple(one for one in defined if not one.startswith("_"))


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
