"""The encoders of Markdown: whatever an author writes, a reader of Markdown sees as text."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from specpress.diagnostics.source import Source, Span
from specpress.emit.encoders import encoders
from specpress.emit.encoders.encoders import (
    EncodingError,
    markdown,
    markdown_code,
    markdown_json,
    shell_name,
    shell_word,
)
from specpress.emit.encoders.markdown import fence_of, shown_text
from specpress.ir.types.text import SpecText

READER = MarkdownIt("gfm-like")
READER.linkify.set({"fuzzy_link": False})  # GitHub takes no `example.com` for an address
FRAMES = {
    "a line": "{}\n",
    "a heading": "# {}\n",
    "an item": "- {}\n",
    "a link": "[{}](a.md)\n",
    "a cell": "| a | b |\n| --- | --- |\n| {} | c |\n",
    "two lines": "{0}\n{0}\n",
    "after words": "Words {} and more\n",
}
HOSTILE = (
    *("# a", "## a", "- a", "+ a", "* a", "> a", "1. a", "1) a", "=", "---", "===", "- - -"),
    *("    a", "\ta", "```", "~~~", "``` a\nb\n```", "`a`", "``a``", "`", "a`", "\\`", "@`", "`@"),
    *("*a*", "**a**", "_a_", "__a__", "a_b_c", "a__b", "_a", "a_", "~a~", "~~a~~", "\\", "a\\"),
    *("<b>a</b>", "<!-- a -->", "<a href=x>", "<https://a.com>", "<a@b.com>", "&amp;", "&#60;"),
    *("[a](b)", "![a](b)", "[a]: b", "[a][b]", "[^1]", "[^1]: a", "[ ] a", "](b)", "]", "!["),
    *("https://a.com", "http://a.com", "HTTPS://a.com", "ftp://a.com", "www.a.com", "WWW.a.com"),
    *(
        "a@b.com",
        "@someone",
        "@@",
        "mailto:a@b.com",
        "xmpp:a@b.com",
        ":smile:",
        "a: b",
        ": a",
        "a #",
        "a ##",
    ),
    *("a | b", "| a |", "\\|", "\\\\|", "|", "--- | ---", ":-: | :-:", "$a$", "$$a$$", "{{ a }}"),
    *("a  \nb", "a\\\nb", "a\n\nb", "a\n# b", "a\n---", "a\r\nb", "a\u202eb", "a\u200bb", "0.5 a"),
)


def author(characters: str) -> SpecText:
    return SpecText(characters, Span(Source("specs/acme/clip.yaml")))


def leaves(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *(token.children or ()))]


def shape(tokens: list[Token]) -> list[str]:
    """Return what a reader builds of Markdown, but for text and spans of code."""
    plain = {"text", "code_inline", "text_special"}
    return [one.type for one in leaves(tokens) if one.type not in plain]


def shown(tokens: list[Token]) -> str:
    return "".join(one.content for one in leaves(tokens) if one.type in {"text", "code_inline"})


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("encode", [markdown, markdown_code])
def test_hostile_text_is_shown_and_builds_nothing(
    frame: str, encode: Callable[[SpecText], str], payloads: tuple[str, ...]
) -> None:
    usual = shape(READER.parse(FRAMES[frame].format("word")))
    for text in (*payloads, *HOSTILE):
        if not (wanted := shown_text(text)):
            continue
        found = READER.parse(FRAMES[frame].format(encode(author(text))))
        assert shape(found) == usual, text
        assert wanted in shown(found), text


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    wanted = shown_text(text)
    if wanted and wanted.isascii():
        (paragraph,) = [one for one in READER.parse(str(markdown(text))) if one.type == "inline"]
        assert shown([paragraph]).strip() == wanted


@given(st.text("\\`*_{}[]<>|~&$:@#+-=.)(!1aw \n\"'/", max_size=12))
def test_marks_in_any_order_build_nothing(text: str) -> None:
    if shown_text(text):
        tokens = READER.parse(f"| a |\n| --- |\n| {markdown(text)} |\n")
        assert shape(tokens) == shape(READER.parse("| a |\n| --- |\n| b |\n"))
        assert shown(tokens) == f"a{shown_text(text)}"


def test_words_stay_readable() -> None:
    assert markdown(author("A duration_token: 9:16, 0.5 or 10.")) == (
        r"A duration_token: 9\:16, 0.5 or 10."
    )
    assert markdown("One\n  two") == "One two"
    assert markdown_code("a b") == "`a b`"
    assert markdown_code("a|b") == r"a\|b"


@pytest.mark.parametrize(
    "value", ["a|b", "a`b", "``", 'odd "quotes"', "back\\slash", "ไทย", "\u200b", 5, 0.5, True]
)
def test_json_is_a_span_of_code_in_a_cell(value: Any) -> None:
    written = markdown_json(author(value) if isinstance(value, str) else value)
    tokens = leaves(READER.parse(f"| a |\n| --- |\n| {written} |\n"))
    (span,) = [one.content for one in tokens if one.type == "code_inline"]
    assert json.loads(span) == value


def test_a_fence_is_longer_than_what_could_close_it() -> None:
    assert fence_of("a") == "```"
    for text in ("```", "a ```` b", "``\n`````\n"):
        block = f"{fence_of(text)}json\n{text.rstrip()}\n{fence_of(text)}\n# a\n"
        assert shape(READER.parse(block)) == [
            "fence",
            "heading_open",
            "inline",
            "heading_close",
        ]


def test_a_shell_reads_one_word(payloads: tuple[str, ...]) -> None:
    for text in payloads:
        assert shlex.split(shell_word(author(text))) == [text.strip(" \t\r\n")]
    assert shell_name("X-Once") == "X-Once"
    for text in ("a b", "$x", '"', "`a`", "a;b", ""):
        with pytest.raises(ValueError, match="no name"):
            shell_name(author(text))


@pytest.mark.parametrize("text", ["<b>", "a|b", "# a", "*a*", "\\"])
def test_an_encoder_that_forgets_is_found(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "write_markdown", str)
    with pytest.raises(EncodingError):
        markdown(author(text))


def test_a_slip_in_json_or_in_the_shell_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "_json_escaped", lambda _: "x")
    with pytest.raises(EncodingError):
        markdown_json(author("a|b"))
    monkeypatch.setattr(encoders.shlex, "quote", str)
    with pytest.raises(EncodingError):
        shell_word(author("a b"))
