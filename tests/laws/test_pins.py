"""Every requirement is pinned, to a release that it allows, and a pin names no host."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PINS = ROOT / "requirements/constraints.txt"
PIN = re.compile(r"([a-z0-9-]+)==([0-9][0-9a-z.]*)( ; [a-z_]+ [!=<>]+ '[\w.]+'( and .*)?)?")
PROJECTS = ("pyproject.toml", "generated/python/pyproject.toml")


def pins(text: str) -> dict[str, str]:
    """Return the version of each name; whatever is no pin is an error."""
    lines = [one for one in text.splitlines() if not one.startswith("#")]
    matches = [PIN.fullmatch(one) for one in lines]
    assert None not in matches, lines[matches.index(None)]
    return {found[1]: found[2] for found in matches if found}


def requirements(project: str) -> Iterator[Requirement]:
    told = tomllib.loads((ROOT / project).read_text("utf-8"))
    extras = told["project"].get("optional-dependencies", {})
    named = (told["build-system"]["requires"], told["project"]["dependencies"], *extras.values())
    yield from map(Requirement, chain(*named))


def unpinned(needed: Requirement, pinned: dict[str, str]) -> bool:
    return not needed.specifier.contains(pinned.get(canonicalize_name(needed.name), "0"))


@pytest.mark.parametrize("project", PROJECTS)
def test_every_requirement_is_pinned_to_a_release_that_it_allows(project: str) -> None:
    pinned = pins(PINS.read_text("utf-8"))
    assert [str(one) for one in requirements(project) if unpinned(one, pinned)] == []


@pytest.mark.parametrize("project", PROJECTS)
def test_every_requirement_says_what_it_needs_at_least(project: str) -> None:
    assert [str(one) for one in requirements(project) if ">=" not in str(one.specifier)] == []


@pytest.mark.parametrize("pinned", [{}, {"click": "8.1.8"}])
def test_a_requirement_that_is_not_pinned_is_found(pinned: dict[str, str]) -> None:
    assert unpinned(Requirement("Click>=8.2"), pinned)
    assert not unpinned(Requirement("Click>=8.2"), {"click": "8.2.0"})


@pytest.mark.parametrize(
    "line",
    [
        "click>=8.2",
        "click",
        "--index-url https://example.com/simple",
        "click @ https://example.com/click.whl",
        "-e .",
        "click==8.2 --hash=sha256:00",
    ],
)
def test_what_is_no_pin_is_found(line: str) -> None:
    with pytest.raises(AssertionError):
        pins(f"# written by a tool\nattrs==26.1.0\n{line}\n")


def test_the_pythons_that_are_tried_are_those_that_are_promised() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(told["classifiers"]))
    tried = re.search(r"^PYTHONS := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert tried is not None
    assert tried[1].split() == promised
    assert told["requires-python"] == f">={promised[0]}"
