"""Targets are chosen by name and run; what they give is kept in order and in their folders."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


class TheirError(BaseException):
    def __str__(self) -> str:
        message = "even this"
        raise ValueError(message)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (ValueError("a\nb"), "ValueError: a"),
        (SystemExit(0), "SystemExit: 0"),
        (SystemExit(), "SystemExit"),
        (GeneratorExit(), "GeneratorExit"),
        (StopIteration(), "StopIteration"),
        (RecursionError("deep"), "RecursionError: deep"),
        (OSError(32, "Broken pipe"), "BrokenPipeError: [Errno 32] Broken pipe"),
        (TheirError(), "TheirError"),
    ],
)
def test_a_target_that_raises_is_its_own_fault(
    apis: tuple[Api, ...], problem: BaseException, said: str
) -> None:
    class Raising(Stub):
        def emit(self, api: Api, context: Context) -> Iterator[File]:
            del api, context
            raise problem

    with pytest.raises(SpecError) as caught:
        press(apis, [DOCS, Raising("rude")], CONTEXT)
    (found,) = caught.value.diagnostics
    assert found.code == "E0409"
    assert found.message == f"the target `rude` fails at the platform `acme`: {said}"
    assert "test_press.py; nothing was written" in found.notes[0]


def test_a_target_that_raises_half_way_gives_nothing(apis: tuple[Api, ...]) -> None:
    class Raising(Stub):
        def emit(self, api: Api, context: Context) -> Iterator[File]:
            yield from super().emit(api, context)
            sys.exit(0)

    with pytest.raises(SpecError, match="E0409: the target `rude` fails"):
        press(apis, [Raising("rude", ("rude/a",))], CONTEXT)


@pytest.mark.parametrize(
    "files",
    [None, 7, [7], [File("rude/a", b"x")], [File(Path("rude/a"), "")], [File("rude/a", "", (7,))]],
)
def test_what_is_no_file_is_the_fault_of_its_target(apis: tuple[Api, ...], files: Any) -> None:
    class Strange(Stub):
        def emit(self, api: Api, context: Context) -> Iterator[File]:
            del api, context
            return files

    with pytest.raises(SpecError, match=r"E0409: the target `rude` fails .* TypeError: "):
        press(apis, [Strange("rude")], CONTEXT)


def test_a_person_may_interrupt_a_target(apis: tuple[Api, ...]) -> None:
    class Interrupted(Stub):
        def emit(self, api: Api, context: Context) -> Iterator[File]:
            del api, context
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        press(apis, [Interrupted("rude")], CONTEXT)
