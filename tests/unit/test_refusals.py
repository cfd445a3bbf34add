"""What a spec may not hold, and where its author is told so."""

from __future__ import annotations

import time

import pytest
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Span
from specpress.spec.limits import Limits
from specpress.spec.reader import read_spec

_MEBIBYTE = 1 << 20


def _refuse(content: str | bytes, limits: Limits | None = None) -> tuple[Diagnostic, ...]:
    content = content.encode() if isinstance(content, str) else content
    report = Report()
    assert read_spec(content, "specs/a.yaml", report, limits or Limits()) is None
    assert report.failed
    return report.diagnostics


def _place(span: Span) -> str:
    assert span.start is not None
    assert span.end is not None
    return f"{span.start.line}:{span.start.column}-{span.end.line}:{span.end.column}"


def _codes(content: str | bytes) -> list[str]:
    return [one.code for one in _refuse(content)]


@pytest.mark.parametrize("content", ["", "\n\n", "# only a remark\n", "---\n", "---\n...\n"])
def test_a_file_without_a_value_is_empty(content: str) -> None:
    (found,) = _refuse(content)
    assert found.code == "E0107"
    assert found.primary.span.start is None
    assert found.help is not None


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a: 1\n---\nb: 2\n", "2:1-2:4"),
        ("a: 1\n---\n", "2:1-2:4"),
        ("---\n---\n", "2:1-2:4"),
        ("a: 1\n...\nb: 2\n", "3:1-3:3"),
        ("a: 1\n... b\n", "2:5-2:6"),
    ],
)
def test_a_second_document_is_refused_where_it_begins(content: str, place: str) -> None:
    (found,) = _refuse(content)
    assert (found.code, _place(found.primary.span)) == ("E0108", place)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: &x 1\n", ["E0109 1:4-1:6"]),
        ("a: *x\n", ["E0109 1:4-1:6"]),
        ("a: [*x, &y b]\n", ["E0109 1:5-1:7", "E0109 1:9-1:11"]),
        ("a: * note\n", ["E0109 1:4-1:5"]),
        ("a: & b\n", ["E0109 1:4-1:5"]),
        ("a: &x !t b\n", ["E0109 1:4-1:6", "E0110 1:7-1:9"]),
        ("a: !t &x\n", ["E0110 1:4-1:6", "E0109 1:7-1:9"]),
        ("a: !!python/object:os.system [ls]\n", ["E0110 1:4-1:29"]),
        ("a: !<tag:x> {}\n", ["E0110 1:4-1:12"]),
        ("a: ! b\n", ["E0110 1:4-1:5"]),
        ("a: !x!y b\n", ["E0110 1:4-1:8"]),
        ("a: !<x\n", ["E0110 1:4-1:7"]),
        ("a: !%zz x\n", ["E0110 1:4-1:8"]),
        ("<<: {b: 1}\n", ["E0111 1:1-1:3"]),
        ("<<: *x\n", ["E0111 1:1-1:3", "E0109 1:5-1:7"]),
        ("%YAML 1.2\n---\na: 1\n", ["E0117 1:1-1:6"]),
        ("%YAML 3.0\n---\na: 1\n", ["E0117 1:1-1:6"]),
        ("%YAML x\n---\na: 1\n", ["E0117 1:1-1:6"]),
        ("# b\n%YAML 1.2\na: 1\n", ["E0117 2:1-2:6"]),
        ("%TAG ! x:\n---\na: !b 1\n", ["E0117 1:1-1:5", "E0110 3:4-3:6"]),
        ("%TAG ! %zz\n---\na: 1\n", ["E0117 1:1-1:5"]),
        ("%half off\n", ["E0117 1:1-1:6"]),
    ],
)
def test_what_would_change_how_a_file_is_read_is_refused(content: str, expected: list[str]) -> None:
    found = _refuse(content)
    assert [f"{one.code} {_place(one.primary.span)}" for one in found] == expected
    assert all(one.help for one in found)


def test_all_duplicate_keys_are_shown_with_where_they_were_first() -> None:
    found = _refuse("a: 1\nb: {c: 1, \"c\": 2}\n'a': 3\na: 4\n")
    assert [
        (one.code, one.message, _place(one.primary.span), _place(one.secondary[0].span))
        for one in found
    ] == [
        ("E0112", "the key `c` stands twice", "2:11-2:14", "2:5-2:6"),
        ("E0112", "the key `a` stands twice", "3:1-3:4", "1:1-1:2"),
        ("E0112", "the key `a` stands twice", "4:1-4:2", "1:1-1:2"),
    ]


def test_a_key_that_no_line_can_hold_is_not_repeated_in_a_message() -> None:
    (found,) = _refuse(f"{'k' * 41}: 1\n{'k' * 41}: 2\n")
    assert found.message == "a key stands twice"


@pytest.mark.parametrize(
    ("key", "label", "advice"),
    [
        ("5", "this can be read as the number 5", 'write "5"'),
        ("1e3", "this can be read as the number 1e3", 'write "1e3"'),
        ("True", "this can be read as true", 'write "True"'),
        ("~", "this can be read as null", 'write "~"'),
        ("on", "this can be read as true", 'write "on"'),
        ("16:9", "this can be read as the number 969", 'write "16:9"'),
        ("2026-05-11", "this can be read as a date", 'write "2026-05-11"'),
        ("1" * 4301, "this can be read as a number", "quote it"),
        ("", "nothing stands before the `:`", "write a key"),
        ("[a]", "a list or a mapping", "write the key as text"),
        ("{a: b}", "a list or a mapping", "write the key as text"),
    ],
)
def test_keys_are_plain_text(key: str, label: str, advice: str) -> None:
    (found,) = _refuse(f"? {key}\n: 1\n")
    assert (found.code, found.primary.text, found.help) == ("E0113", label, advice)


@pytest.mark.parametrize("number", ["1" * 4301, "9007199254740992", "1e400", "0.1234567890123456"])
@pytest.mark.parametrize("frame", ["{}", "a: {}", "a: [{}]", "a: {{b: {}}}"])
def test_a_number_that_would_be_rounded_is_shown_where_it_stands(number: str, frame: str) -> None:
    text = frame.format(number)
    (found,) = _refuse(text)
    assert found.code == "E0116"
    column = text.index(number) + 1
    assert _place(found.primary.span) == f"1:{column}-1:{column + len(number)}"


def test_one_run_shows_what_is_wrong_on_every_line() -> None:
    assert _codes("a: 1\na: 2\nb: &x\n5: c\nd: !t e\nf: 1e999\ng: \u200b\nh:\ti\nj: [\n") == [
        "E0112",
        "E0109",
        "E0113",
        "E0110",
        "E0116",
        "E0104",
        "E0105",
    ]
    assert _codes("a: 1\na: 2\nj: [\n") == ["E0112", "E0106"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "- a:\n"])
def test_one_level_deeper_is_refused(opening: str) -> None:
    if opening == "- a:\n":
        opening = "".join(f"{'  ' * level}- a:\n" for level in range(20))
        (found,) = _refuse(opening)
    else:
        (found,) = _refuse(opening * 33)
    assert found.code == "E0114"


@pytest.mark.parametrize("count", [999, 1000, 1001, 1024, 1025, _MEBIBYTE - 8])
@pytest.mark.parametrize("opening", ["[", "{", "[{"])
@pytest.mark.parametrize(
    ("before", "depth"), [("", 0), ("a: ", 1), ("- ", 1), ("a:\n  b: ", 2), ("? ", 1)]
)
def test_brackets_are_too_deep_for_us_before_they_are_for_the_parser(
    before: str, depth: int, opening: str, count: int
) -> None:
    (found,) = _refuse(before + (opening * count)[:count])
    assert (found.code, found.message) == ("E0114", "nested deeper than 32")
    column = len(before.rpartition("\n")[2]) + 33 - depth
    assert found.primary.span.start is not None
    assert found.primary.span.start.column == column


def test_the_level_that_is_too_deep_is_shown() -> None:
    (found,) = _refuse("a: [[[]]]", Limits(depth=3))
    assert _place(found.primary.span) == "1:6-1:7"
    assert found.message == "nested deeper than 3"


def test_the_node_that_is_one_too_many_is_shown() -> None:
    assert read_spec(b"a: [b, c]", "specs/a.yaml", Report(), Limits(nodes=5)) is not None
    (found,) = _refuse("a: [b, c]", Limits(nodes=4))
    assert found.code == "E0115"
    assert _place(found.primary.span) == "1:8-1:9"
    (found,) = _refuse("a: *b", Limits(nodes=2))
    assert found.code == "E0115"
    (found,) = _refuse("a: [b]", Limits(nodes=2))
    assert found.code == "E0115"


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "{",
        "- ",
        "? ",
        "[a, ",
        "a: ",
        "a: 1\n",
        "[a]: b\n",
        "?\n",
        "!",
        "&a ",
        "<<: *a\n",
        "'",
        '"',
        "\\",
        "\t ",
        "\u200b ",
        "# c\n",
        "|\n",
        "%Y\n",
        "---\n",
        "1",
        "1:",
        "x",
        "ก: ข\n",
        "\x01\x02\x03\x04",
        "\x85",
        "\n",
    ],
)
def test_a_mebibyte_of_anything_is_judged_quickly(unit: str) -> None:
    content = (unit.encode() * _MEBIBYTE)[:_MEBIBYTE]
    report = Report()
    start = time.process_time()
    node = read_spec(content, "specs/a.yaml", report)
    assert time.process_time() - start < 3  # a fraction of that; quadratic work takes minutes
    assert (node is None) == report.failed
