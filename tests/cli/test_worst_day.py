"""What never ends, what is full, and what is too much: a line each, and exit code 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from specpress.cli import request_files
from specpress.cli.console import MOST_DRAWN
from specpress.diagnostics.report import Report, SpecError
from specpress.emit.file import File
from specpress.emit.run import press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis

from .conftest import Run

ENDLESS = Path("/dev/zero")
FULL = Path("/dev/full")


@pytest.mark.skipif(not ENDLESS.exists(), reason="this system has no /dev/zero")
@pytest.mark.parametrize("command", ["validate", "estimate"])
@pytest.mark.usefixtures("kling")
def test_a_device_that_never_ends_is_not_read_to_its_end(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_files, "MOST_BYTES", 2**20)
    result = run(command, str(ENDLESS))
    assert result.exit_code == 1
    assert "`/dev/zero` cannot be read: it holds more than 1 MiB" in result.stderr


def test_lines_may_be_more_than_one_request(
    kling: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_files, "MOST_BYTES", 100)
    request = json.dumps({"model": "kling-2-6", "prompt": "A lighthouse"}) + "\n"
    (kling / "many.jsonl").write_text(request * 9)
    result = run("validate", "many.jsonl")
    assert (result.exit_code, result.stdout) == (0, "many.jsonl: 9 accepted, 0 refused\n")


@pytest.mark.usefixtures("kling")
def test_a_name_that_no_file_can_have_is_said(run: Run) -> None:
    result = run("validate", "a\0b")
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "examples/minimal.json"),
        ("validate", "examples/refused.json", "--format", "json"),
        ("lint",),
        ("show", "ir", "rivya/kling-2-6"),
        ("targets",),
        ("explain", "E0304"),
        ("generate",),
        ("--help",),
    ],
    ids=" ".join,
)
def test_a_full_disk_behind_stdout_is_a_line(kling: Path, arguments: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "specpress", *arguments],
            cwd=kling,
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": ""},
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr
    assert "No space left on device" in ran.stderr


def test_more_than_a_screen_of_violations_is_counted_and_drawn_when_asked(
    kling: Path, run: Run
) -> None:
    unknown = {f"unknown_{number}": 1 for number in range(3_000)}
    request = {"model": "kling-2-6", "prompt": "A lighthouse", "params": unknown}
    (kling / "many.json").write_text(json.dumps(request))
    first = run("validate", "many.json")
    assert first.stderr.count("error[E0608]") == MOST_DRAWN
    assert first.stderr.endswith("\n3000 errors; the first 100 are shown, --all shows them all\n")
    every = run("validate", "many.json", "--all")
    assert every.stderr.count("error[E0608]") == 3_000
    assert every.stderr.endswith("\n3000 errors\n")
    assert len(json.loads(run("validate", "many.json", "--format", "json").stdout)) == 3_000


class Failing:
    name = "failing"
    summary = "a target that raises what it is given"

    def __init__(self, raised: BaseException) -> None:
        self.raised = raised

    def emit(self, api: object, context: object) -> list[File]:
        del api, context
        raise self.raised


@pytest.mark.parametrize(
    "raised",
    [
        SystemExit(0),
        SystemExit(3),
        GeneratorExit(),
        ValueError("a\nb"),
        BaseExceptionGroup("x", [SystemExit(0)]),
    ],
    ids=repr,
)
def test_whatever_a_target_raises_is_its_fault(kling: Path, raised: BaseException) -> None:
    apis = load_apis(kling / "specs", Report())
    with pytest.raises(SpecError) as caught:
        press(apis, [Failing(raised)], Context(Templates()))
    assert [one.code for one in caught.value.diagnostics] == ["E0409"]
    assert type(raised).__name__ in caught.value.diagnostics[0].message


def test_ctrl_c_within_a_target_is_no_fault_of_it(kling: Path) -> None:
    apis = load_apis(kling / "specs", Report())
    with pytest.raises(KeyboardInterrupt):
        press(apis, [Failing(KeyboardInterrupt())], Context(Templates()))
