"""What keeps the two clients one: no behaviour is written twice, none stands outside a flow."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from specpress.targets.python.runtime.client.async_client import AsyncClient
from specpress.targets.python.runtime.client.sync_client import SyncClient
from specpress.targets.python.runtime.effects import effects
from specpress.targets.python.runtime.transport.async_driver import AsyncDriver
from specpress.targets.python.runtime.transport.sync_driver import SyncDriver

RUNTIME = Path(effects.__file__).parents[1]
FILES = sorted(RUNTIME.rglob("*.py"))
FLOWS = [
    *(one for one in FILES if one.parent.name == "operations"),
    *(RUNTIME / "calls" / name for name in ("attempt.py", "repeat.py", "witness.py")),
    RUNTIME / "effects" / "concurrent.py",
]
BEHAVIOUR = {"retry", "polling", *(one.stem for one in FLOWS)} - {
    "__init__",
    "acknowledge",
    "resumed",
}
HTTP = {
    *("sync_transport.py", "stream.py", "wire.py", "sync_driver.py", "async_driver.py"),
    *("async_transport.py", "leftover.py", "async_stream.py"),
    *("httpx2_carrier.py", "aiohttp_carrier.py", "environment.py"),
}
RENAMED = {"__aenter__": "__enter__", "__aexit__": "__exit__"}
OUTSIDE = {"time", "os", "random", "uuid", "secrets", "socket", "asyncio", "threading", "httpx2"}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(RUNTIME).with_suffix("").parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((0, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def surface(kind: type) -> dict[str, list[str]]:
    """Return the methods of a class, each with the names of its parameters."""
    return {
        RENAMED.get(name, name): list(inspect.signature(one).parameters)
        for name, one in vars(kind).items()
        if inspect.isfunction(one)
    }


def matched(kind: type) -> list[str]:
    """Return the effects on which a driver matches, in their order."""
    source = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
    return [
        node.cls.id
        for node in ast.walk(source)
        if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name)
    ]


def test_both_clients_have_the_same_surface() -> None:
    assert surface(SyncClient) == surface(AsyncClient)


def test_both_drivers_have_the_same_surface() -> None:
    assert surface(SyncDriver) == surface(AsyncDriver)


def test_both_drivers_handle_every_effect() -> None:
    instant = {one.__name__ for one in get_args(effects.Instant)}
    every = {one.__name__ for one in get_args(effects.Effect)}
    assert matched(SyncDriver) == matched(AsyncDriver)
    assert set(matched(SyncDriver)) | instant == every


@pytest.mark.parametrize(
    "name",
    [
        *("transport/sync_driver.py", "transport/async_driver.py"),
        *("client/sync_client.py", "transport/wire.py"),
    ],
)
def test_no_behaviour_stands_in_a_driver(name: str) -> None:
    own = {module for level, module in imports(RUNTIME / name) if level}
    assert not {one.rpartition(".")[2] for one in own} & BEHAVIOUR
    assert "Yield" not in {type(one).__name__ for one in ast.walk(tree(RUNTIME / name))} or (
        name == "transport/wire.py"  # the signing of a request
    )


@pytest.mark.parametrize("path", FLOWS, ids=lambda one: one.name)
def test_a_flow_touches_the_world_by_effects_alone(path: Path) -> None:
    assert not {module for _, module in imports(path)} & OUTSIDE
    kinds = {type(one).__name__ for one in ast.walk(tree(path))}
    assert not kinds & {"Await", "AsyncFunctionDef", "AsyncWith", "With"}


def test_only_the_wire_and_the_drivers_speak_httpx2_and_aiohttp_waits_for_a_session() -> None:
    code = "import sys\n" + "".join(
        f"import specpress.targets.python.runtime.{dotted(one)}\n"
        for one in FILES
        if one.name not in HTTP | {"connection.py", "sync_client.py", "async_client.py"}
        and one.stem != "__init__"
    )
    code += "assert not [one for one in sys.modules if one.startswith('httpx')]\n"
    code += "import specpress.targets.python.runtime.client.async_client\n"
    code += "assert 'aiohttp' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.name)
def test_a_room_is_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 250
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= 25, node.name
