"""What breaks the grammar of YAML, said in words of ours at the right place."""

from __future__ import annotations

import pytest
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.spec.grammar import Fault, explain
from specpress.spec.places import Places
from specpress.spec.reader import read_spec


def _refuse(content: str) -> Diagnostic:
    report = Report()
    assert read_spec(content.encode(), "specs/a.yaml", report) is None
    (found,) = report.diagnostics
    return found


def _place(span: Span) -> str:
    assert span.start is not None
    assert span.end is not None
    return f"{span.start.line}:{span.start.column}-{span.end.line}:{span.end.column}"


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("a: 1\nb\nc: 2\n", "2:1-2:2", "this line is neither `key: value` nor `- item`"),
        ("a:\n  - b\n  -c\n", "3:3-3:5", "this line is neither `key: value` nor `- item`"),
        ("a: b: c\n", "1:5-1:6", "a second `:` on one line"),
        ("ก: ขข: ค\n", "1:6-1:7", "a second `:` on one line"),
        ("a\n  b: 1\n", "2:4-2:5", "a `:` stands where no key can end"),
        ("a: 1\n  b: 2\n", "2:4-2:5", "a `:` stands where no key can end"),
        ("a:\n    b: 1\n  c: 2\n", "3:3-3:4", "the indentation of this line fits nothing above it"),
        ("a: 'it's'\n", "1:8-1:9", "something follows the value on its line"),
        ('- "a" b\n', "1:7-1:8", "something follows the value on its line"),
        ("- a\nb: 1\n", "2:1-2:2", "this line is no list item, as those above it are"),
        ("a: [1,\n  2\n", "1:4-1:5", "a `[` is opened and never closed"),
        ("a: [1, 2\nb: 3\n", "2:2-2:3", "the list needs `,` or `]` before this"),
        ("a: {b: 1\n", "1:4-1:5", "a `{` is opened and never closed"),
        ("a: {b: 1 c: 2}\n", "1:11-1:12", "the mapping needs `,` or `}` before this"),
        ("a: [\n", "2:1-2:1", "the file ends where a value should stand"),
        ("a: [b, , c]\n", "1:8-1:9", "a value is missing before this"),
        ("a: ]\n", "1:4-1:5", "a value is missing before this"),
        ("{a: 1}\nb: 2\n", "2:1-2:2", "something follows the end of the spec"),
        ("a: @b\n", "1:4-1:5", "plain text cannot begin with this character"),
        ("a: `b`\n", "1:4-1:5", "plain text cannot begin with this character"),
        ("a: %50\n", "1:4-1:5", "plain text cannot begin with this character"),
        ("[a:]\n", "1:3-1:4", "a `:` that belongs to no key"),
        ("a: 'b\nc: 1\n", "1:4-1:5", "a quote is opened and never closed"),
        ('a: "b\n---\n', "1:4-1:5", "a quote is opened and never closed"),
        (r'a: "\d+"', "1:5-1:6", "an escape that YAML does not know"),
        (r'a: "\x1"', "1:7-1:8", "an escape that YAML does not know"),
        (r'a: "\ud800"', "1:7-1:8", "an escape that YAML does not know"),
        ("a: - b\n", "1:4-1:5", "a list cannot begin on the line of its key"),
        ("a: ? b\n", "1:4-1:5", "plain text cannot begin with `? `"),
        ("a: > 5 MB\n", "1:6-1:7", "text stands on the line of its `|` or `>`"),
        ("a: |0\n  b\n", "1:5-1:6", "an indentation of 0 after `|` or `>`"),
    ],
)
def test_broken_grammar_is_said_in_our_words_and_where_to_look(
    content: str, place: str, message: str
) -> None:
    found = _refuse(content)
    assert (found.code, _place(found.primary.span), found.message) == ("E0106", place, message)
    assert found.help
    assert not found.notes


def test_what_was_opened_is_shown_beside_what_is_missing() -> None:
    found = _refuse("a: [1, 2\nb: 3\n")
    assert [(_place(one.span), one.text) for one in found.secondary] == [("1:4-1:5", "opened here")]
    assert _refuse("a: [1, 2\n").secondary == ()


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("{, '", "1:2-1:3", "a value is missing before this"),
        ("[]] 'b", "1:3-1:4", "something follows the end of the spec"),
        ("{, " + "[" * 1100, "1:2-1:3", "a value is missing before this"),
        ("''" + "[" * 1100, "1:3-1:4", "something follows the end of the spec"),
    ],
)
def test_what_is_broken_first_is_shown_though_the_parser_reads_ahead_of_it(
    content: str, place: str, message: str
) -> None:
    found = _refuse(content)
    assert (found.code, _place(found.primary.span), found.message) == ("E0106", place, message)


@pytest.mark.parametrize("before", ["a: 1\n", "- a\n"])
def test_brackets_in_place_of_a_key_are_refused_in_our_words(before: str) -> None:
    found = _refuse(before + "[" * 2000)
    assert (found.code, found.notes) == ("E0106", ())
    assert found.help


def test_words_of_the_parser_that_we_do_not_know_are_passed_on() -> None:
    places = Places(Source("specs/a.yaml", "a: b\n"))
    found = explain(Fault("found a new kind of problem", 3, "", 3), places)
    assert found.code == "E0106"
    assert _place(found.primary.span) == "1:4-1:5"
    assert found.notes == ("the YAML parser says: found a new kind of problem",)


def test_a_replaced_character_is_not_blamed_twice() -> None:
    report = Report()
    assert read_spec(b"a: [\n\t\n", "specs/a.yaml", report) is None
    assert [one.code for one in report.diagnostics] == ["E0105"]
