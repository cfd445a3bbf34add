"""`lint`: where it looks, what it prints in each format, and that it never ends in a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Edit, Run


@pytest.fixture
def wrong(kling: Path, edit: Edit) -> Path:
    """Return the real specs with one default that is not among its choices."""
    edit(kling / "specs/rivya/kling-2-6.yaml", 'default: "5"', 'default: "15"')
    return kling


def test_specs_without_errors_are_counted(kling: Path, run: Run) -> None:
    linted = run("lint")
    assert (linted.exit_code, linted.stdout) == (0, "1 model of 1 platform: no errors\n")
    assert linted.stderr == ""
    run("new", "acme/one")
    run("new", "acme/two")
    assert run("lint", str(kling / "specs")).stdout == "3 models of 2 platforms: no errors\n"


def test_text_goes_to_people_on_stderr(wrong: Path, run: Run) -> None:
    linted = run("lint")
    assert (linted.exit_code, linted.stdout) == (1, "")
    assert linted.stderr.startswith("error[E0304]: the default is not among the choices\n")
    assert "--> specs/rivya/kling-2-6.yaml:14:14\n" in linted.stderr
    assert linted.stderr.endswith("\n1 error\n")
    assert (wrong / "specs").is_dir()


def test_json_is_one_document_on_stdout(wrong: Path, run: Run) -> None:
    linted = run("lint", "--format", "json")
    assert (linted.exit_code, linted.stderr) == (1, "")
    (found,) = json.loads(linted.stdout)
    assert found["code"] == "E0304"
    assert found["severity"] == "error"
    assert (found["path"], found["line"], found["column"]) == (
        "specs/rivya/kling-2-6.yaml",
        14,
        14,
    )
    assert (wrong / "specs").is_dir()


@pytest.mark.usefixtures("kling")
def test_json_of_nothing_is_an_empty_list(run: Run) -> None:
    linted = run("lint", "--format", "json")
    assert (linted.exit_code, json.loads(linted.stdout)) == (0, [])


@pytest.mark.usefixtures("wrong")
def test_github_annotations_go_to_stdout(run: Run) -> None:
    linted = run("lint", "--format", "github")
    assert (linted.exit_code, linted.stderr) == (1, "")
    place = "file=specs/rivya/kling-2-6.yaml,line=14,col=14,endLine=14,endColumn=18,title=E0304"
    assert linted.stdout.startswith(f"::error {place}::the default is not among the choices%0A")


def test_a_folder_that_is_not_there_is_said(here: Path, run: Run) -> None:
    linted = run("lint")
    assert linted.exit_code == 1
    assert "error[E0302]: no specs in `specs`" in linted.stderr
    assert "`specpress init` writes a first platform and model" in linted.stderr
    (here / "a-file").touch()
    for folder in ("a-file", "nowhere"):
        assert f"error[E0302]: no specs in `{folder}`" in run("lint", folder).stderr


def test_a_folder_called_like_a_spec_is_said(kling: Path, run: Run) -> None:
    (kling / "specs/rivya/x.yaml").mkdir()
    linted = run("lint")
    assert linted.exit_code == 1
    assert "error[E0302]: `specs/rivya/x.yaml` cannot be read: " in linted.stderr


def test_a_file_that_cannot_be_read_is_said(kling: Path, run: Run) -> None:
    (kling / "specs/rivya/loop.yaml").symlink_to("loop.yaml")
    linted = run("lint")
    assert linted.exit_code == 1
    assert "error[E0302]: `specs/rivya/loop.yaml` cannot be read: " in linted.stderr


def test_bytes_that_are_no_text_are_said(kling: Path, run: Run) -> None:
    (kling / "specs/rivya/kling-2-6.yaml").write_bytes(bytes(range(128, 256)) * 20)
    linted = run("lint")
    assert linted.exit_code == 1
    assert "error[E0101]" in linted.stderr


def test_a_format_that_does_not_exist_is_a_usage_error(kling: Path, run: Run) -> None:
    refused = run("lint", "--format", "xml")
    assert refused.exit_code == 2
    assert "'text', 'json', 'github'" in refused.stderr
    assert (kling / "specs").is_dir()
