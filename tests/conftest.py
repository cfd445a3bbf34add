"""What all tests share: where the project is, how its command line is run, how goldens are kept."""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
_HOSTILE: dict[str, Any] = runpy.run_path(str(ROOT / "tests" / "payloads.py"))
PAYLOADS: tuple[tuple[str, str], ...] = _HOSTILE["PAYLOADS"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bless",
        action="store_true",
        help="rewrite expected outputs, and fail every test that had to",
    )


def pytest_configure() -> None:
    """Let examples take their time: that a machine is busy is no fault of what is tested."""
    hurry = [HealthCheck.too_slow]
    settings.register_profile("unhurried", settings(), deadline=None, suppress_health_check=hurry)
    settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "SPECPRESS_SOAK" in os.environ:
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="a long campaign; `make soak` runs it"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that takes `payload` each hostile text in turn."""
    if "payload" in metafunc.fixturenames:
        metafunc.parametrize("payload", [pytest.param(text, id=name) for name, text in PAYLOADS])


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def payloads() -> tuple[str, ...]:
    """Return every hostile text."""
    return tuple(text for _, text in PAYLOADS)


@pytest.fixture(scope="session")
def traces() -> Callable[[str], Iterator[str]]:
    """Return what finds the traces of hostile texts in a generated Python file."""
    return _HOSTILE["traces"]


@pytest.fixture(scope="session")
def unseen() -> Callable[[str], Iterator[str]]:
    """Return what finds the characters that no generated file may hold."""
    return _HOSTILE["unseen"]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let what a test starts be stopped by Ctrl-C, even where the tests themselves cannot be.

    A script lets what it runs in the background ignore Ctrl-C, and all children inherit that.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def specpress() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the installed command line in a process of its own."""

    def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "specpress", *arguments],
            cwd=cwd,
            env={**os.environ, "NO_COLOR": "1", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file, byte for byte; with --bless, rewrite the file and fail."""

    def check(path: Path, text: str) -> None:
        known = path.read_text("utf-8") if path.is_file() else None
        if known == text:
            return
        if request.config.getoption("--bless"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            pytest.fail(f"blessed {path.relative_to(ROOT)}; read the diff")
        assert text == known

    return check
