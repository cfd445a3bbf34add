"""Where what a command says cannot be written, it ends with a sentence and exit code 1."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from specpress.cli import main

COMMANDS = {
    "init": (),
    "new": ("rivya/kling-3-0",),
    "lint": (),
    "generate": ("--target", "vectors"),
    "validate": ("examples/refused.json",),
    "estimate": ("examples/minimal.json",),
    "emulate": ("rivya", "--assumptions"),
    "show": ("ir", "rivya/kling-2-6"),
    "targets": (),
    "explain": ("E0304",),
}
FULL = Path("/dev/full")

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no full device")


def full() -> int:
    return os.open(FULL, os.O_WRONLY)


def closed() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.fixture(params=[full, closed])
def broken(request: pytest.FixtureRequest) -> Iterator[io.TextIOWrapper]:
    """Return a stream that nothing can be written to."""
    make: Callable[[], int] = request.param
    stream = io.TextIOWrapper(io.BufferedWriter(io.FileIO(make(), "w")), encoding="utf-8")
    yield stream
    stream.close()


def test_every_command_is_tried() -> None:
    assert set(COMMANDS) == set(main.list_commands(None))


@pytest.mark.usefixtures("kling")
@pytest.mark.parametrize("command", [*COMMANDS, "--help", "--version", "lint --help"])
def test_a_stdout_that_takes_nothing_is_said(
    broken: io.TextIOWrapper,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdout", broken)
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), *COMMANDS.get(command, ())], prog_name="specpress")
    assert ended.value.code == 1
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith("specpress: the output cannot be written: ")


@pytest.mark.usefixtures("kling")
@pytest.mark.parametrize("command", ["validate", "targets"])
def test_where_nothing_can_be_said_at_all_the_exit_code_says_it(
    broken: io.TextIOWrapper, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", broken)
    monkeypatch.setattr(sys, "stderr", broken)
    with pytest.raises(SystemExit) as ended:
        main([command, *COMMANDS[command]], prog_name="specpress")
    assert ended.value.code == 1


@pytest.mark.parametrize("make", [full, closed])
def test_python_says_nothing_of_it_at_its_end(kling: Path, make: Callable[[], int]) -> None:
    descriptor = make()
    command = [sys.executable, "-m", "specpress", "validate", "examples/minimal.json"]
    ran = subprocess.run(
        command, cwd=kling, stdout=descriptor, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(descriptor)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.startswith("specpress: the output cannot be written: ")


def test_a_file_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(format_: str) -> None:
        del format_
        raise PermissionError(13, "Permission denied", "somewhere")

    monkeypatch.setattr("specpress.cli.commands.targets.targets.callback", fail)
    with pytest.raises(SystemExit) as ended:
        main(["targets"], prog_name="specpress")
    assert (ended.value.code, "specpress: somewhere: Permission" in capsys.readouterr().err) == (
        1,
        True,
    )
