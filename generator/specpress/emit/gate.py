"""The last look at generated Python: it parses, and it only imports and calls what it may."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Position, Source, Span

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


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
            does not list, and for a character that cannot be seen.

    """
    report = Report()
    source = Source(path, text)
    for row, content in enumerate(text.split("\n"), start=1):
        for column, character in enumerate(content, start=1):
            if unicodedata.category(character) in _UNSEEN:
                report.add(_refusal(source, row, column, "a character that cannot be seen"))
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None) or 1
        report.add(_refusal(source, line, 1, f"it does not parse: {problem}"))
    else:
        for line, what in _strangers(tree, policy):
            report.add(_refusal(source, line, 1, what))
    report.stop_if_failed()


def _strangers(tree: ast.Module, policy: PythonPolicy) -> Iterator[tuple[int, str]]:
    defined = {
        one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.ClassDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in _imported(node):
                if name not in policy.imports:
                    yield node.lineno, f"it imports {name}"
        elif isinstance(node, ast.Call) and not _may_call(node.func, policy, defined):
            yield node.lineno, f"it calls {ast.unparse(node.func)}"


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
