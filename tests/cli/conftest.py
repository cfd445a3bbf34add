"""What the command line's tests share: an empty folder, the real specs in one, and a runner."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result
from specpress.cli import main

ROOT = Path(__file__).parents[2]


Run: TypeAlias = Callable[..., Result]
"""Takes arguments, and standard input as `given`; returns what the command did."""

Edit: TypeAlias = Callable[[Path, str, str], None]
"""Replaces a text that stands exactly once in a file."""


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, by path."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file()
    }


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the working directory."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def kling(here: Path) -> Path:
    """Return the working directory, with the real platform, one of its models, and examples."""
    (here / "specs/rivya").mkdir(parents=True)
    for name in ("platform.yaml", "kling-2-6.yaml"):
        shutil.copy(ROOT / "specs/rivya" / name, here / "specs/rivya" / name)
    shutil.copytree(ROOT / "examples", here / "examples")
    return here


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: str, given: bytes | str | None = None) -> Result:
        result = CliRunner().invoke(main, arguments, input=given, prog_name="specpress")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def edit() -> Edit:
    def replace(path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8", newline="\n")

    return replace
