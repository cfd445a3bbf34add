"""Of very many violations a screenful is drawn; programs get all of them, and so does who asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from specpress.diagnostics.source import Source

from .conftest import Run

MANY = 3_000


@pytest.fixture
def many(kling: Path) -> str:
    params = {f"k{number}": 1 for number in range(MANY)}
    request = {"model": "kling-2-6", "prompt": "A lighthouse", "params": params}
    (kling / "many.json").write_text(f"{json.dumps(request)}\n", "utf-8")
    return "many.json"


def test_a_screenful_is_drawn_and_the_others_counted(run: Run, many: str) -> None:
    judged = run("validate", many)
    assert (judged.exit_code, judged.stdout) == (1, "many.json: refused\n")
    assert judged.stderr.count(" --> many.json:1:") == 20
    assert judged.stderr.endswith("\n3,000 errors; 20 are shown, and all with --all\n")
    assert len(judged.stderr) < 20_000


def test_all_are_drawn_for_who_asks(run: Run, many: str) -> None:
    judged = run("validate", "--all", many)
    assert judged.stderr.count(" --> many.json:1:") == MANY
    assert judged.stderr.endswith("\n3,000 errors\n")


@pytest.mark.parametrize("format_", ["json", "github"])
def test_programs_get_all(run: Run, many: str, format_: str) -> None:
    judged = run("validate", "--format", format_, many)
    found = json.loads(judged.stdout) if format_ == "json" else judged.stdout.splitlines()
    assert (judged.exit_code, len(found)) == (1, MANY)


def test_twenty_are_a_screenful(run: Run, kling: Path) -> None:
    params = {f"k{number}": 1 for number in range(20)}
    request = {"model": "kling-2-6", "prompt": "A lighthouse", "params": params}
    (kling / "twenty.json").write_text(json.dumps(request), "utf-8")
    judged = run("validate", "twenty.json")
    assert judged.stderr.count(" --> twenty.json:1:") == 20
    assert judged.stderr.endswith("\n20 errors\n")


def test_specs_with_many_errors_are_cut_as_well(run: Run, kling: Path) -> None:
    path = kling / "specs/rivya/kling-2-6.yaml"
    path.write_text(
        path.read_text("utf-8") + "".join(f"zz{one}: 1\n" for one in range(50)), "utf-8"
    )
    cut, whole = run("lint"), run("lint", "--all")
    assert cut.stderr.endswith("\n50 errors; 20 are shown, and all with --all\n")
    assert whole.stderr.endswith("\n50 errors\n")


def test_a_line_with_many_faults_is_cut_out_of_its_text_once() -> None:
    source = Source("a.json", f"{'x' * 999}\n{'y' * 999}\n")
    assert source.line(1) is source.line(1)
    assert (source.line(2), source.line(3), source.line(4)) == ("y" * 999, "", "")
    assert source.line(1) == "x" * 999
