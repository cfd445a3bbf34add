"""The last look at generated Python: it parses, and it only imports and calls what it may."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Position, Source, Span
from specpress.emit.encoders.characters import is_unseen


@dataclass(frozen=True, slots=True)
class PythonPolicy:
    """What a target's Python may import, as dotted names, and call.

    `calls` are names as they are written, such as `re.compile`; `methods` may be called on any
    value; and what the file defines itself may be called.
    """

    imports: frozenset[str]
    calls: frozenset[str]
    methods: frozenset[str]


def check_python(path: str, text: str, policy: PythonPolicy) -> None:
    """Check a rendered Python file before anything is written.

    Raises:
        SpecError: E0406 for text that does not parse, for an import or a call that the policy
            does not list, decorators among them, for a reach into Python itself, such as
            `__class__`, and for a character that cannot be seen.

    """
    source = Source(path, text)
    report = Report()
    for row, column in _unseen(text):
        report.add(_refusal(source, row, column, "a character that cannot be seen"))
    try:
        tree = _parsed(text)
    except (RecursionError, MemoryError):
        report.add(_refusal(source, 1, 1, "it does not parse: it is nested too deep"))
    except (SyntaxError, ValueError) as problem:
        line, reason = getattr(problem, "lineno", None) or 1, getattr(problem, "msg", problem)
        report.add(_refusal(source, line, 1, f"it does not parse: {reason}"))
    else:
        for line, what in _strangers(tree, policy):
            report.add(_refusal(source, line, 1, what))
    report.stop_if_failed()


def _unseen(text: str) -> Iterator[tuple[int, int]]:
    """Yield row and column of every character that cannot be seen."""
    for row, line in enumerate(text.split("\n"), start=1):
        if not line.isprintable():
            yield from ((row, at) for at, one in enumerate(line, start=1) if is_unseen(one))


def _parsed(text: str) -> ast.Module:
    """Return a file's tree; what Python would only warn of, such as an unknown escape, raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return ast.parse(text)


def _strangers(tree: ast.Module, policy: PythonPolicy) -> Iterator[tuple[int, str]]:
    defined = {
        one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.ClassDef)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom():
                names = [one for one in _imported(node) if one not in policy.imports]
                yield from ((node.lineno, f"it imports {one}") for one in names)
            case ast.Call(func=called) if not _may_call(called, policy, defined):
                yield node.lineno, f"it calls {ast.unparse(called)}"
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                for one in node.decorator_list:
                    if not _may_call(one, policy, defined):
                        yield one.lineno, f"it is decorated by {ast.unparse(one)}"
            case ast.Attribute(attr=name) if name.startswith("__") and name != "__name__":
                yield node.lineno, f"it reaches for {name}"
            case _:
                pass


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [f"{'.' * node.level}{node.module or ''}.{one.name}" for one in node.names]


def _may_call(function: ast.expr, policy: PythonPolicy, defined: set[str]) -> bool:
    if isinstance(function, ast.Attribute) and function.attr in policy.methods:
        return True
    return ast.unparse(function) in policy.calls | defined


def _refusal(source: Source, line: int, column: int, what: str) -> Diagnostic:
    start = Position(line, column)
    return Diagnostic(
        "E0406",
        f"this generated file is not what its target may write: {what}",
        Label(Span(source, start, Position(line, max(len(source.line(line)) + 1, column + 1)))),
        notes=("specpress checks what it has rendered before it writes anything",),
        help="if you override templates, look there; otherwise this is a defect of specpress",
    )
