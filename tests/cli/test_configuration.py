"""`[tool.specpress]` in the nearest pyproject.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run


def test_it_moves_specs_and_output_for_every_command(here: Path, run: Run) -> None:
    table = '[tool.specpress]\nspecs = "api/pages"\noutput = "src/made"\n'
    (here / "pyproject.toml").write_text(table, "utf-8")
    run("new", "acme/clip")
    assert (here / "api/pages/acme/clip.yaml").is_file()
    assert run("lint").exit_code == 0
    assert run("generate").exit_code == 0
    assert (here / "src/made/validator/acme/clip.py").is_file()
    assert run("show", "ir", "acme/clip").exit_code == 0
    judged = run("validate", given='{"model": "clip", "prompt": "A lighthouse"}')
    assert judged.exit_code == 0


def test_it_is_found_from_a_folder_below(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "pyproject.toml").write_text('[tool.specpress]\nspecs = "pages"\n', "utf-8")
    run("new", "acme/clip")
    below = here / "src/deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run("generate").exit_code == 0
    assert (here / "generated/validator/acme/clip.py").is_file()
    assert list(below.iterdir()) == []


def test_a_pyproject_without_the_table_is_passed_over(here: Path, run: Run) -> None:
    (here / "pyproject.toml").write_text('tool = "hammer"\n', "utf-8")
    run("new", "acme/clip")
    (here / "pyproject.toml").write_text("[tool.other]\nx = 1\n", "utf-8")
    assert run("lint").output == "1 model of 1 platform: no errors\n"


def test_templates_of_the_project_replace_blocks(here: Path, run: Run) -> None:
    (here / "pyproject.toml").write_text('[tool.specpress]\ntemplates = "mine"\n', "utf-8")
    template = here / "mine/validator/model.py.jinja"
    template.parent.mkdir(parents=True)
    template.write_text(
        '{% extends "stock/validator/model.py.jinja" %}\n'
        "{% block limits %}# The limits of the page.\n{{ super() }}{% endblock %}\n",
        "utf-8",
    )
    run("new", "acme/clip")
    assert run("generate", "--target", "validator").exit_code == 0
    text = (here / "generated/validator/acme/clip.py").read_text("utf-8")
    assert "# The limits of the page.\n_REQUEST_KEYS: Final" in text


def test_an_option_goes_before_the_table(here: Path, run: Run) -> None:
    (here / "pyproject.toml").write_text('[tool.specpress]\noutput = "a"\n', "utf-8")
    run("new", "acme/clip")
    assert run("generate", "--output", "b").exit_code == 0
    assert (here / "b").is_dir()
    assert not (here / "a").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[tool.specpress]\nspec = 'x'\n", "unknown key `spec` in [tool.specpress]"),
        (b"[tool.specpress]\nx = 'x'\n", "unknown key `x` in [tool.specpress]"),
        (b"[tool.specpress]\nspecs = 5\n", "`specs` in [tool.specpress] is not a path"),
        (b'[tool.specpress]\noutput = "a\\u0000b"\n', "`output` in [tool.specpress] is not a path"),
        (b"[tool]\nspecpress = 5\n", "`tool.specpress` is not a table"),
        (b"[tool.specpress\n", "pyproject.toml cannot be read: "),
        (b"\xff\xfe", "pyproject.toml cannot be read: "),
        (b"a = " + b"[" * 100_000, "pyproject.toml cannot be read: "),
    ],
)
@pytest.mark.parametrize("command", ["init", "lint", "generate", "validate"])
def test_a_table_that_cannot_be_used_is_said_before_anything_is_done(
    here: Path, run: Run, command: str, content: bytes, said: str
) -> None:
    (here / "pyproject.toml").write_bytes(content)
    refused = run(command, given="{}")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"error[E0610]: {said}")
    assert "--> pyproject.toml\n" in refused.stderr
    assert [one.name for one in here.iterdir()] == ["pyproject.toml"]
