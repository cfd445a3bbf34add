"""Law 1: a module imports only from its own floor's package or from lower floors."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOORS = {"diagnostics": 0, "spec": 1, "ir": 2, "emit": 3, "targets": 4, "emulator": 5, "cli": 6}
"""Floors by height, with the wing of the emulator above the targets."""
ONE_HOME = {
    "click": "cli/",
    "datamodel_code_generator": "targets/pydantic/generator.py",
    "jinja2": "emit/templates/environment.py",
    "python_multipart": "emulator/uploads/multipart.py",
    "starlette": "emulator/",
    "uvicorn": "emulator/",
    "yaml": "spec/yaml/reader.py",
}
STANDARD = set(sys.stdlib_module_names)
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


RUNTIMES = ("runtime/", "targets/python/runtime/")
"""Rooms whose files are copied into what is generated."""

TRANSPORT = (
    *("sync_driver", "async_driver", "sync_client", "async_client"),
    *("sync_transport", "async_transport", "async_stream", "leftover"),
    *("environment", "stream", "wire", "httpx2_carrier", "aiohttp_carrier"),
)
"""The files of a client that know the HTTP library; all others stay cheap to import."""

AIOHTTP = ("async_client", "async_driver", "aiohttp_carrier")
"""Those that know the other library; the first two by its types alone."""


def stray_in_runtime(path: str, text: str) -> list[str]:
    """Return what a copied file imports besides its package, the standard library and httpx2."""
    depth = path.removeprefix("targets/python/").count("/")
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and 0 < node.level <= depth:
            continue
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""] if node.level == 0 else ["beyond its room"]
        else:
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        allowed = {"httpcore2", "httpx2"} if Path(path).stem in TRANSPORT else set()
        if Path(path).stem in AIOHTTP:
            allowed |= {"aiohttp", "yarl"}
        found += [one for one in names if one.split(".")[0] not in STANDARD | allowed]
    return found


def is_another_target(path: str, parts: list[str]) -> bool:
    here = path.split("/")
    return here[0] == parts[1] == "targets" and here[1].removesuffix(".py") != parts[2]


def files(*, copied: bool = False) -> list[str]:
    every = sorted(one.relative_to(PACKAGE).as_posix() for one in PACKAGE.rglob("*.py"))
    return [one for one in every if one.startswith(RUNTIMES) is copied]


@pytest.mark.parametrize("path", files())
def test_a_module_imports_only_from_its_own_floor_or_lower_ones(path: str) -> None:
    assert stray(path, (PACKAGE / path).read_text("utf-8")) == []


@pytest.mark.parametrize("path", files(copied=True))
def test_a_copied_file_needs_nothing_of_specpress(path: str) -> None:
    assert stray_in_runtime(path, (PACKAGE / path).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "import httpx2",
        "from specpress.emit.encoders.code import Code",
        "from ..facts import Platform",
        "from .. import facts",
        "import requests",
    ],
)
def test_a_copied_file_that_needs_more_is_found(text: str) -> None:
    assert stray_in_runtime("targets/python/runtime/facts.py", text) != []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("spec/x.py", "import specpress.ir.types.api"),
        ("ir/x.py", "def f():\n    from specpress.cli import main"),
        ("targets/jsonschema.py", "from specpress.targets.vectors import TARGET"),
        ("emit/x.py", "from specpress.runtime.violation import Violation"),
        ("ir/x.py", "import jinja2"),
        ("emit/x.py", "import yaml"),
        ("targets/pydantic/models.py", "from datamodel_code_generator import generate"),
    ],
)
def test_a_module_that_climbs_is_found(path: str, text: str) -> None:
    assert stray(path, text) != []


def test_only_the_command_line_prints_or_exits() -> None:
    for path in [*files(), *files(copied=True)]:
        if path.startswith(("cli/", "__main__")):
            continue
        for node in ast.walk(ast.parse((PACKAGE / path).read_text("utf-8"))):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in {"print", "sys.exit", "exit", "input"}, path
            if isinstance(node, ast.Attribute):
                assert ast.unparse(node) != "sys.argv", path
