"""Targets are chosen by name and run; what they give is kept in order and in their folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from specpress.diagnostics.report import Report, SpecError
from specpress.emit.file import File
from specpress.emit.run import choose_targets, press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api


@dataclass(frozen=True)
class Stub:
    """A target that writes files of these names."""

    name: str
    files: tuple[str, ...] = ()
    summary: str = "what it writes"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        del api, context
        yield from (File(path, f"by {self.name}\n") for path in self.files)


DOCS, NOTES = Stub("docs"), Stub("notes")
CONTEXT = Context(Templates())


@pytest.fixture
def apis(tmp_path: Path) -> tuple[Api, ...]:
    """Return two platforms without models."""
    for name in ("acme", "bell"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "platform.yaml").write_text(
            f"platform: {name}\nname: A\nversion: v1\nserver: https://a.example.com\n"
            "source: { page: /docs }\nrequest: { model: { type: model_id } }\n",
            "utf-8",
        )
    return load_apis(tmp_path, Report())


def codes(problem: pytest.ExceptionInfo[SpecError]) -> list[tuple[str, str]]:
    return [(one.code, one.primary.span.source.path) for one in problem.value.diagnostics]


def test_no_name_chooses_every_target() -> None:
    assert choose_targets([DOCS, NOTES], []) == (DOCS, NOTES)


def test_chosen_targets_keep_their_order() -> None:
    assert choose_targets([DOCS, NOTES], ["notes", "docs", "notes"]) == (DOCS, NOTES)


def test_every_unknown_name_is_reported_with_the_nearest_known_one() -> None:
    with pytest.raises(SpecError) as problem:
        choose_targets([DOCS, NOTES], ["dosc", "docs", "zzzzzz"])
    assert codes(problem) == [("E0401", "dosc"), ("E0401", "zzzzzz")]
    near, far = problem.value.diagnostics
    assert near.help == "did you mean `docs`?"
    assert far.help is None
    assert far.notes == near.notes == ("the targets are docs and notes",)


def test_files_come_in_the_order_of_their_paths(apis: tuple[Api, ...]) -> None:
    late, early = Stub("docs", ("docs/b", "docs/a")), Stub("api", ("api/z",))
    found = press(apis[:1], [late, early], CONTEXT)
    assert [one.path for one in found] == ["api/z", "docs/a", "docs/b"]


def test_a_path_of_two_platforms_is_refused(apis: tuple[Api, ...]) -> None:
    assert len(apis) == 2
    with pytest.raises(SpecError) as problem:
        press(apis, [Stub("docs", ("docs/a",))], CONTEXT)
    assert codes(problem) == [("E0407", "docs/a")]


@pytest.mark.parametrize("path", ["a", "docs", "docsa/b", "/docs/a", "../docs/a", "notes/a"])
def test_a_path_outside_the_folder_of_its_target_is_refused(
    path: str, apis: tuple[Api, ...]
) -> None:
    with pytest.raises(SpecError) as problem:
        press(apis[:1], [Stub("docs", (path,))], CONTEXT)
    assert codes(problem) == [("E0407", path)]
