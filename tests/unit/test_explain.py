"""What `explain` says of a code."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from specpress.diagnostics import explain as room
from specpress.diagnostics.codes import REGISTER
from specpress.diagnostics.explain import explain


def _example(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "expected.txt").write_text(text, "utf-8")


def test_a_code_is_explained_with_its_first_example(tmp_path: Path) -> None:
    _example(tmp_path, "E0306-second", "not this one\n")
    _example(tmp_path, "E0306-first", "error[E0306]: ก\n\n1 error\n")
    assert explain("E0306", tmp_path) == textwrap.dedent("""\
        E0306: bounds that cross

        The lower bound is above the upper one, so nothing lies between.

        For example:

            error[E0306]: ก

            1 error
        """)


def test_without_an_example_there_is_the_meaning(tmp_path: Path) -> None:
    text = explain("E0306", tmp_path / "absent")
    assert text is not None
    assert text.endswith("so nothing lies between.\n")


def test_an_unknown_code_has_no_explanation() -> None:
    assert explain("E9999") is None


@pytest.mark.parametrize("code", REGISTER)
def test_every_meaning_is_wrapped_and_complete(code: str, tmp_path: Path) -> None:
    text = explain(code, tmp_path)
    assert text is not None
    title, _, meaning = text.partition("\n\n")
    assert title == f"{code}: {REGISTER[code].title}"
    assert max(map(len, meaning.splitlines())) <= 80
    assert meaning.replace("\n", " ").strip() == REGISTER[code].meaning


def test_examples_are_those_of_the_tests_unless_some_come_with_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert room._examples_folder() == Path(__file__).parents[1] / "cases" / "bad"
    package = tmp_path / "specpress"
    (package / "examples").mkdir(parents=True)
    monkeypatch.setattr(room, "__file__", str(package / "diagnostics" / "explain.py"))
    assert room._examples_folder() == package / "examples"
    _example(package / "examples", "E0306-crossed", "as it is drawn\n")
    assert (explain("E0306") or "").endswith("For example:\n\n    as it is drawn\n")
