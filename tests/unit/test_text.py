"""The encoders: what they write, and that it reads back as what went in."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from specpress.diagnostics.source import Source, Span
from specpress.emit import text as encoders
from specpress.emit.code import Code, NotCodeError
from specpress.emit.text import EncodingError, docstring, json_literal, json_text, literal
from specpress.emit.width import columns
from specpress.ir.text import SpecText
from specpress.ir.types import JsonArray, JsonObject, Member


def author(characters: str) -> SpecText:
    return SpecText(characters, Span(Source("specs/acme/clip.yaml")))


def ruff(*arguments: str, text: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--isolated", "-"],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    ).stdout


def file_of(docstrings: list[Code]) -> str:
    """Return a file of classes with these docstrings, and of attributes with them."""
    classes = "".join(f"\n\nclass C{at}:\n    {one}\n" for at, one in enumerate(docstrings))
    return f'"""A file of docstrings."""\n{classes}'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("5", '"5"'),
        ('say "five"', "'say \"five\"'"),
        ("it's", '"it\'s"'),
        ('it\'s "five"', "'it\\'s \"five\"'"),
        ("it's \"five", '"it\'s \\"five"'),
        ("a\\b", '"a\\\\b"'),
        ("one\ntwo\tthree\r", '"one\\ntwo\\tthree\\r"'),
        ("ภาษาไทย ๕", '"ภาษาไทย ๕"'),
        ("caf\u00e9 \u2013 \U0001f3ac", '"caf\\u00e9 \\u2013 \\U0001f3ac"'),
        ("\x00\x7f\u200b\u202e\u2028\ud800", '"\\u0000\\u007f\\u200b\\u202e\\u2028\\ud800"'),
        (55, "55"),
        (-1, "-1"),
        (0.05, "0.05"),
        (1e16, "1e16"),
        (1e-07, "1e-07"),
        (True, "True"),
        (None, "None"),
    ],
)
def test_literals_are_what_the_formatter_would_write(value: Any, written: str) -> None:
    assert literal(value) == written


def test_spec_text_and_a_string_have_one_literal() -> None:
    assert literal(author("16:9")) == literal("16:9") == '"16:9"'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_has_no_literal(value: float) -> None:
    with pytest.raises(ValueError, match="malformed"):
        literal(value)


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_every_text_reads_back_from_its_literal(text: str) -> None:
    assert ast.literal_eval(literal(author(text))) == text


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab '\"\\\n\u00e9\u2028{}#ก"), max_size=20), min_size=30))
def test_the_formatter_leaves_literals_as_they_are(texts: list[str]) -> None:
    lines = "".join(f"X{at} = {literal(one)}\n" for at, one in enumerate(texts))

    assert ruff("format", text=lines) == lines


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_keep_value_and_type(number: float) -> None:
    read = ast.literal_eval(literal(number))

    assert (read, type(read)) == (number, type(number))


def test_a_literal_that_reads_back_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "_scalar", lambda _: "1.0")

    with pytest.raises(EncodingError, match="another value"):
        literal(1)


def test_json_of_the_ir_becomes_a_display_of_literals() -> None:
    here = Span(Source("specs/acme/clip.yaml"))
    items = Member(author("a"), JsonArray((1, author('"'), None), spans=(here,) * 3), span=here)
    value = JsonObject((items, Member(author("b"), JsonObject(()), span=here)))

    assert json_literal(value) == '{"a": [1, \'"\', None], "b": {}}'


@pytest.mark.parametrize(
    ("paragraphs", "written"),
    [
        ([["Length of the clip"]], '"""Length of the clip."""'),
        ([["length"]], '"""Length."""'),
        ([["Is it so?"]], '"""Is it so?."""'),
        ([['Use "5"']], '"""Use "5"."""'),
        ([['"5" is it']], '"""\\u00225" is it."""'),
        ([['a """ b']], '"""A "\\u0022" b."""'),
        ([["a\\"]], '"""A\\u005c."""'),
        ([["This is it"]], '"""Note: This is it."""'),
        ([[">>> import os"]], '"""Note: >>> import os."""'),
        ([["one\n two\u00a0three"]], '"""One two\\u00a0three."""'),
        ([["\u00e9t\u00e9"]], '"""\\u00e9t\\u00e9."""'),
        ([[" \n"]], '"""..."""'),
        ([["One"], [" "], ["Returns:"]], '"""One.\n\n\\u0052eturns:\n"""'),
        ([["One"], ["two!"], ["three"]], '"""One.\n\nTwo!\n\nThree.\n"""'),
    ],
)
def test_docstrings_are_what_the_linter_asks_for(paragraphs: list[list[str]], written: str) -> None:
    assert docstring(*paragraphs) == written
    assert docstring(*([author(one) for one in each] for each in paragraphs)) == written


LONG = "The clip begins with the picture that is given here and ends where the words lead it"


@pytest.mark.parametrize(
    ("words", "summary", "written"),
    [
        (
            f"{LONG}. It is silent",
            "a summary",
            [
                '"""The clip begins with the picture that is given here and ends where the ...',
                "",
                "    words lead it. It is silent.",
                '    """',
            ],
        ),
        (
            f"A clip. {LONG}",
            "a summary",
            [
                '"""A clip.',
                "",
                f"    {LONG.removesuffix(' it')}",
                "    it.",
                '    """',
            ],
        ),
        (
            LONG,
            "",
            [
                '"""The clip begins with the picture that is given here and ends where the words',
                "    lead it.",
                '    """',
            ],
        ),
        ("x" * 90, "a summary", [f'"""X{"x" * 89}."""']),
        ("x" * 90 + " y", "a summary", [f'"""X{"x" * 89}...', "", "    y.", '    """']),
        ("x" * 79 + " >>> y", "", [f'"""X{"x" * 78} >>>', "    y.", '    """']),
    ],
)
def test_long_docstrings_keep_their_summary_to_one_line(
    words: str, summary: str, written: list[str]
) -> None:
    assert docstring([author(words)], depth=1, summary=bool(summary)).split("\n") == written


WORDS = st.lists(
    st.one_of(
        st.text(st.sampled_from("abT\"'\\\u00e9\u2028\x00.:?#>{}ก"), min_size=1, max_size=12),
        st.sampled_from(["This", "Returns:", "Args", "See also", "...", "..", ">>>", "#", "a."]),
    ),
    min_size=1,
    max_size=30,
).map(" ".join)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=40, max_size=40))
def test_the_linter_and_the_formatter_have_nothing_to_say_of_docstrings(
    texts: list[list[str]],
) -> None:
    written = file_of([docstring(*([author(one)] for one in each), depth=1) for each in texts])
    found = ruff("check", "--select=D,E,W,Q,RUF,PLE", "--ignore=D203,D213", text=written)

    assert "All checks passed!" in found, found
    assert ruff("format", text=written) == written


@settings(derandomize=True, max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=40, max_size=40))
def test_the_formatter_leaves_the_text_under_fields_as_it_is(texts: list[str]) -> None:
    docs = [docstring([author(one)], depth=1, summary=False) for one in texts]
    written = "class A:\n" + "".join(f"    x: int\n    {one}\n" for one in docs)

    assert ruff("format", text=written) == written


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3), st.integers(0, 3), st.sampled_from(["", "one"]))
@example([">>> a"], 0, "one")
@example(["This", "\u2028 >>>"], 0, "")
def test_no_line_of_a_docstring_is_a_doctest_or_a_directive(
    texts: list[str], depth: int, summary: str
) -> None:
    prose = ([author(one)] for one in texts)
    written = docstring(*prose, depth=depth, summary=bool(summary))
    first, *lines = ast.literal_eval(written).split("\n")

    assert not first.startswith((">>>", "#", ".. "))
    # Only blanks may stand before them, not everything that `strip` takes away.
    assert not any(line.strip(" ").startswith((">>>", "#", ".. ")) for line in lines)


def test_a_docstring_that_reads_back_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "write_docstring", lambda *_, **__: '"""Other."""')

    with pytest.raises(EncodingError, match="other words"):
        docstring(["words"])


def test_json_is_indented_and_ends_with_a_line_feed() -> None:
    tree = {"name": author("คลิป"), author("size"): [1, 2.5, True, None]}

    assert json_text(tree) == (
        '{\n  "name": "คลิป",\n  "size": [\n    1,\n    2.5,\n    true,\n    null\n  ]\n}\n'
    )


def test_json_shows_nothing_unseen(
    payloads: tuple[str, ...], unseen: Callable[[str], Iterator[str]]
) -> None:
    written = json_text([author(one) for one in payloads])

    assert list(unseen(written)) == []
    assert json.loads(written) == list(payloads)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_has_no_number_that_is_not_finite(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"x": [value]})


def test_json_that_reads_back_otherwise_is_refused() -> None:
    halves_of_one_character = "\ud83c\udfac"

    with pytest.raises(EncodingError, match="another value"):
        json_text(author(halves_of_one_character))


def test_code_joins_code_and_whole_numbers() -> None:
    name = Code("left")

    assert name + Code(" -= ") + Code(1) == "left -= 1"
    assert Code("{} = {n}").format(name, n=2) == "left = 2"
    assert Code("%s - %d") % (name, 2) == "left - 2"
    assert Code(", ").join([name, Code("right")]) == "left, right"
    assert isinstance(Code("{}").format(1), Code)


@pytest.mark.parametrize(
    "join",
    [
        lambda code, text: code + text,
        lambda code, text: text + code,
        lambda code, text: code.format(text),
        lambda code, text: code.format(x=text),
        lambda code, text: (code + Code("%s")) % text,
        lambda code, text: (code + Code("%(x)s")) % {"x": text},
        lambda code, text: code.join([text]),
        lambda code, text: code.replace("x", text),
        lambda code, text: code.escape(text),
    ],
)
@pytest.mark.parametrize("text", ["raw", "<b>"])
def test_code_refuses_text_instead_of_escaping_it(
    join: Callable[[Code, Any], Any], text: str
) -> None:
    with pytest.raises(NotCodeError, match="a str is not code"):
        join(Code("x{x}"), text)


@pytest.mark.parametrize("other", [True, 1.5, None, author("x"), b"x"])
def test_code_refuses_whatever_is_not_code_or_a_whole_number(other: object) -> None:
    with pytest.raises(NotCodeError, match="is not code"):
        Code.escape(other)


def test_code_is_not_made_of_spec_text() -> None:
    with pytest.raises(TypeError, match="cannot be printed"):
        Code(author("x"))


@pytest.mark.parametrize("word", ["word ", "x", "ที่", '"\\ '])
def test_a_long_sentence_is_cut_into_lines_that_fit_in_steps_that_do_not_grow(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    scalar = encoders._scalar
    monkeypatch.setattr(encoders, "_scalar", lambda one: written.append(1) or scalar(one))
    prose = (word * 2000)[:2000].strip()
    code = encoders.sentence(Code("_RULE_EN"), author(prose))
    assert all(columns(line) <= 88 for line in code.splitlines())
    assert ast.literal_eval(code.partition(" = ")[2]) == prose
    assert len(written) < 4 * len(prose)
