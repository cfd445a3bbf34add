"""`generate`: what it writes, what it leaves, and which exit code says which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Edit, Run, files_below

SPEC = "specs/rivya/kling-2-6.yaml"
VALIDATOR = "generated/validator/rivya/kling_2_6.py"
MARKS = ("+++", "---")


@pytest.fixture
def written(kling: Path, run: Run) -> Path:
    """Return the working directory, with specs and all that is generated from them."""
    assert run("generate").exit_code == 0
    return kling


def times(folder: Path) -> dict[Path, int]:
    return {one: one.stat().st_mtime_ns for one in folder.rglob("*")}


def clients(folder: Path) -> int:
    """Return the number of files of the client's package, most of which are its runtime."""
    return sum(one.is_file() for one in (folder / "generated/python").rglob("*"))


def test_what_is_written_is_summed_up(kling: Path, run: Run) -> None:
    generated = run("generate")
    assert (generated.exit_code, generated.stderr) == (0, "")
    assert generated.stdout == (
        "target      written  unchanged  deleted\n"
        "jsonschema        1          0        0\n"
        "markdown          4          0        0\n"
        "openapi           2          0        0\n"
        "pydantic          1          0        0\n"
        f"python     {clients(kling):>8}          0        0\n"
        "validator         1          0        0\n"
        "vectors           1          0        0\n"
        "note: jsonschema cannot say the price (1 file)\n"
        "note: jsonschema cannot say the largest upload of each kind of reference (1 file)\n"
        "note: openapi cannot say the price (2 files)\n"
        "note: openapi cannot say the largest upload and the MIME types of each kind as limits"
        " (2 files)\n"
        "note: pydantic cannot say the price (1 file)\n"
        "note: pydantic cannot say the largest upload of each kind of reference (1 file)\n"
    )
    assert (kling / VALIDATOR).is_file()


def test_a_second_run_writes_nothing_and_touches_nothing(written: Path, run: Run) -> None:
    before = times(written)
    again = run("generate")
    rows = [one.split() for one in again.stdout.splitlines()[1:8]]
    assert rows == [
        ["jsonschema", "0", "1", "0"],
        ["markdown", "0", "4", "0"],
        ["openapi", "0", "2", "0"],
        ["pydantic", "0", "1", "0"],
        ["python", "0", str(clients(written)), "0"],
        ["validator", "0", "1", "0"],
        ["vectors", "0", "1", "0"],
    ]
    assert times(written) == before


def test_one_target_leaves_the_others_alone(written: Path, run: Run, edit: Edit) -> None:
    edit(written / SPEC, "base: 55", "base: 56")
    edit(written / SPEC, 'default: "5"', 'default: "10"')
    before = files_below(written / "generated")
    only = run("generate", "--target", "vectors", "--target", "jsonschema")
    assert only.exit_code == 0
    assert [one.split()[0] for one in only.stdout.splitlines()[1:3]] == ["jsonschema", "vectors"]
    after = files_below(written / "generated")
    changed = {path for path, content in after.items() if before[path] != content}
    assert changed == {
        ".specpress.json",
        "jsonschema/rivya/kling-2-6.schema.json",
        "vectors/rivya/kling-2-6.json",
    }


def test_a_model_that_goes_takes_its_files_along(written: Path, run: Run) -> None:
    known = clients(written)
    (written / SPEC).unlink()
    assert [one.split() for one in run("generate").stdout.splitlines()[1:]] == [
        ["jsonschema", "0", "0", "1"],
        ["markdown", "2", "0", "2"],
        ["openapi", "0", "0", "2"],
        ["pydantic", "0", "0", "1"],
        ["python", "0", "0", str(known)],
        ["validator", "0", "0", "1"],
        ["vectors", "0", "0", "1"],
    ]
    assert files_below(written / "generated").keys() == {
        ".specpress.json",
        "markdown/rivya.md",
        "markdown/rivya.th.md",
    }


def test_options_say_where_to_read_and_to_write(kling: Path, run: Run) -> None:
    (kling / "specs").rename(kling / "pages")
    assert run("generate", "--specs", "pages", "--output", "out/put").exit_code == 0
    assert (kling / "out/put/validator/rivya/kling_2_6.py").is_file()
    assert not (kling / "generated").exists()


def test_check_is_quiet_about_what_is_fresh(written: Path, run: Run) -> None:
    before = times(written)
    fresh = run("generate", "--check")
    others = clients(written) + 10
    assert (fresh.exit_code, fresh.output) == (0, f"{others} files are up to date\n")
    assert times(written) == before


def test_check_prints_the_diff_of_an_edited_default_and_exits_3(
    written: Path, run: Run, edit: Edit
) -> None:
    before = files_below(written / "generated")
    edit(written / SPEC, 'default: "5"', 'default: "10"')
    stale = run("generate", "--check")
    assert stale.exit_code == 3
    changed = [one for one in stale.stdout.splitlines() if one[0] in "+-" and one[:3] not in MARKS]
    in_module = [
        '-    Default: "5".',
        '+    Default: "10".',
        '-        params.setdefault("duration", "5")',
        '+        params.setdefault("duration", "10")',
    ]
    assert [one for one in changed if one[1] != "|"] == [
        '-          "default": "5",',
        '+          "default": "10",',
        '-            "default": "5",',
        '+            "default": "10",',
        '-            "default": "5",',
        '+            "default": "10",',
        '-    Default: "5".',
        '+    Default: "10".',
        *in_module,  # of the client
        *in_module,  # of the validator
    ]
    assert [one[:20] for one in changed if one[1] == "|"] == [
        "-| `params.duration`",
        "+| `params.duration`",
    ] * 2
    assert f"error[E0510]: `{VALIDATOR}` is out of date" in stale.stderr
    assert files_below(written / "generated") == before


def test_diff_prints_the_same_and_exits_0(written: Path, run: Run, edit: Edit) -> None:
    edit(written / SPEC, 'default: "5"', 'default: "10"')
    shown = run("generate", "--diff")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout == run("generate", "--check").stdout
    assert run("generate", "--check", "--diff").exit_code == 2


def test_generate_after_an_edit_writes_only_what_it_changes(
    written: Path, run: Run, edit: Edit
) -> None:
    before = files_below(written / "generated")
    edit(written / SPEC, 'default: "5"', 'default: "10"')
    assert run("generate").exit_code == 0
    after = files_below(written / "generated")
    lines = {
        path: len(set(after[path].splitlines()) - set(before[path].splitlines()))
        for path in after
        if after[path] != before[path]
    }
    assert lines == {
        ".specpress.json": 8,
        "jsonschema/rivya/kling-2-6.schema.json": 1,
        "markdown/rivya/kling-2-6.md": 1,
        "markdown/rivya/kling-2-6.th.md": 1,
        "openapi/rivya.openapi.json": 1,
        "openapi/rivya/kling-2-6.openapi.json": 1,
        "pydantic/rivya/kling_2_6.py": 1,
        "python/rivya/models/kling_2_6.py": 2,
        "validator/rivya/kling_2_6.py": 2,
    }


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_a_file_edited_by_hand_is_refused_and_left(
    written: Path, run: Run, arguments: list[str]
) -> None:
    (written / VALIDATOR).write_text("# mine\n", "utf-8")
    before = files_below(written)
    refused = run("generate", *arguments)
    assert refused.exit_code == 3
    assert f"error[E0501]: `{VALIDATOR}` was edited by hand" in refused.stderr
    assert files_below(written) == before


def test_force_keeps_the_edited_file_beside_the_new_one(written: Path, run: Run) -> None:
    fresh = (written / VALIDATOR).read_bytes()
    (written / VALIDATOR).write_text("# mine\n", "utf-8")
    forced = run("generate", "--force")
    assert forced.exit_code == 0
    assert f"kept your edits as {VALIDATOR}.orig\n" in forced.stdout
    assert (written / VALIDATOR).read_bytes() == fresh
    assert (written / f"{VALIDATOR}.orig").read_text("utf-8") == "# mine\n"


@pytest.mark.parametrize("arguments", [[], ["--check"], ["--force"]])
def test_a_foreign_file_is_refused_and_left(written: Path, run: Run, arguments: list[str]) -> None:
    (written / "generated/validator/notes.txt").write_text("mine\n", "utf-8")
    before = files_below(written)
    refused = run("generate", *arguments)
    assert refused.exit_code == 3
    assert "error[E0502]: `generated/validator/notes.txt` was not written by" in refused.stderr
    assert files_below(written) == before


def test_a_link_in_the_output_is_refused(written: Path, run: Run) -> None:
    (written / "elsewhere").mkdir()
    (written / "generated/vectors/link").symlink_to(written / "elsewhere")
    refused = run("generate")
    assert refused.exit_code == 3
    assert "error[E0503]" in refused.stderr


@pytest.mark.parametrize("arguments", [[], ["--check"], ["--diff"]])
def test_json_is_one_document_whatever_happens(
    written: Path, run: Run, edit: Edit, arguments: list[str]
) -> None:
    def codes() -> list[str]:
        said = run("generate", "--format", "json", *arguments)
        assert said.stderr == ""
        return [one["code"] for one in json.loads(said.stdout)]

    assert codes() == []
    edit(written / SPEC, 'default: "5"', 'default: "10"')
    assert codes() == (["E0510"] * 8 if arguments == ["--check"] else [])
    (written / VALIDATOR).write_text("# mine\n", "utf-8")
    edit(written / SPEC, "base: 55", "base: many")
    assert codes() == ["E0202"]


def test_github_annotations_name_the_stale_files(written: Path, run: Run, edit: Edit) -> None:
    edit(written / SPEC, 'default: "5"', 'default: "10"')
    stale = run("generate", "--check", "--format", "github")
    assert (stale.exit_code, stale.stderr) == (3, "")
    assert [one.partition("::")[2].partition("::")[0] for one in stale.stdout.splitlines()] == [
        "error file=generated/jsonschema/rivya/kling-2-6.schema.json,title=E0510",
        "error file=generated/markdown/rivya/kling-2-6.md,title=E0510",
        "error file=generated/markdown/rivya/kling-2-6.th.md,title=E0510",
        "error file=generated/openapi/rivya.openapi.json,title=E0510",
        "error file=generated/openapi/rivya/kling-2-6.openapi.json,title=E0510",
        "error file=generated/pydantic/rivya/kling_2_6.py,title=E0510",
        "error file=generated/python/rivya/models/kling_2_6.py,title=E0510",
        "error file=generated/validator/rivya/kling_2_6.py,title=E0510",
    ]


def test_an_unusable_target_is_a_warning_that_stands_beside_errors(
    written: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_broken_target(written / "site", monkeypatch)
    fine = run("generate", "--check")
    assert fine.exit_code == 0
    assert "warning[E0403]: the target `broken` of acme-broken is left out" in fine.stderr
    (written / VALIDATOR).write_text("# mine\n", "utf-8")
    stale = run("generate", "--check", "--format", "json")
    assert stale.exit_code == 3
    assert {one["code"] for one in json.loads(stale.stdout)} == {"E0403", "E0501"}


def install_broken_target(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = site / "acme_broken-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[specpress.targets]\nbroken = no_such_module:X\n")
    monkeypatch.syspath_prepend(site)


@pytest.mark.usefixtures("written")
def test_an_unknown_target_is_said_with_what_was_meant(run: Run) -> None:
    refused = run("generate", "--target", "validators")
    assert refused.exit_code == 1
    assert "error[E0401]: there is no target `validators`" in refused.stderr
    assert "did you mean `validator`?" in refused.stderr
