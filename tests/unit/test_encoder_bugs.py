"""Bugs planted in the encoders, of the kinds that other generators had: none goes unseen."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from specpress.diagnostics.report import SpecError
from specpress.diagnostics.source import Source, Span
from specpress.emit.encoders import docstring as docstrings
from specpress.emit.encoders import encoders as text
from specpress.emit.encoders.code import Code
from specpress.emit.templates import environment as templates
from specpress.ir.types.text import SpecText

Finder = Callable[[str], Iterator[str]]
Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class View:
    doc: Code
    value: Code
    loose: str


@pytest.fixture
def shown(traces: Finder, unseen: Finder, tmp_path: Path) -> Callable[[str], list[str]]:
    """Return what lists everything that shows when one text goes through every encoder."""
    (tmp_path / "file.py.jinja").write_text("{{ doc }}\n\nVALUE = {{ value }}\n", "utf-8")
    (tmp_path / "loose.py.jinja").write_text("VALUE = '{{ loose }}'\n", "utf-8")

    def look(payload: str) -> list[str]:
        author = SpecText(payload, Span(Source("specs/acme/clip.yaml")))
        stock = templates.Templates(stock=tmp_path)
        try:
            view = View(text.docstring(["Say "], [author]), text.literal(author), payload)
            rendered = stock.render("file.py.jinja", view)
            found = [*traces(rendered), *unseen(text.json_text({"text": author}))]
        except (text.EncodingError, SyntaxError, ValueError) as problem:
            return [type(problem).__name__]
        with contextlib.suppress(SpecError):
            stock.render("loose.py.jinja", view)
            found.append("a template printed text")
        return found

    return look


def test_no_payload_leaves_a_trace_while_no_bug_is_planted(
    payload: str, shown: Callable[[str], list[str]]
) -> None:
    assert shown(payload) == []


def escaped_but(*forgotten: str) -> Plant:
    """Plant an escape that forgets some characters."""
    sound = text._escaped

    def escape(character: str, quote: str) -> str:
        return character if character in forgotten else sound(character, quote)

    return lambda patch: patch.setattr(text, "_escaped", escape)


def plain_also(*characters: str) -> Plant:
    """Plant a belief that some characters need no escape."""
    sound = text.is_plain
    return lambda patch: patch.setattr(
        text, "is_plain", lambda one: one in characters or sound(one)
    )


def in_place_of(room: Any, name: str, bug: Callable[..., Any]) -> Plant:
    return lambda patch: patch.setattr(room, name, bug)


def merely_quoted(value: object) -> str:
    return f'"{value}"'


def normalised(value: object) -> str:
    return repr(unicodedata.normalize("NFKC", str(value)))


def five_digits(character: str) -> str:
    return f"\\u{ord(character):04x}"


def through(value: object) -> object:
    return value


def cut_short(paragraphs: list[list[str]], depth: int, *, summary: bool) -> str:
    return docstrings.write_docstring([one[:12] for one in paragraphs], depth, summary=summary)


BUGS: dict[str, Plant] = {
    "a literal with its quotes bare": escaped_but('"', "'"),
    "a literal with backslashes bare": escaped_but("\\"),
    "a literal with line feeds bare": escaped_but("\n", "\r"),
    "a literal that is only put in quotes": in_place_of(text, "_scalar", merely_quoted),
    "a literal of other characters": in_place_of(text, "_scalar", normalised),
    "bidirectional controls shown": plain_also("\u202e", "\u2066", "\u2069"),
    "a docstring with bare quotes and backslashes": in_place_of(text, "_docstring_word", str),
    "a docstring that begins lines with anything": in_place_of(
        docstrings, "_NEVER_FIRST", re.compile("$^")
    ),
    "a docstring that loses words": in_place_of(text, "write_docstring", cut_short),
    "JSON with unseen characters": in_place_of(text, "is_unseen", lambda _: False),
    "JSON with escapes of five digits": in_place_of(text, "_json_escaped", five_digits),
    "a template gate that stands open": in_place_of(templates, "_gate", through),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(
    bug: str,
    payloads: tuple[str, ...],
    shown: Callable[[str], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    BUGS[bug](monkeypatch)

    assert any(shown(one) for one in payloads)


def test_there_are_texts_and_bugs_enough(payloads: tuple[str, ...]) -> None:
    assert len(set(payloads)) >= 40
    assert len(BUGS) >= 10
