"""The located tree: what stands in a spec file, and exactly where."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Span
from specpress.spec.node import Mapping, Node, Scalar, Sequence
from specpress.spec.yaml.reader import read_spec


def _read(text: str) -> Node:
    report = Report()
    node = read_spec(text.encode(), "specs/a.yaml", report)
    assert report.diagnostics == ()
    assert node is not None
    return node


def _place(span: Span) -> str:
    assert span.start is not None
    assert span.end is not None
    return f"{span.start.line}:{span.start.column}-{span.end.line}:{span.end.column}"


def _plain(node: Node) -> object:
    match node:
        case Mapping(entries):
            return {one.key.text: _plain(one.value) for one in entries}
        case Sequence(items):
            return [_plain(one) for one in items]
        case Scalar(value):
            return value


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Mapping(entries):
            for one in entries:
                yield one.key
                yield from _nodes(one.value)
        case Sequence(items):
            for item in items:
                yield from _nodes(item)
        case Scalar():
            pass


def _slice(text: str, span: Span) -> str:
    assert span.start is not None
    assert span.end is not None
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    start = starts[span.start.line - 1] + span.start.column - 1
    return text[start : starts[span.end.line - 1] + span.end.column - 1]


def test_every_kind_of_value_is_read() -> None:
    node = _read("a: text\nb: 5\nc: 0.5\nd: true\ne: null\nf:\ng: [1, '5']\nh: {i: \"j\"}\n")
    assert _plain(node) == {
        "a": "text",
        "b": 5,
        "c": 0.5,
        "d": True,
        "e": None,
        "f": None,
        "g": [1, "5"],
        "h": {"i": "j"},
    }


def test_quoted_scalars_are_text_and_plain_ones_that_others_change_say_so() -> None:
    node = _read("""a: [16:9, "16:9", '5', on, "on"]""")
    assert isinstance(node, Mapping)
    items = node.get("a")
    assert isinstance(items, Sequence)
    assert [(one.value, one.ambiguous) for one in items.items if isinstance(one, Scalar)] == [
        ("16:9", "the number 969"),
        ("16:9", None),
        ("5", None),
        ("on", "true"),
        ("on", None),
    ]


def test_a_number_keeps_how_it_was_written() -> None:
    node = _read("1.50")
    assert isinstance(node, Scalar)
    assert (node.value, node.text) == (1.5, "1.50")


def test_spans_cover_exactly_what_was_written() -> None:
    text = """\
ก: ข้อความ ไทย   # remark
block:
  folded: >-
    one
    two


  # remark
  list:
    - "quoted"   # remark
    -   plain on
      two lines

flow: [ 1, {x: y , z: } , p: q ]

empty:
"""
    node = _read(text)
    assert [_slice(text, one.span) for one in _nodes(node)] == [
        text.rstrip("\n"),
        "ก",
        "ข้อความ ไทย",
        "block",
        text[text.index("folded") : text.index("two lines") + len("two lines")],
        "folded",
        ">-\n    one\n    two",
        "list",
        text[text.index('- "quoted"') : text.index("two lines") + len("two lines")],
        '"quoted"',
        "plain on\n      two lines",
        "flow",
        "[ 1, {x: y , z: } , p: q ]",
        "1",
        "{x: y , z: }",
        "x",
        "y",
        "z",
        "",
        "p: q",
        "p",
        "q",
        "empty",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\nb: 1\n", "1:3-1:3"),
        ("a:    # remark\n", "1:3-1:3"),
        ("a:\n-\n- 1\n", "2:1-3:4"),
        ("{a:    }\n", "1:4-1:4"),
        ("a: |\n\n", "1:4-1:5"),
        ("a: |+\n  text  \n\n   \n", "1:4-2:7"),
        ("a: []\n\n", "1:4-1:6"),
        ("a: 'it''s'\n", "1:4-1:11"),
    ],
)
def test_nothing_empty_or_trailing_widens_a_span(text: str, place: str) -> None:
    node = _read(text)
    assert isinstance(node, Mapping)
    assert _place(node.entries[0].value.span) == place


def test_columns_count_code_points_whatever_the_encoding_of_lines_and_marks() -> None:
    plain = _read("ข้อ: ค่า\n😀: 1\n")
    marked = read_spec("\ufeffข้อ: ค่า\r\n😀: 1\r\n".encode(), "specs/a.yaml", Report())
    assert marked is not None
    for node in (plain, marked):
        assert [_place(one.span) for one in _nodes(node)] == [
            "1:1-2:5",
            "1:1-1:4",
            "1:6-1:9",
            "2:1-2:2",
            "2:4-2:5",
        ]


def test_a_document_may_be_framed_by_its_markers() -> None:
    assert _plain(_read("---\na: 1\n...\n")) == {"a": 1}


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    assert _plain(_read("'<<': 1\n")) == {"<<": 1}


def test_the_same_key_may_stand_in_different_mappings() -> None:
    assert _plain(_read("a: {x: 1}\nb: {x: 1}\n")) == {"a": {"x": 1}, "b": {"x": 1}}


def test_quoted_keys_are_always_text() -> None:
    node = _read("'5': 1\n\"on\": 2\n'': 3\n")
    assert _plain(node) == {"5": 1, "on": 2, "": 3}


def test_a_tree_may_be_as_deep_and_as_wide_as_the_limits() -> None:
    brackets = "[" * 32 + "]" * 32
    assert _plain(_read(brackets)) == json.loads(brackets)
    wide = _read("\n".join(f"k{number}: 1" for number in range(9_999)) + "\n")
    assert isinstance(wide, Mapping)
    assert len(wide.entries) == 9_999


def test_errors_of_other_files_do_not_spoil_a_good_one() -> None:
    report = Report()
    assert read_spec(b"", "specs/a.yaml", report) is None
    assert read_spec(b"a: 1", "specs/b.yaml", report) is not None
    assert [one.primary.span.source.path for one in report.diagnostics] == ["specs/a.yaml"]
