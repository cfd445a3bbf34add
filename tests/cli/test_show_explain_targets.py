"""`show`, `explain` and `targets`: what can be looked up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from specpress.diagnostics.codes import REGISTER

from .conftest import Run


@pytest.mark.usefixtures("kling")
def test_nodes_are_shown_with_line_and_column(run: Run) -> None:
    shown = run("show", "nodes", "rivya/kling-2-6")
    assert (shown.exit_code, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert lines[:2] == ["     2:1  mapping", "     2:8    model: 'kling-2-6'"]
    at = lines.index("   13:14        choices: list")
    assert lines[at + 1 : at + 3] == ["   13:15          - '5'", "   13:20          - '10'"]


@pytest.mark.usefixtures("kling")
def test_the_ir_is_shown_as_json(run: Run) -> None:
    shown = run("show", "ir", "rivya/kling-2-6")
    assert (shown.exit_code, shown.stderr) == (0, "")
    model = json.loads(shown.stdout)
    assert model["id"] == "kling-2-6"
    assert model["is"] == "Model"
    assert model["credits"] == {"is": "Credits", "billing": "fixed", "base": 55}
    assert "สิ่งที่จะปรากฏในคลิป" in shown.stdout


def test_the_contract_is_the_json_schema_of_the_request(kling: Path, run: Run) -> None:
    shown = run("show", "contract", "rivya/kling-2-6", "--specs", str(kling / "specs"))
    assert (shown.exit_code, shown.stderr) == (0, "")
    contract = json.loads(shown.stdout)
    assert contract["required"] == ["model", "prompt"]
    assert contract["properties"]["params"]["properties"]["duration"]["enum"] == ["5", "10"]


@pytest.mark.usefixtures("kling")
@pytest.mark.parametrize("stage", ["nodes", "ir", "contract"])
def test_an_unknown_model_is_a_usage_error_with_what_was_meant(run: Run, stage: str) -> None:
    refused = run("show", stage, "rivya/kling-26")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "there is no model rivya/kling-26; did you mean rivya/kling-2-6?" in refused.stderr
    refused = run("show", stage, "nobody/nothing")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.endswith("there is no model nobody/nothing\n")
    refused = run("show", stage, "kling-2-6")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is not of the form PLATFORM/MODEL" in refused.stderr


@pytest.mark.usefixtures("kling")
def test_an_unknown_stage_is_a_usage_error(run: Run) -> None:
    assert run("show", "view", "rivya/kling-2-6").exit_code == 2


@pytest.mark.parametrize("stage", ["nodes", "ir"])
def test_a_spec_with_errors_is_not_shown(here: Path, run: Run, stage: str) -> None:
    run("new", "acme/clip")
    (here / "specs/acme/clip.yaml").write_text("model: [\n", "utf-8")
    shown = run("show", stage, "acme/clip")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "--> specs/acme/clip.yaml:" in shown.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("code", REGISTER)
def test_every_code_is_explained_with_its_title_meaning_and_example(run: Run, code: str) -> None:
    explained = run("explain", code.lower())
    assert (explained.exit_code, explained.stderr) == (0, "")
    title, meaning, example = explained.stdout.split("\n\n", 2)
    assert title == f"{code}: {REGISTER[code].title}"
    assert meaning.replace("\n", " ") == REGISTER[code].meaning
    assert example.startswith("For example:\n\n    ")
    assert f"[{code}]" in example


@pytest.mark.usefixtures("here")
def test_a_code_that_does_not_exist_is_said(run: Run) -> None:
    unknown = run("explain", "304")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr == "there is no code 304; did you mean E0304?\n"
    assert run("explain", "?").stderr == "there is no code ?\n"


@pytest.mark.usefixtures("here")
def test_targets_are_listed_with_what_they_write(run: Run) -> None:
    listed = run("targets")
    assert (listed.exit_code, listed.stderr) == (0, "")
    head, *rows = listed.stdout.splitlines()
    assert head.split() == ["target", "writes"]
    names = " ".join(one.split()[0] for one in rows)
    assert names == "jsonschema markdown openapi pydantic python validator vectors"
    assert json.loads(run("targets", "--format", "json").stdout) == []


@pytest.mark.usefixtures("here")
def test_help_lists_every_command_and_the_exit_codes(run: Run) -> None:
    text = run("--help").stdout
    commands = ("init", "new", "lint", "generate", "validate", "show", "targets", "explain")
    for command in commands:
        assert f"\n  {command} " in text
        assert run(command, "--help").stdout.startswith(f"Usage: specpress {command}")
    assert "Exit codes: 0 fine, 1 the input is wrong, 2 usage, 3 the output differs." in text
    assert run("--version").stdout == "specpress 0.1.0\n"


@pytest.mark.usefixtures("here")
def test_an_unknown_command_is_a_usage_error(run: Run) -> None:
    refused = run("lnt")
    assert refused.exit_code == 2
    assert "No such command 'lnt'" in refused.stderr
