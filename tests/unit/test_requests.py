"""Reading requests: exactly, or with the place of what is wrong."""

from __future__ import annotations

import codecs
import io
import json
import math
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.spec.json.faults import faults
from specpress.spec.json.requests import RequestDocument, read_request, read_request_lines

_DEEPEST = 200


def _refuse(content: str | bytes) -> tuple[Diagnostic, ...]:
    report = Report()
    content = content.encode() if isinstance(content, str) else content
    assert read_request(content, "request.json", report) is None
    assert report.diagnostics
    return report.diagnostics


def _read(content: str | bytes) -> object:
    report = Report()
    content = content.encode() if isinstance(content, str) else content
    document = read_request(content, "request.json", report)
    assert report.diagnostics == ()
    assert document is not None
    return document.value


def _place(span: Span) -> str:
    if span.start is None or span.end is None:
        return "file"
    return f"{span.start.line}:{span.start.column}-{span.end.line}:{span.end.column}"


@pytest.mark.parametrize(
    "text",
    [
        "null",
        ' {"a": [1, -2.5e-3, true, false, null, "\\ud83d\\ude00 \\u0e01 \\\\ud83d"]}\r\n\t',
        "9" * 4300,
        "-0.0",
        "[" * _DEEPEST + "]" * _DEEPEST,
        "[" * (_DEEPEST - 1) + "[], [], {}" + "]" * (_DEEPEST - 1),
        "[" + ", ".join(['{"a": "[[{\\"["}'] * 300) + "]",
        '"\x7f"',
    ],
)
def test_what_is_json_is_read_as_it_stands(text: str) -> None:
    assert _read(text) == json.loads(text)


def test_a_byte_order_mark_is_passed_over_and_lines_end_with_lf() -> None:
    report = Report()
    document = read_request(codecs.BOM_UTF8 + b'{\r\n"a": 1}', "request.json", report)
    assert document == RequestDocument(Source("request.json"), {"a": 1})
    assert document is not None
    assert document.source.text == '{\n"a": 1}'


_BROKEN = [
    ("", "the request is empty", "file"),
    (" \n ", "the request is empty", "file"),
    ('{"a": 1,\n}\n', "a comma stands before `}`", "1:8-1:9"),
    ("[1, ]", "a comma stands before `]`", "1:3-1:4"),
    ("[1,,2]", "`,` stands where a value is expected", "1:4-1:5"),
    ("],", "`]` stands where a value is expected", "1:1-1:2"),
    ("[,1]", "`,` stands where a value is expected", "1:2-1:3"),
    ("{,}", "`,` stands where a key in double quotes is expected", "1:2-1:3"),
    ("{]", "`]` stands where a key in double quotes is expected", "1:2-1:3"),
    ('{"a": }', "`}` stands where a value is expected", "1:7-1:8"),
    ("[\xa01]", "`\xa0` stands where a value is expected", "1:2-1:3"),
    ("{'a': 1}", "the quotes are not those of JSON", "1:2-1:5"),
    ("['it", "the quotes are not those of JSON", "1:2-1:5"),
    ("[“a b”]", "the quotes are not those of JSON", "1:2-1:7"),
    ("{a: 1}", "the key `a` is not quoted", "1:2-1:3"),
    ("{1: 1}", "the key `1` is not quoted", "1:2-1:3"),
    ('{"a" 1}', "a key has no value", "1:6-1:7"),
    ('{"a", "b"}', "a key has no value", "1:5-1:6"),
    ('{"a": 1\n "b": 2}', "two values without a comma", "2:2-2:3"),
    ("[1 2]", "two values without a comma", "1:4-1:5"),
    ('{"a": 1]', "`]` does not close `{`", "1:8-1:9"),
    ('["a": 1]', "two values without a comma", "1:5-1:6"),
    ("{} {}", "text stands after the end of the request", "1:4-1:5"),
    ("1 extra", "text stands after the end of the request", "1:3-1:8"),
    ('{"a": 1} // x', "a comment, which JSON has not", "1:10-1:14"),
    ("/* x */ 1", "a comment, which JSON has not", "1:1-1:10"),
    ("[1, # one\n2]", "a comment, which JSON has not", "1:5-1:10"),
    ("True", "`True` is not a value of JSON", "1:1-1:5"),
    ("[None]", "`None` is not a value of JSON", "1:2-1:6"),
    ("[yes]", "`yes` is not a value of JSON", "1:2-1:5"),
    ("[.5]", "`.5` is not a value of JSON", "1:2-1:4"),
    ("[+5]", "`+5` is not a value of JSON", "1:2-1:4"),
    ("[05]", "`05` is not a value of JSON", "1:2-1:4"),
    ("[1_000]", "`1_000` is not a value of JSON", "1:2-1:7"),
    ("[٣]", "`٣` is not a value of JSON", "1:2-1:3"),
    ("x" * 40, f"`{'x' * 30}…` is not a value of JSON", "1:1-1:41"),
    ('{"a": [1', "the text ends too early", "1:9-1:9"),
    ('{"a"\n\n', "the text ends too early", "1:5-1:5"),
    ('["a', "the text in quotes does not end on its line", "1:4-1:4"),
    ('["a\n"]', "the text in quotes does not end on its line", "1:4-1:4"),
    ('["a\tb"]', "a control character stands within quotes", "1:4-1:5"),
    ('["\x00"]', "a control character stands within quotes", "1:3-1:4"),
    ('["a\\x"]', "`\\x` is not an escape of JSON", "1:4-1:6"),
    ('["\\u12"]', "`\\u` is not an escape of JSON", "1:3-1:5"),
    ('["\\', "`\\` is not an escape of JSON", "1:3-1:4"),
]


@pytest.mark.parametrize(("text", "message", "place"), _BROKEN)
def test_what_is_not_json_is_refused_with_its_place(text: str, message: str, place: str) -> None:
    (found,) = _refuse(text)
    assert (found.code, found.message) == ("E0601", message)
    assert _place(found.primary.span) == place


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("[True]", "write true"),
        ("[NULL]", "write null"),
        ("[undefined]", "write null"),
        ("[on]", "quote it if it is meant as text"),
        ("[0x1F]", "numbers are written as 5, -0.5 or 1e3; quote it if it is meant as text"),
        ("[1,]", "remove the comma"),
        ('["\t"]', r"write \t"),
        ('["\r"]', r"write \r"),
        ('["\x1f"]', r"write \u001f"),
        ("[1", "close it with `]`"),
        ("{", "close it with `}`"),
    ],
)
def test_a_slip_is_refused_with_what_to_write(text: str, help_: str) -> None:
    assert _refuse(text)[0].help == help_


@pytest.mark.parametrize(
    ("text", "secondary"),
    [
        ('{"a": [1', ["1:7-1:8 never closed"]),
        ('{"a": 1]', ["1:1-1:2 opened here"]),
        ('["a', ["1:2-1:3 it starts here"]),
        ('{"a": 1, "b": 2, "\\u0061": 3}', ["1:2-1:5 first here"]),
        ('{"a": [{"b": 1}, "a"], "c": {"b": 1, "b": 2}}', ["1:30-1:33 first here"]),
    ],
)
def test_what_takes_part_is_labelled(text: str, secondary: list[str]) -> None:
    (found,) = _refuse(text)
    labels = [f"{_place(label.span)} {label.text}" for label in found.secondary]
    assert labels == secondary


@pytest.mark.parametrize(
    ("content", "message", "place"),
    [
        (b'{"a": "\xff"}', "the byte FF is not UTF-8", "1:8-1:9"),
        (
            b'\xef\xbb\xbf{\r\n"\xe0\xb8\x81": "\xe0\xb8"}',
            "the bytes E0 B8 are not UTF-8",
            "2:7-2:8",
        ),
        (b'"\xed\xa0\x80"', "the byte ED is not UTF-8", "1:2-1:3"),
        ('{"a": 1}'.encode("utf-16"), "the request is UTF-16 or UTF-32", "file"),
        ('{"a": 1}'.encode("utf-16-le"), "the request is UTF-16 or UTF-32", "file"),
        ('{"a": 1}'.encode("utf-16-be"), "the request is UTF-16 or UTF-32", "file"),
        ('{"a": 1}'.encode("utf-32"), "the request is UTF-16 or UTF-32", "file"),
        (codecs.BOM_UTF16_BE, "the request is UTF-16 or UTF-32", "file"),
    ],
)
def test_what_is_not_utf8_is_refused_with_its_place(
    content: bytes, message: str, place: str
) -> None:
    (found,) = _refuse(content)
    assert (found.code, found.message) == ("E0602", message)
    assert _place(found.primary.span) == place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, "a": 2}', ["E0604 1:10-1:13 the key `a` stands twice in one object"]),
        (
            '{"a": {"b": 1, "b": 2, "b": 3}, "a": 1}',
            [
                "E0604 1:16-1:19 the key `b` stands twice in one object",
                "E0604 1:24-1:27 the key `b` stands twice in one object",
                "E0604 1:33-1:36 the key `a` stands twice in one object",
            ],
        ),
        (
            "[NaN, Infinity, -Infinity]",
            [
                "E0605 1:2-1:5 NaN is not a value of JSON",
                "E0605 1:7-1:15 Infinity is not a value of JSON",
                "E0605 1:17-1:26 -Infinity is not a value of JSON",
            ],
        ),
        (
            "[true, 1.5, 10, 1e308, NaN]",
            ["E0605 1:24-1:27 NaN is not a value of JSON"],
        ),
        ("1e400", ["E0605 1:1-1:6 `1e400` is beyond every double"]),
        ("[-1.5E+999]", ["E0605 1:2-1:11 `-1.5E+999` is beyond every double"]),
        ("[" + "9" * 4301 + "]", ["E0605 1:2-1:4303 a number of 4,301 digits"]),
        ("-" + "9" * 9999, ["E0605 1:1-1:10001 a number of 9,999 digits"]),
        (
            '["\\ud83d", "\\uDE00\\ud83d\\\\"]',
            [
                "E0607 1:3-1:9 `\\ud83d` is half a character",
                "E0607 1:13-1:19 `\\uDE00` is half a character",
                "E0607 1:19-1:25 `\\ud83d` is half a character",
            ],
        ),
        ('{"\\udfff": 1}', ["E0607 1:3-1:9 `\\udfff` is half a character"]),
        (
            '{"a": NaN, "a": 1]',
            [
                "E0605 1:7-1:10 NaN is not a value of JSON",
                "E0604 1:12-1:15 the key `a` stands twice in one object",
                "E0601 1:18-1:19 `]` does not close `{`",
            ],
        ),
    ],
)
def test_what_json_readers_let_pass_is_refused_all_at_once(text: str, expected: list[str]) -> None:
    found = [f"{one.code} {_place(one.primary.span)} {one.message}" for one in _refuse(text)]
    assert found == expected


@pytest.mark.parametrize("bracket", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [_DEEPEST + 1, 5000, 200_000])
def test_a_text_nested_too_deep_is_refused_where_it_is(bracket: str, depth: int) -> None:
    (found,) = _refuse(bracket * depth)
    start = len(bracket) * _DEEPEST + 1
    assert (found.code, found.message) == ("E0606", "nested deeper than 200")
    assert _place(found.primary.span) == f"1:{start}-1:{start + 1}"


def test_only_the_first_twenty_things_wrong_are_told() -> None:
    assert len(_refuse("[" + "NaN, " * 30 + "NaN]")) == 20


def _lines(content: bytes) -> tuple[list[object], list[str]]:
    report = Report()
    read = list(read_request_lines(io.BytesIO(content), "requests.jsonl", report))
    values: list[object] = [(one.source.first_line, one.value) for one in read]
    found = report.diagnostics
    return values, [f"{_place(one.primary.span)} {one.code} {one.message}" for one in found]


def test_a_line_that_cannot_be_read_does_not_cost_the_others() -> None:
    values, wrong = _lines(b'\xef\xbb\xbf{"a": 1}\r\n\n{"a": \n [2] \n"\xff"\n{"a": 3}')
    assert values == [(1, {"a": 1}), (4, [2]), (6, {"a": 3})]
    assert wrong == [
        "3:6-3:6 E0601 the text ends too early",
        "5:2-5:3 E0602 the byte FF is not UTF-8",
    ]


def test_requests_are_yielded_before_later_lines_are_read() -> None:
    def lines() -> Iterator[bytes]:
        yield b"1\n"
        pytest.fail("a second line was asked for")

    assert next(read_request_lines(lines(), "-", Report())).value == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "file E0601 the file holds no request"),
        (b" \n\r\n", "file E0601 the file holds no request"),
        ("1\n2\n".encode("utf-16"), "file E0602 the request is UTF-16 or UTF-32"),
    ],
)
def test_a_file_without_a_readable_line_is_refused_as_a_whole(content: bytes, message: str) -> None:
    assert _lines(content) == ([], [message])


_PIECES = st.sampled_from(
    [
        *"{}[],:\"\\ \n\t-+.0159eEnNu/#x'ก😀\x00\x1f\x7f\ufeff\u2028",
        *('"a"', '"b":', "true", "null", "NaN", "Infinity", "1e999", "\\ud83d", "\\ude00", "\\n"),
        *("9" * 4301, "[" * 150, "]" * 150, '{"a":', "{}", '"\\ud800"', '"\\ud83d\\ude00"'),
    ]
)
_TEXTS = st.lists(_PIECES, max_size=12).map("".join)


def _is_exact_json(text: str) -> bool:
    """Judge a text by the standard library's reader and a walk over what it reads."""

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        if len({key for key, _ in found}) < len(found):
            raise ValueError
        return dict(found)

    def depth(value: object) -> int:
        match value:
            case list():
                return 1 + max(map(depth, value), default=0)
            case dict():
                return 1 + max(map(depth, value.values()), default=0)
            case float() if not math.isfinite(value):
                raise ValueError
        return 0

    try:
        value = json.loads(text, object_pairs_hook=pairs)
        json.dumps(value, ensure_ascii=False).encode()
        return depth(value) <= _DEEPEST
    except (ValueError, RecursionError):
        return False


@given(_TEXTS)
@example("[" * 1000 + "]" * 1000)
@example('"' + "[" * 1000 + '"')
@example('["\\"' + "[" * 300 + '", ' + "1" + "]")
@example('{"a":' * 300 + "1" + "}" * 300)
def test_a_text_is_refused_if_and_only_if_a_fault_is_found_in_it(text: str) -> None:
    report = Report()
    document = read_request(text.encode(), "request.json", report)
    expected = _is_exact_json(text.removeprefix("\ufeff"))
    is_wide = "\0" in text[:2]
    assert (document is not None) == expected
    if not is_wide:
        source = Source("request.json", text.removeprefix("\ufeff"))
        assert bool(list(faults(source))) != expected


@given(st.binary(max_size=60))
def test_no_bytes_raise(content: bytes) -> None:
    report = Report()
    document = read_request(content, "request.json", report)
    assert (document is None) == report.failed
    list(read_request_lines(io.BytesIO(content), "requests.jsonl", report))


@given(
    value=st.recursive(
        st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
        max_leaves=20,
    ),
    is_ascii=st.booleans(),
)
def test_what_json_writes_is_read_back(*, value: object, is_ascii: bool) -> None:
    assert _read(json.dumps(value, ensure_ascii=is_ascii)) == value


def test_the_first_of_many_equal_keys_is_shown_with_each_other() -> None:
    found = _refuse('{"a": 1, "a": 2, "a": 3}')
    assert [_place(one.secondary[0].span) for one in found] == ["1:2-1:5", "1:2-1:5"]
