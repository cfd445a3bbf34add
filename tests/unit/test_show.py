"""How diagnostics are drawn: each text below is what a person sees, byte for byte."""

from __future__ import annotations

import re
import textwrap
import time
import unicodedata
from collections.abc import Callable

import pytest
from specpress.diagnostics import codes
from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.drawing.show import show
from specpress.diagnostics.drawing.terminal_style import Style
from specpress.diagnostics.source import Position, Source, Span, span_between

_PLAIN = Style()
_SPEC = Source(
    "specs/rivya/kling-2-6.yaml",
    "# a page\n" * 12
    + textwrap.dedent("""\
        duration:
            choices: ["5", "10"]
            default: "15"
            doc: {th: "ระยะเวลาที่ดี", zh: "動画の長さ", en: x}
            limits: {min: 1, max: 2, step: 3}

        end: 1
        """),
)


def _label(words: str, text: str = "", source: Source = _SPEC) -> Label:
    start = source.text.index(words)
    return Label(span_between(source, start, start + len(words)), text)


def _drawn(
    primary: Label,
    *secondary: Label,
    code: str = "E0304",
    notes: tuple[str, ...] = (),
    help_: str | None = None,
    style: Style = _PLAIN,
) -> str:
    one = Diagnostic(code, "the message", primary, secondary, notes, help_)
    text = show([one], style)
    assert text.endswith("\n\n1 error\n")
    return "\n" + text.removesuffix("\n1 error\n")


def _expected(text: str) -> str:
    return "\n" + textwrap.dedent(text).strip("\n") + "\n"


def test_the_sample_of_the_design_is_drawn_byte_for_byte() -> None:
    diagnostic = Diagnostic(
        "E0304",
        "the default is not among the choices",
        _label('"15"', "not one of them"),
        (_label('["5", "10"]', "the choices"),),
        help='use "5" or "10"',
    )
    assert show([diagnostic], _PLAIN) == textwrap.dedent("""\
        error[E0304]: the default is not among the choices
          --> specs/rivya/kling-2-6.yaml:15:14
           |
        14 |     choices: ["5", "10"]
           |              ----------- the choices
        15 |     default: "15"
           |              ^^^^ not one of them
           |
           = help: use "5" or "10"

        1 error
        """)


def test_nothing_found_draws_nothing() -> None:
    assert show([], _PLAIN) == ""


def test_a_blank_line_parts_diagnostics_and_the_last_line_counts_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = codes.Entry("a title", "A meaning.", codes.Severity.WARNING)
    monkeypatch.setitem(codes.REGISTER, "W0001", entry)
    whole = Label(Span(Source("a.yaml")))
    shown = [Diagnostic(code, "wrong", whole) for code in ("E0107", "W0001", "E0107")]
    assert show(shown, _PLAIN) == textwrap.dedent("""\
        error[E0107]: wrong
         --> a.yaml

        warning[W0001]: wrong
         --> a.yaml

        error[E0107]: wrong
         --> a.yaml

        2 errors, 1 warning
        """)
    assert "\x1b[1;33mwarning[W0001]\x1b[0m" in show(shown, Style(colour=True))


def test_a_whole_file_has_only_its_path_and_what_is_said_of_it() -> None:
    primary = Label(Span(Source("a.yaml")), "not text")
    other = Label(Span(Source("b.yaml")))
    notes = ("first\nsecond", "third")
    assert _drawn(primary, other, notes=notes, help_="save it\n\nas UTF-8") == _expected("""
        error[E0304]: the message
         --> a.yaml: not text
          |
         ::: b.yaml
          |
          = note: first
                  second
          = note: third
          = help: save it

                  as UTF-8
    """)


def test_lines_stand_in_order_and_those_far_apart_are_joined() -> None:
    near = _drawn(_label("end: 1"), _label("min: 1"), _label("duration", "first"))
    assert near == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:19:1
           |
        13 | duration:
           | -------- first
        ...
        17 |     limits: {min: 1, max: 2, step: 3}
           |              ------
        18 |
        19 | end: 1
           | ^^^^^^
    """)


def test_other_files_follow_and_the_gutter_is_as_wide_as_the_widest_number() -> None:
    other = Source("specs/other.yaml", "a: 1\nb: 2\n")
    third = Source("specs/third.yaml", "c\n")
    drawn = _drawn(
        _label('"15"', "here"),
        _label("b", "and here", other),
        _label("a", source=other),
        _label("c", "too", third),
    )
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:15:14
           |
        15 |     default: "15"
           |              ^^^^ here
           |
          ::: specs/other.yaml:1:1
           |
        1  | a: 1
           | -
        2  | b: 2
           | - and here
           |
          ::: specs/third.yaml:1:1
           |
        1  | c
           | - too
    """)


def test_texts_stand_side_by_side_where_they_fit() -> None:
    drawn = _drawn(_label("min", "low"), _label("step", "the step"), _label("limits", "of"))
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:17:14
           |
        17 |     limits: {min: 1, max: 2, step: 3}
           |     ------   ^^^ low         ---- the step
           |     |
           |     of
    """)


def test_texts_that_would_collide_hang_below_from_right_to_left() -> None:
    drawn = _drawn(
        _label("max: 2", "the upper bound"),
        _label("min: 1", "the lower bound"),
        _label("step: 3", "the step"),
        _label("{min", "all of them"),
    )
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:17:22
           |
        17 |     limits: {min: 1, max: 2, step: 3}
           |             -------  ^^^^^^  ------- the step
           |             ||       |
           |             ||       the upper bound
           |             |the lower bound
           |             all of them
    """)


def test_marks_on_the_same_place_keep_both_texts_and_the_primary_is_seen() -> None:
    drawn = _drawn(
        _label("min", "primary"),
        _label("min", "secondary"),
        _label("min", "secondary"),
        _label("min: 1, max: 2, step: 3", "around"),
    )
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:17:14
           |
        17 |     limits: {min: 1, max: 2, step: 3}
           |              ^^^-------------------- around
           |              |
           |              primary
           |              secondary
    """)


def test_one_of_two_marks_that_end_together_has_its_text_beside_it() -> None:
    drawn = _drawn(_label("min: 1", "outer"), _label(" 1, max"), _label("1", "inner"))
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:17:14
           |
        14 |     choices: ["5", "10"]
           |                     - inner
        ...
        17 |     limits: {min: 1, max: 2, step: 3}
           |              ^^^^^^-----
           |              |
           |              outer
    """)
    one = Source("a.yaml", "abc def")
    assert _drawn(_label("def", "inner", one), _label("abc def", "outer", one)) == _expected("""
        error[E0304]: the message
         --> a.yaml:1:5
          |
        1 | abc def
          | ----^^^ inner
          | |
          | outer
    """)


def test_a_span_of_several_lines_marks_the_first_and_names_the_last() -> None:
    words = 'duration:\n    choices: ["5", "10"]\n    default'
    drawn = _drawn(_label(words, "all this"), _label('"15"\n    doc'))
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:13:1
           |
        13 | duration:
           | ^^^^^^^^^ all this (lines 13 to 15)
        14 |     choices: ["5", "10"]
        15 |     default: "15"
           |              ---- lines 15 to 16
    """)


def test_spaces_at_the_end_of_a_line_are_not_marked_with_what_goes_on_below() -> None:
    source = Source("a.yaml", "a:  \n  b: 1\n")
    assert _drawn(_label("a:  \n  b", source=source)) == _expected("""
        error[E0304]: the message
         --> a.yaml:1:1
          |
        1 | a:
          | ^^ lines 1 to 2
    """)


def test_a_span_that_ends_with_its_line_feed_is_of_one_line() -> None:
    assert _drawn(_label("end: 1\n", "the end")) == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:19:1
           |
        19 | end: 1
           | ^^^^^^ the end
    """)


def test_places_without_characters_have_one_caret() -> None:
    source = Source("a.yaml", "key:\n")
    at_end_of_line = Label(span_between(source, 4, 4), "a value")
    at_end_of_file = Label(span_between(source, 5, 5), "more")
    beyond = Label(Span(source, Position(1, 90), Position(1, 99)))
    between = Label(Span(source, Position(1, 2)))
    drawn = _drawn(at_end_of_line, at_end_of_file, beyond, between)
    assert drawn == _expected("""
        error[E0304]: the message
         --> a.yaml:1:5
          |
        1 | key:
          |  -  ^ a value
        2 |
          | - more
    """)


def test_carets_stand_under_thai_and_wide_characters() -> None:
    drawn = _drawn(_label("เวลา", "เวลา"), _label("画の長", "wide"), _label("en", "narrow"))
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:16:20
           |
        16 |     doc: {th: "ระยะเวลาที่ดี", zh: "動画の長さ", en: x}
           |                    ^^^^ เวลา       ------     -- narrow
           |                                    |
           |                                    wide
    """)


def test_a_combining_mark_is_marked_under_its_base() -> None:
    drawn = _drawn(_label("ี", "a vowel"), _label("ดี", "a syllable"))
    assert drawn == _expected("""
        error[E0304]: the message
          --> specs/rivya/kling-2-6.yaml:16:25
           |
        16 |     doc: {th: "ระยะเวลาที่ดี", zh: "動画の長さ", en: x}
           |                        ^- a syllable
           |                        |
           |                        a vowel
    """)
    alone = Source("a.yaml", "\u0301")
    assert _drawn(_label("\u0301", source=alone)).endswith("\n1 | \u0301\n  | ^\n")


def test_without_unicode_characters_are_escaped_and_the_carets_follow() -> None:
    source = Source("ก.yaml", "ÿ: กข x")
    ascii_ = Style(unicode=False)
    drawn = _drawn(_label("ข", "ค", source), _label("x", source=source), style=ascii_)
    assert drawn == _expected(r"""
        error[E0304]: the message
         --> \u{e01}.yaml:1:5
          |
        1 | \xff: \u{e01}\u{e02} x
          |              ^^^^^^^ -
          |              |
          |              \u{e04}
    """)


def test_nothing_in_a_drawing_hides_or_moves_the_cursor() -> None:
    nasty = "\x1b[2J\u202e\u2066\u200b\u00ad\ufeff\u2028\x00\x7f\x85\r\ue000\ud800\u00a0"
    source = Source(f"{nasty}.yaml", f"{nasty}\tx y")
    label = _label("x", f"{nasty}\n", source)
    shown = show([Diagnostic("E0304", nasty, label, notes=(nasty,), help=nasty)], _PLAIN)
    assert all(one == "\n" or one.isprintable() for one in shown)
    shown.encode()
    escaped = (
        r"\x1b[2J\u{202e}\u{2066}\u{200b}\xad\u{feff}\u{2028}\x00\x7f\x85\x0d\u{e000}\u{d800}\xa0"
    )
    assert shown.splitlines() == [
        f"error[E0304]: {escaped}",
        f" --> {escaped}.yaml:1:{len(nasty) + 2}",
        "  |",
        f"1 | {escaped}    x y",
        f"  | {' ' * (len(escaped) + 4)}^ {escaped}\\x0a",
        "  |",
        f"  = note: {escaped}",
        f"  = help: {escaped}",
        "",
        "1 error",
    ]


def test_colour_says_which_part_is_what() -> None:
    blue, red, bold, off = "\x1b[1;34m", "\x1b[1;31m", "\x1b[1m", "\x1b[0m"
    drawn = _drawn(_label("max", "here"), _label("min", "there"), help_="mend it", style=_PLAIN)
    one = Diagnostic(
        "E0304", "the message", _label("max", "here"), (_label("min", "there"),), (), "mend it"
    )
    coloured = show([one], Style(colour=True))
    assert coloured.splitlines() == [
        f"{red}error[E0304]{off}{bold}: the message{off}",
        f"{blue}  -->{off} specs/rivya/kling-2-6.yaml:17:22",
        f"{blue}   |{off}",
        f"{blue}17 |{off}     limits: {{min: 1, max: 2, step: 3}}",
        f"{blue}   |{off}              {blue}---{off}     {red}^^^{off} {red}here{off}",
        f"{blue}   |{off}              {blue}|{off}",
        f"{blue}   |{off}              {blue}there{off}",
        f"{blue}   |{off}",
        f"{blue}   ={off} {bold}help:{off} mend it",
        "",
        f"{bold}1 error{off}",
    ]
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == f"{drawn[1:]}\n1 error\n"


def test_a_long_line_is_cut_to_what_is_marked() -> None:
    source = Source("a.json", "a" * 300 + "<here>" + "b" * 300 + "<there>" + "c" * 300)
    labels = (_label("<here>", "one", source), _label("<there>", "two", source))
    assert _drawn(*labels, style=Style(width=60)) == _expected("""
        error[E0304]: the message
         --> a.json:1:301
          |
        1 | …aaaaaaaaaa<here>bbbbbbbbbb…bbbbbbbbbb<there>cccccccccc…
          |            ^^^^^^ one                 ------- two
    """)
    assert _drawn(labels[0], style=Style(width=60, unicode=False)) == _expected("""
        error[E0304]: the message
         --> a.json:1:301
          |
        1 | ...aaaaaaaaaaaaaaaaaaaaaa<here>bbbbbbbbbbbbbbbbbbbbbb...
          |                          ^^^^^^ one
    """)


def test_of_a_long_mark_both_ends_are_seen() -> None:
    source = Source("a.json", f'x "{"y" * 500}" z')
    whole = _label(f'"{"y" * 500}"', "long", source)
    assert _drawn(whole, style=Style(width=60)) == _expected("""
        error[E0304]: the message
         --> a.json:1:3
          |
        1 | x "yyyyyyyyyyyyyyyyyyyyyyy…yyyyyyyyyyyyyyyyyyyyyyy" z
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ long
    """)


def test_a_line_between_is_cut_at_its_end() -> None:
    source = Source("a.json", f"<a>\n{'b' * 500}\n<c>")
    drawn = _drawn(
        _label("<a>", source=source), _label("<c>", source=source), style=Style(width=60)
    )
    assert f"\n2 | {'b' * 28}…\n" in drawn


def test_marks_without_a_column_of_their_own_do_not_make_a_line_endless() -> None:
    source = Source("a.json", "a" + "\u0301" * 5_000)
    assert len(_drawn(_label("a", source=source))) < 300


def test_a_narrow_screen_shows_short_lines_whole() -> None:
    source = Source("a.json", f"{'a' * 20}<here>{'b' * 14}")
    drawn = _drawn(_label("<here>", source=source), style=Style(width=1))
    assert f"\n1 | {source.text}\n" in drawn


def test_a_narrow_screen_still_shows_what_is_marked() -> None:
    source = Source("a.json", "".join(f"<{number}>{'-' * 50}" for number in range(9)))
    labels = [_label(f"<{number}>", f"label {number}", source) for number in range(9)]
    drawn = _drawn(*labels, style=Style(width=1))
    assert all(f"<{number}>" in drawn and f"label {number}" in drawn for number in range(9))


def test_wide_characters_count_as_what_they_take() -> None:
    source = Source("a.json", "画" * 100 + "<here>" + "画" * 100)
    row = _drawn(_label("<here>", source=source), style=Style(width=60)).splitlines()[4]
    width = sum(2 if unicodedata.east_asian_width(one) == "W" else 1 for one in row)
    assert 50 <= width <= 60


def test_a_line_of_a_mebibyte_is_cut_and_its_time_is_recorded(
    record_property: Callable[[str, object], None],
) -> None:
    half = "x" * (1 << 19)
    source = Source("a.json", f'{half}"here"{half}\n')
    began = time.perf_counter()
    drawn = _drawn(_label('"here"', "found", source))
    took = time.perf_counter() - began
    record_property("seconds", round(took, 4))
    assert max(map(len, drawn.splitlines())) <= 140
    assert f'1 | …{"x" * 64}"here"{"x" * 64}…\n  | {" " * 65}^^^^^^ found\n' in drawn


def test_the_lines_of_a_part_of_a_file_have_the_numbers_of_the_file() -> None:
    source = Source("a.jsonl", "one\ntwo", first_line=17)
    assert _drawn(_label("two", source=source)) == _expected("""
        error[E0304]: the message
          --> a.jsonl:18:1
           |
        18 | two
           | ^^^
    """)
