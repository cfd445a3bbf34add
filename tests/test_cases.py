"""Run every folder of tests/cases: the good ones, the bad ones and the overriding ones."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import invalidate_caches
from pathlib import Path

import pytest
from click.testing import CliRunner
from specpress.cli import main
from specpress.emit.writer.directory import lock

CASES = Path(__file__).parent / "cases"


def folders(kind: str) -> list[Path]:
    return sorted(one for one in (CASES / kind).iterdir() if one.is_dir())


def run(arguments: list[str], cwd: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return all that a command prints, and its exit code on a line of its own."""
    monkeypatch.chdir(cwd)
    result = CliRunner().invoke(main, arguments, prog_name="specpress")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return f"{result.output}exit {result.exit_code}\n"


def tree(folder: Path) -> dict[str, bytes | str]:
    """Return the files below a folder and what they hold, or where they point."""
    return {
        path.relative_to(folder).as_posix(): (
            f"-> {path.readlink()}" if path.is_symlink() else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture
def copied(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Copy a case away from the checkout; packages in its `site` folder count as installed."""
    copy = tmp_path / "case"
    shutil.copytree(request.param, copy, symlinks=True)
    site = copy / "site"
    if site.is_dir():
        monkeypatch.syspath_prepend(site)
        invalidate_caches()
    before = set(sys.modules)
    yield copy
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(site) in str(
            sys.modules[name].__file__
        ):
            del sys.modules[name]


@contextmanager
def held(case: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lock the folder that a case's `hold-lock` names, and do not let the command wait long."""
    name = case / "hold-lock"
    if not name.is_file():
        yield
        return
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    descriptor = os.open(case / name.read_text("utf-8").strip(), os.O_RDONLY)
    try:
        assert lock.try_lock(descriptor, shared=False)
        yield
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("copied", folders("bad"), indirect=True, ids=lambda one: one.name)
def test_a_bad_case_says_exactly_this_and_changes_nothing(
    copied: Path,
    request: pytest.FixtureRequest,
    golden: Callable[[Path, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = CASES / "bad" / request.node.callspec.id
    command = copied / "command"
    arguments = command.read_text("utf-8").split() if command.is_file() else ["lint", "--all"]
    before = tree(copied)
    with held(copied, monkeypatch):
        output = run(arguments, copied, monkeypatch)
    golden(case / "expected.txt", output)
    assert case.name.split("-")[0] in output
    assert tree(copied) == before


@pytest.mark.parametrize("copied", folders("good"), indirect=True, ids=lambda one: one.name)
def test_a_good_case_generates_exactly_this(
    copied: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check_expected("good", ["generate"], copied, request, monkeypatch)


@pytest.mark.parametrize("copied", folders("override"), indirect=True, ids=lambda one: one.name)
def test_an_overriding_case_generates_exactly_this(
    copied: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = copied / "command"
    arguments = command.read_text("utf-8").split()
    check_expected("override", arguments, copied, request, monkeypatch)


def check_expected(
    kind: str,
    arguments: list[str],
    copied: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = CASES / kind / request.node.callspec.id / "expected"
    output = run(arguments, copied, monkeypatch)
    assert output.endswith("exit 0\n"), output
    written = tree(copied / "generated")
    if request.config.getoption("--bless") and written != tree(expected):
        shutil.rmtree(expected, ignore_errors=True)
        shutil.copytree(copied / "generated", expected)
        pytest.fail(f"blessed {expected.relative_to(CASES)}; read the diff")
    assert written == tree(expected)
