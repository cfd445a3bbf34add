"""What README lists is what there is: set-up, commands, options, targets, hooks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from specpress.cli import main
from specpress.diagnostics.report import Report
from specpress.emit.registry import load_targets

from .pages import blocks, steps

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAKE = shutil.which("make")
OF_MAKE = ("MAKE", "PYTHON")
OUR_OWN = ("touch ", "test ")


def recipes(*targets: str) -> list[str]:
    """Return the lines that make would run, without those that are about make itself."""
    ran = subprocess.run(
        [MAKE or "make", "--dry-run", "--always-make", "--no-print-directory", *targets],
        cwd=ROOT,
        # What the make that runs these tests was told is not what README says.
        env={key: text for key, text in os.environ.items() if not key.startswith(OF_MAKE)},
        capture_output=True,
        text=True,
        check=True,
    )
    parts = (part.strip() for line in ran.stdout.splitlines() for part in line.split(";"))
    return [part for part in parts if not part.startswith(OUR_OWN)]


def rows(head: str) -> list[list[str]]:
    """Return the cells of the table that begins with a head."""
    table = README.split(f"\n| {head} |", 1)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in table]


@pytest.mark.skipif(MAKE is None, reason="make is not installed")
def test_the_lines_for_people_without_make_are_those_of_the_makefile() -> None:
    by_make, by_hand = (
        one.text.splitlines() for one in blocks(ROOT / "README.md") if one.language == "sh"
    )
    assert by_make == ["make run", "make test"]
    assert by_hand == recipes("run", "test")


@pytest.mark.skipif(MAKE is None, reason="make is not installed")
def test_whatever_is_installed_is_held_to_the_pins() -> None:
    pages = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    sessions = (one for page in pages for one in blocks(page) if one.language == "console")
    shown = [step.command for one in sessions for step in steps(one)]
    ran = recipes("run", "test", "lint", "coverage", "bench", "soak")
    installing = [one for one in (*shown, *ran) if "pip install" in one]
    assert len(installing) > 6
    assert [one for one in installing if " -c requirements/constraints.txt " not in one] == []


def test_every_command_is_listed_in_the_order_of_the_help() -> None:
    listed = [row[0].split()[1].strip("`") for row in rows("command")]
    assert listed == main.list_commands(click.Context(main))


def test_every_option_that_is_named_exists() -> None:
    for command, text in rows("command"):
        name = command.split()[1].strip("`")
        found = main.get_command(click.Context(main), name)
        assert found is not None
        options = {option for one in found.params for option in one.opts}
        assert set(re.findall(r"--[a-z]+", text)) <= options


def test_every_command_but_explain_takes_a_format() -> None:
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    without = [
        name
        for name, command in commands.items()
        if command and all("--format" not in one.opts for one in command.params)
    ]
    assert without == ["explain"]


def test_every_target_is_listed() -> None:
    listed = [row[0].strip("`") for row in rows("target")]
    assert listed == [one.name for one in load_targets(Report())]


def test_every_exit_code_is_listed() -> None:
    assert [row[0] for row in rows("exit code")] == ["0", "1", "2", "3"]


def test_the_hooks_exist() -> None:
    (written,) = (one.text for one in blocks(ROOT / "README.md") if one.file and "pre-" in one.file)
    used = [hook["id"] for repo in yaml.safe_load(written)["repos"] for hook in repo["hooks"]]
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert used == [one["id"] for one in offered]
