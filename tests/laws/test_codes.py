"""Law 10: every diagnostic code has a failing example, and every example its exact text."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from specpress.diagnostics.codes import REGISTER

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "cases" / "bad"


@pytest.mark.parametrize("code", sorted(REGISTER))
def test_a_code_has_a_failing_example(code: str) -> None:
    cases = sorted(BAD.glob(f"{code}-*"))
    assert cases
    for case in cases:
        assert f"[{code}]" in (case / "expected.txt").read_text("utf-8")


def test_an_example_is_of_a_known_code() -> None:
    assert {one.name[:5] for one in BAD.iterdir()} == set(REGISTER)


def test_the_register_is_one_literal_table_in_order() -> None:
    codes = list(REGISTER)
    assert codes == sorted(codes)
    assert all(re.fullmatch(r"E0[1-6]\d\d", code) for code in codes)
    path = ROOT / "generator/specpress/diagnostics/codes.py"
    tables = [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if type(one) is ast.Dict]
    assert len(tables) == 1
    assert len(tables[0].keys) == len(codes), "a number stands twice"


def test_a_meaning_is_more_than_its_title() -> None:
    for entry in REGISTER.values():
        assert entry.title[0].islower() or entry.title.startswith(("YAML", "UTF", "MIME"))
        assert not entry.title.endswith(".")
        assert entry.meaning.endswith(".")
        assert entry.meaning != entry.title


def test_every_code_used_in_the_package_is_registered_and_the_reverse() -> None:
    used: set[str] = set()
    for path in (ROOT / "generator/specpress").rglob("*.py"):
        if path.name != "codes.py":
            used |= set(re.findall(r'"(E\d{4})"', path.read_text("utf-8")))
    assert used == set(REGISTER)
