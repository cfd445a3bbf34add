"""`estimate`: requests are judged, then priced; figures line up, and programs get JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, Run


@pytest.fixture
def loom(here: Path) -> Path:
    """Return the working directory, with the specs of the invented price lists in it."""
    shutil.copytree(ROOT / "tests/cases/good/prices/specs", here / "specs")
    return here


@pytest.mark.usefixtures("kling")
def test_a_price_stands_in_a_line_and_a_refused_request_is_shown(run: Run) -> None:
    priced = run("estimate", "examples/minimal.json", "examples/refused.json")
    assert priced.exit_code == 1
    assert priced.stdout == (
        "request                model            low  high  unit     basis\n"
        "examples/minimal.json  rivya/kling-2-6   55    55  credits  55 credits\n"
    )
    assert priced.stderr.count("error[E0608]") == 5


@pytest.mark.usefixtures("loom")
def test_lines_are_priced_one_by_one_and_an_open_end_is_a_question_mark(run: Run) -> None:
    lines = ['{"model": "thread"}', '{"model": "reel", "prompt": "A heron"}']
    Path("requests.jsonl").write_text("\n".join(lines), "utf-8")
    priced = run("estimate", "requests.jsonl")
    assert (priced.exit_code, priced.stderr) == (0, "")
    assert [one.split()[:5] for one in priced.stdout.splitlines()[1:]] == [
        ["requests.jsonl:1", "loom/thread", "14", "?", "credits"],
        ["requests.jsonl:2", "loom/reel", "0.4", "0.4", "USD"],
    ]


@pytest.mark.usefixtures("loom")
def test_programs_get_one_object(run: Run) -> None:
    request = '{"model": "frame", "prompt": "A heron", "params": {"quality": "high"}}'
    priced = run("estimate", "--format", "json", "-", given=request)
    read = json.loads(priced.stdout)
    assert priced.exit_code == 0
    assert read["diagnostics"] == []
    (only,) = read["estimates"]
    assert (only["request"], only["model"], only["unit"]) == ("<stdin>", "loom/frame", "credits")
    assert (only["low"], only["high"]) == (7, 9)
    assert only["basis"][0] == "credits by quality, layers and size"


@pytest.mark.usefixtures("loom")
def test_programs_are_told_what_is_wrong_in_the_same_object(run: Run) -> None:
    refused = run("estimate", "--format", "json", given='{"model": "frame"}')
    read = json.loads(refused.stdout)
    assert (refused.exit_code, read["estimates"]) == (1, [])
    assert [one["code"] for one in read["diagnostics"]] == ["E0608"]
    Path("specs/loom/frame.yaml").write_text("model: [", "utf-8")
    broken = run("estimate", "--format", "json", given="{}")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["diagnostics"][0]["code"] == "E0106"
    assert run("estimate", given="{}").exit_code == 1


@pytest.mark.usefixtures("loom")
def test_a_file_that_cannot_be_read_and_github(run: Run) -> None:
    missing = run("estimate", "--format", "github", "nowhere.json")
    assert missing.exit_code == 1
    assert missing.stdout.startswith("::error file=nowhere.json,title=E0603::")
    named = run("estimate", "--model", "loom/thread", given='{"model": "thread"}')
    assert named.exit_code == 0
