"""From bytes to text: encodings, size, and characters nobody sees."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Span
from specpress.spec.yaml.limits import Limits
from specpress.spec.yaml.reader import read_spec

_BIDI_AND_SEPARATORS = (
    "\u202e\u2066\u2028\u2029\u200b\u00ad\ufeff\u0085\u007f\u001b\ufdd0\U0001ffff"
)


def _refuse(content: str | bytes) -> tuple[Diagnostic, ...]:
    content = content.encode() if isinstance(content, str) else content
    report = Report()
    assert read_spec(content, "specs/a.yaml", report) is None
    return report.diagnostics


def _place(span: Span) -> str:
    assert span.start is not None
    assert span.end is not None
    return f"{span.start.line}:{span.start.column}-{span.end.line}:{span.end.column}"


@pytest.mark.parametrize(
    ("content", "message", "place"),
    [
        (b"a: \xff\n", "the byte FF is not UTF-8", "1:4-1:5"),
        (b"a: 1\r\n\xe0\xb8\x81: \xe0\xb8\n", "the bytes E0 B8 are not UTF-8", "2:4-2:6"),
        (b"\xef\xbb\xbfa\xc0\xafb", "the bytes C0 AF are not UTF-8", "1:2-1:4"),
        (b"a: \xed\xa0\x80", "the bytes ED A0 80 are not UTF-8", "1:4-1:7"),
        (b"a: " + b"\xa1" * 9, "the bytes A1 A1 A1 A1 … are not UTF-8", "1:4-1:13"),
    ],
)
def test_bytes_that_are_not_utf_8_are_shown_where_they_stand(
    content: bytes, message: str, place: str
) -> None:
    (found,) = _refuse(content)
    assert (found.code, found.message, _place(found.primary.span)) == ("E0101", message, place)
    assert found.primary.span.source.text.count("\ufffd") > 0


def test_a_handful_of_broken_bytes_shows_the_pattern() -> None:
    found = _refuse(b"\xff." * 1_000)
    assert len(found) == 5
    assert [one.notes for one in found] == [()] * 4 + [("995 more in this file are not shown",)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_other_unicode_encodings_are_named(encoding: str) -> None:
    (found,) = _refuse("a: ข้อความ\n".encode(encoding))
    assert found.code == "E0102"
    assert found.help == "save the file as UTF-8"


@pytest.mark.parametrize("content", [b"a\0: 1", b"\xff\xfe", b"\xfe\xff", b"\0"])
def test_byte_order_marks_and_nul_bytes_are_enough_to_tell(content: bytes) -> None:
    assert [one.code for one in _refuse(content)] == ["E0102"]


def test_a_file_one_byte_too_large_is_not_even_decoded() -> None:
    remark = b"#" * Limits().size
    report = Report()
    assert read_spec(remark + b"\xff", "specs/a.yaml", report) is None
    (found,) = report.diagnostics
    assert (found.code, found.message) == ("E0103", "the file is larger than 1,048,576 bytes")
    assert [one.code for one in _refuse(remark)] == ["E0107"]


@pytest.mark.parametrize("character", _BIDI_AND_SEPARATORS)
@pytest.mark.parametrize("frame", ["a: x{}y\n", "a: 'x{}y'\n", "a{}: 1\n", "a: 1 # {}\n"])
def test_characters_that_deceive_are_refused_wherever_they_stand(
    character: str, frame: str
) -> None:
    (found,) = _refuse(frame.format(character))
    column = frame.index("{}") + 1
    assert found.code == "E0104"
    assert f"U+{ord(character):04X}" in found.message
    assert found.message.isprintable()
    assert _place(found.primary.span) == f"1:{column}-1:{column + 1}"


def test_a_zero_width_space_in_thai_text_has_its_own_advice() -> None:
    (found,) = _refuse("a: ความยาว\u200bของคลิป\n")
    assert found.message == "the character U+200B (zero width space) may not stand in a spec"
    assert found.help is not None
    assert found.help.startswith("delete the zero-width space")


def test_old_line_ends_are_named() -> None:
    assert [one.help for one in _refuse("a: 1\rb: 2")] == ["end lines with LF or CRLF"]


@pytest.mark.parametrize(
    ("escape", "name"),
    [
        (r"\0", "U+0000 (control character)"),
        (r"\t", "U+0009 (control character)"),
        (r"\r", "U+000D (control character)"),
        (r"\e", "U+001B (control character)"),
        (r"\u202e", "U+202E (right-to-left override)"),
        (r"\L", "U+2028 (line separator)"),
        (r"\U0001ffff", "U+1FFFF (noncharacter)"),
    ],
)
def test_an_escape_brings_in_nothing_forbidden(escape: str, name: str) -> None:
    (found,) = _refuse(f'a: "x{escape}"\n')
    assert (found.code, found.message) == (
        "E0104",
        f"an escape stands for {name}, which text may not hold",
    )


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ("a:\n\tb: 1\n", ["2:1-2:2"]),
        ("a:\t\t1\n", ["1:3-1:5"]),
        ("a: 'b\tc' # \td\n", ["1:6-1:7", "1:12-1:13"]),
        ("a:\n\tb: 1\n        c: [\n", ["2:1-2:2"]),
    ],
)
def test_tabs_are_refused_everywhere(content: str, places: list[str]) -> None:
    found = _refuse(content)
    assert [one.code for one in found] == ["E0105"] * len(places)
    assert [_place(one.primary.span) for one in found] == places


def test_a_handful_of_each_character_is_shown() -> None:
    found = _refuse("a: \u200b.\t.\n" * 6)
    assert [one.code for one in found].count("E0104") == 5
    assert [one.code for one in found].count("E0105") == 5
    assert [one.notes for one in found if one.notes] == [("1 more in this file are not shown",)] * 2


def test_every_other_character_is_read_and_kept() -> None:
    kept = [
        chr(point)
        for point in range(0x21, sys.maxunicode + 1)
        if unicodedata.category(chr(point)) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and not 0xFDD0 <= point <= 0xFDEF
        and point & 0xFFFE != 0xFFFE
        and chr(point) != "'"
    ]
    step = 200_000
    for first in range(0, len(kept), step):
        text = "".join(kept[first : first + step])
        report = Report()
        node = read_spec(f"'{text}'".encode(), "specs/a.yaml", report)
        assert report.diagnostics == ()
        assert getattr(node, "value", None) == text
