"""`init` and `new`: the first minutes in a folder of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run, files_below


def test_an_empty_folder_comes_to_generated_files_in_three_commands(here: Path, run: Run) -> None:
    started = run("init")
    assert started.exit_code == 0
    assert started.stdout.splitlines() == [
        "wrote specs/example/platform.yaml",
        "wrote specs/example/first-model.yaml",
        "wrote specs/.schema/platform.schema.json",
        "wrote specs/.schema/model.schema.json",
        "wrote specs/.schema/words.schema.json",
        "next: edit the two files, then `specpress lint` and `specpress generate`",
    ]
    linted = run("lint")
    assert (linted.exit_code, linted.output) == (0, "1 model of 1 platform: no errors\n")
    assert run("generate").exit_code == 0
    runtime = "python/example/_runtime/"
    written = sorted(files_below(here / "generated"))
    assert f"{runtime}operations/create.py" in written
    assert [one for one in written if not one.startswith(runtime)] == [
        ".specpress.json",
        "jsonschema/example/first-model.schema.json",
        "markdown/example.md",
        "markdown/example.th.md",
        "markdown/example/first-model.md",
        "markdown/example/first-model.th.md",
        "openapi/example.openapi.json",
        "openapi/example/first-model.openapi.json",
        "pydantic/example/first_model.py",
        "python/example/__init__.py",
        "python/example/_facts.py",
        "python/example/client.py",
        "python/example/errors.py",
        "python/example/models/__init__.py",
        "python/example/models/first_model.py",
        "python/example/py.typed",
        "python/pyproject.toml",
        "validator/example/first_model.py",
        "vectors/example/first-model.json",
    ]
    before = {one: one.stat().st_mtime_ns for one in here.rglob("*")}
    again = run("generate").stdout.splitlines()[1:8]
    client = str(sum(one.startswith("python/") for one in written))
    assert [one.split()[2] for one in again] == ["1", "4", "2", "1", client, "1", "1"]
    assert {one: one.stat().st_mtime_ns for one in here.rglob("*")} == before


def test_the_schemas_beside_the_specs_are_those_that_lint_uses(here: Path, run: Run) -> None:
    run("init")
    stock = Path(__file__).parents[2] / "generator/specpress/spec/schemas"
    assert files_below(here / "specs/.schema") == files_below(stock)
    for spec in ("platform", "first-model"):
        first = (here / f"specs/example/{spec}.yaml").read_text("utf-8").splitlines()[0]
        assert (here / "specs/example" / first.rpartition("$schema=")[2]).is_file()


def test_a_second_init_overwrites_nothing(here: Path, run: Run) -> None:
    run("init")
    (here / "specs/example/first-model.yaml").write_text("mine\n", "utf-8")
    before = files_below(here)
    again = run("init")
    assert again.exit_code == 1
    assert again.stdout == ""
    assert "error[E0303]: `specs/example/first-model.yaml` exists already" in again.stderr
    assert files_below(here) == before


def test_new_adds_a_model_to_a_platform_and_leaves_the_platform_alone(here: Path, run: Run) -> None:
    run("init")
    before = files_below(here)
    added = run("new", "example/9-lives")
    assert (added.exit_code, added.stdout.splitlines()) == (
        0,
        [
            "wrote specs/example/9-lives.yaml",
            "next: edit it from the model's page, then `specpress lint`",
        ],
    )
    after = files_below(here)
    assert after.keys() - before.keys() == {"specs/example/9-lives.yaml"}
    assert before.items() <= after.items()
    assert run("lint").exit_code == 0
    assert run("generate").exit_code == 0
    assert (here / "generated/validator/example/model_9_lives.py").is_file()


def test_new_writes_the_platform_too_where_there_is_none(here: Path, run: Run) -> None:
    assert run("new", "acme/clip").exit_code == 0
    assert (here / "specs/acme/platform.yaml").is_file()
    assert run("lint").output == "1 model of 1 platform: no errors\n"


def test_new_does_not_overwrite_a_model(here: Path, run: Run) -> None:
    run("new", "acme/clip")
    before = files_below(here)
    again = run("new", "acme/clip")
    assert again.exit_code == 1
    assert "[E0303]" in again.stderr
    assert files_below(here) == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("clip", "clip is not of the form PLATFORM/MODEL, such as rivya/kling-2-6"),
        ("acme/", "acme/ is not of the form"),
        ("/clip", "/clip is not of the form"),
        ("acme/clip/two", "acme/clip/two is not of the form"),
        ("Acme/clip", "ids are lower-case letters, digits and hyphens"),
        ("7up/clip", "ids are lower-case letters, digits and hyphens"),
        ("acme/Clip", "ids are lower-case letters, digits and hyphens"),
        ("acme/kling_2_6", "ids are lower-case letters, digits and hyphens"),
        ("../clip", "ids are lower-case letters, digits and hyphens"),
        ("acme/..", "ids are lower-case letters, digits and hyphens"),
        ("acme/clip\n", "ids are lower-case letters, digits and hyphens"),
        ("acme/" + "a" * 64, "ids are lower-case letters, digits and hyphens"),
        ("acme/คลิป", "ids are lower-case letters, digits and hyphens"),
        ("acme/platform", "platform.yaml is the file of the platform itself"),
    ],
)
def test_a_bad_name_is_a_usage_error_and_writes_nothing(
    here: Path, run: Run, name: str, reason: str
) -> None:
    refused = run("new", name)
    assert refused.exit_code == 2
    assert reason in refused.stderr
    assert files_below(here) == {}


def test_a_folder_that_cannot_be_made_is_said(here: Path, run: Run) -> None:
    (here / "specs").write_text("a file\n", "utf-8")
    refused = run("init")
    assert refused.exit_code == 1
    assert "error[E0303]: `specs/example/platform.yaml` cannot be written: " in refused.stderr


def test_a_link_to_nowhere_is_not_written_through(here: Path, run: Run) -> None:
    (here / "specs/acme").mkdir(parents=True)
    (here / "specs/acme/clip.yaml").symlink_to(here / "elsewhere.yaml")
    assert run("new", "acme/clip").exit_code == 1
    assert not (here / "elsewhere.yaml").exists()
