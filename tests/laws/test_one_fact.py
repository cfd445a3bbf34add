"""A changed fact changes the lines that say it, in every target, and no others."""

from __future__ import annotations

import difflib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from specpress.cli import main

ROOT = Path(__file__).parents[2]
MANIFEST = ".specpress.json"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "specs/rivya"
    folder.mkdir(parents=True)
    for name in ("platform.yaml", "kling-2-6.yaml"):
        shutil.copy(ROOT / "specs/rivya" / name, folder / name)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["generate"]).exit_code == 0
    return tmp_path


def edit(project: Path, old: str, new: str) -> None:
    path = project / "specs/rivya/kling-2-6.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8", newline="\n")


def tree(folder: Path) -> dict[str, str]:
    return {
        one.relative_to(folder).as_posix(): one.read_text("utf-8")
        for one in folder.rglob("*")
        if one.is_file()
    }


def changed_lines(project: Path) -> dict[str, list[str]]:
    """Generate, and return the lines that went and came, by file."""
    before = tree(project / "generated")
    assert CliRunner().invoke(main, ["generate"]).exit_code == 0
    after = tree(project / "generated")
    assert set(after) == set(before)
    return {
        path: [
            line
            for line in difflib.ndiff(before[path].splitlines(), after[path].splitlines())
            if line[0] in "-+"
        ]
        for path in after
        if after[path] != before[path]
    }


def test_the_committed_tree_is_what_the_specs_mean() -> None:
    folders = ["--specs", str(ROOT / "specs"), "--output", str(ROOT / "generated")]
    result = CliRunner().invoke(main, ["generate", "--check", *folders])
    assert result.exit_code == 0, result.output


def test_without_a_change_nothing_changes(project: Path) -> None:
    assert changed_lines(project) == {}


def test_a_default_changes_its_own_lines_and_a_digest_in_each_target(project: Path) -> None:
    edit(project, 'default: "5"', 'default: "10"')
    checked = CliRunner().invoke(main, ["generate", "--check"])
    assert checked.exit_code == 3
    assert '+          "default": "10",' in checked.output
    changed = changed_lines(project)
    assert changed.pop("jsonschema/rivya/kling-2-6.schema.json") == [
        '-           "default": "5",',
        '+           "default": "10",',
    ]
    validator = changed.pop("validator/rivya/kling_2_6.py")
    assert validator == [
        '-     Default: "5".',
        '+     Default: "10".',
        '-         params.setdefault("duration", "5")',
        '+         params.setdefault("duration", "10")',
    ]
    assert changed.pop("pydantic/rivya/kling_2_6.py") == [
        '-     Default: "5".',
        '+     Default: "10".',
    ]
    for path in ("openapi/rivya.openapi.json", "openapi/rivya/kling-2-6.openapi.json"):
        assert changed.pop(path) == [
            '-             "default": "5",',
            '+             "default": "10",',
        ]
    assert changed.pop("python/rivya/models/kling_2_6.py") == validator
    for page in ("kling-2-6.md", "kling-2-6.th.md"):
        went, came = changed.pop(f"markdown/rivya/{page}")
        assert went[0] == "-"
        assert "+" + went[1:].replace('| `"5"` |', '| `"10"` |') == came
    digests = changed.pop(MANIFEST)
    assert sorted(line[0] for line in digests) == ["+"] * 8 + ["-"] * 8
    assert changed == {}


def test_a_new_parameter_adds_lines_and_changes_none(project: Path) -> None:
    edit(
        project,
        "references:\n  max_items: 1",
        "  seed: { type: integer, min: 0, max: 9, doc: A seed. }\nreferences:\n  max_items: 1",
    )
    changed = changed_lines(project)
    schema = changed["jsonschema/rivya/kling-2-6.schema.json"]
    assert all(line.startswith("+") for line in schema)
    assert len(schema) == 6
    for path in ("validator/rivya/kling_2_6.py", "python/rivya/models/kling_2_6.py"):
        assert all(line.startswith("+") for line in changed[path])
    for path in ("openapi/rivya.openapi.json", "openapi/rivya/kling-2-6.openapi.json"):
        assert all(line.startswith("+") for line in changed[path])
    pydantic = changed["pydantic/rivya/kling_2_6.py"]
    assert all(line.startswith("+") for line in pydantic)
    for page in ("kling-2-6.md", "kling-2-6.th.md"):
        assert [line[:18] for line in changed[f"markdown/rivya/{page}"]] == ["+ | `params.seed` "]


def test_edits_by_hand_and_foreign_files_are_left_alone(project: Path) -> None:
    edit(project, 'default: "5"', 'default: "10"')
    validator = project / "generated/validator/rivya/kling_2_6.py"
    validator.write_text("mine\n", "utf-8")
    foreign = project / "generated/validator/rivya/notes.txt"
    foreign.write_text("mine too\n", "utf-8")
    before = tree(project / "generated")
    result = CliRunner().invoke(main, ["generate"])
    assert result.exit_code == 3
    assert "E0501" in result.output
    assert "E0502" in result.output
    assert tree(project / "generated") == before


def test_every_generated_file_is_listed_with_its_digest(project: Path) -> None:
    listed = json.loads((project / "generated" / MANIFEST).read_text("utf-8"))["files"]
    assert set(listed) == set(tree(project / "generated")) - {MANIFEST}
