"""Files as text, and places in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from specpress.diagnostics.source import Position, Source, Span, shown_path, span_between


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\nbc", "a\n\nbc\n"])
def test_lines_are_those_between_line_feeds(text: str) -> None:
    source, lines = Source("a.yaml", text), text.split("\n")
    assert [source.line(number + 1) for number in range(len(lines))] == lines
    assert [source.line(number) for number in (-1, 0, len(lines) + 1)] == ["", "", ""]


def test_other_characters_do_not_end_a_line() -> None:
    text = "a\rb\x85c\u2028d\x0be"
    assert Source("a.yaml", text).line(1) == text


def test_places_count_from_the_first_line_in_code_points() -> None:
    source = Source("a.jsonl", "กข\nx", first_line=7)
    span = span_between(source, 1, 4)
    assert span == Span(source, Position(7, 2), Position(8, 2))
    assert span.place == ("a.jsonl", 7, 2)
    assert [source.line(number) for number in (1, 6, 7, 8, 9)] == ["", "", "กข", "x", ""]


def test_sources_are_one_if_their_paths_are() -> None:
    first, second = Source("a.yaml", "a\nb"), Source("a.yaml")
    assert first.line(2) == "b"
    assert first == second
    assert hash(first) == hash(second)
    assert first != Source("b.yaml", "a\nb")


def test_a_path_is_shown_from_the_working_directory_if_it_is_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert shown_path(here / "specs" / ".." / "a.yaml") == "a.yaml"
    assert shown_path(Path("specs/a.yaml")) == "specs/a.yaml"
    assert shown_path(Path("../a.yaml")) == (tmp_path / "a.yaml").as_posix()
