"""Law 1: a module imports only from its own floor's package or from lower floors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOORS = {"diagnostics": 0, "spec": 1, "ir": 2, "emit": 3, "targets": 4, "cli": 5}
ONE_HOME = {
    "click": "cli/",
    "jinja2": "emit/templates.py",
    "yaml": "spec/reader.py",
}
PACKAGE = Path(__file__).parents[2] / "generator" / "specpress"


def imports(text: str) -> Iterator[str]:
    """Yield every module that a file imports, at its top or within a function."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide floors"
            yield node.module or ""


def stray(path: str, text: str) -> list[str]:
    """Return what a file of the package imports that it may not."""
    room = path.partition("/")[0]
    found = []
    for name in imports(text):
        parts = name.split(".")
        if parts[0] == "specpress" and len(parts) > 1:
            climbs = parts[1] == "runtime" or FLOORS[parts[1]] > FLOORS.get(room, 9)
            if climbs or is_another_target(path, parts):
                found.append(name)
        elif parts[0] in ONE_HOME and not path.startswith(ONE_HOME[parts[0]]):
            found.append(name)
    return found


def is_another_target(path: str, parts: list[str]) -> bool:
    here = path.split("/")
    return here[0] == parts[1] == "targets" and here[1].removesuffix(".py") != parts[2]


def files() -> list[str]:
    return sorted(one.relative_to(PACKAGE).as_posix() for one in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", files())
def test_a_module_imports_only_from_its_own_floor_or_lower_ones(path: str) -> None:
    assert stray(path, (PACKAGE / path).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("spec/x.py", "import specpress.ir.api"),
        ("ir/x.py", "def f():\n    from specpress.cli import main"),
        ("targets/jsonschema.py", "from specpress.targets.vectors import TARGET"),
        ("emit/x.py", "from specpress.runtime.violation import Violation"),
        ("ir/x.py", "import jinja2"),
        ("emit/x.py", "import yaml"),
    ],
)
def test_a_module_that_climbs_is_found(path: str, text: str) -> None:
    assert stray(path, text) != []


def test_only_the_command_line_prints_or_exits() -> None:
    for path in files():
        if path.startswith(("cli/", "__main__")):
            continue
        for node in ast.walk(ast.parse((PACKAGE / path).read_text("utf-8"))):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in {"print", "sys.exit", "exit", "input"}, path
            if isinstance(node, ast.Attribute):
                assert ast.unparse(node) != "sys.argv", path
