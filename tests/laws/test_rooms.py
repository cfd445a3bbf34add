"""Rooms: a folder is one noun with at most a dozen files, floors hold inside, no circle."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "generator" / "specpress"
MOST = 12
ONE_FILE_EACH = {"cli/commands": "a command", "targets": "a target"}
"""Folders that may hold more, since they have a file for each of what they list."""

TINY = 20
DOORS = {"__main__.py", "ir/lower/api.py", "emulator/http/log.py"}
"""Tiny files that are found by their names alone."""

RUNTIME = "targets/python/runtime"
FLOORS = (
    *("client", "operations", "calls", "transport", "connections", "effects", "urls"),
    *("files", "journal", "webhooks", "job", "request", "facts", "errors"),
    *("callback", "json_document", "pointer", "one_line"),
)
"""The rooms of a client's runtime from the top; each uses only those behind it."""


def modules() -> list[str]:
    return sorted(one.relative_to(PACKAGE).as_posix() for one in PACKAGE.rglob("*.py"))


def module_of(name: str) -> str | None:
    """Return the file of a dotted name, or of the module that has it: `emit/run.py`."""
    parts = name.split("/")
    for end in (len(parts), len(parts) - 1):
        for path in ("/".join(parts[:end]) + ".py", "/".join([*parts[:end], "__init__.py"])):
            if end and (PACKAGE / path).is_file():
                return path
    return None


def names_in(path: str, text: str) -> Iterator[str]:
    """Yield what a file imports from this package, as paths of modules and what they hold."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (one.name.replace(".", "/") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            room = path.split("/")[: -node.level] if node.level else []
            home = "/".join([*room, *(node.module or "").split(".")]).strip("/")
            yield from (f"{home}/{one.name}" for one in node.names)


def imported(path: str, text: str) -> set[str]:
    found = (one.removeprefix("specpress/") for one in names_in(path, text))
    return {home for one in found if (home := module_of(one)) is not None} - {path}


@cache
def graph() -> dict[str, set[str]]:
    return {one: imported(one, (PACKAGE / one).read_text("utf-8")) for one in modules()}


def between(room: str, arrows: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows between what stands in a room: its files, and the rooms within it."""
    prefix = f"{room}/" if room else ""
    found: dict[str, set[str]] = {}
    for source, targets in arrows.items():
        if not source.startswith(prefix):
            continue
        here = source.removeprefix(prefix).split("/")[0]
        there = {
            one.removeprefix(prefix).split("/")[0] for one in targets if one.startswith(prefix)
        }
        found.setdefault(here, set()).update(there - {here, "__init__.py"})
    return found


def circle(arrows: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


ROOMS = sorted({one.rpartition("/")[0] for one in modules()})


@pytest.mark.parametrize("room", ROOMS)
def test_what_stands_in_a_room_has_floors(room: str) -> None:
    assert circle(between(room, graph())) == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circle(graph()) == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_at_most_a_dozen_files(room: str) -> None:
    files = [one for one in (PACKAGE / room).glob("*.py") if one.name != "__init__.py"]
    assert len(files) <= MOST or room in ONE_FILE_EACH


def test_a_tiny_file_is_needed_by_several_others() -> None:
    users = Counter(one for targets in graph().values() for one in targets)
    for path in modules():
        lines = (PACKAGE / path).read_text("utf-8").splitlines()
        carried = path.startswith("runtime/")  # piece by piece, into what is generated
        if len(lines) < TINY and path not in DOORS and not path.endswith("__init__.py"):
            assert carried or users[path] > 1, path


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_in_its_first_line_what_is_in_it(room: str) -> None:
    text = (PACKAGE / room / "__init__.py").read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))


def test_the_runtime_of_a_client_keeps_its_floors() -> None:
    for source, targets in between(RUNTIME, graph()).items():
        name = source.removesuffix(".py")
        if name != "__init__":
            below = FLOORS[FLOORS.index(name) + 1 :]
            assert {one.removesuffix(".py") for one in targets} <= set(below), name


@pytest.mark.parametrize(
    ("room", "path", "text"),
    [
        ("emit", "emit/encoders/code.py", "from specpress.emit import run"),
        ("ir", "ir/types/rules.py", "from specpress.ir.load import load_apis"),
        (RUNTIME, f"{RUNTIME}/errors/base.py", "from ..client.sync_client import SyncClient"),
    ],
)
def test_a_circle_is_found(room: str, path: str, text: str) -> None:
    arrows = dict(graph())
    arrows[path] = arrows[path] | imported(path, text)
    assert circle(between(room, arrows)) != []
