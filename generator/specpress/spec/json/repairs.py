"""What a slip in JSON probably is, and how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Source, Span, span_between
from specpress.spec.json.tokens import quoted, word_at

_QUOTE: Final = r"['\u2018\u2019\u201c\u201d]"
_QUOTED: Final = re.compile(rf"{_QUOTE}[^\n]*?(?:{_QUOTE}|$)", re.MULTILINE)
_COMMENT: Final = re.compile(r"(?://|/\*|#)[^\n]*")
_WORDS: Final = {
    "true": "true",
    "false": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
    "undefined": "null",
}


class Wanted(Enum):
    """What the grammar asks for next."""

    VALUE = "a value"
    KEY = "a key in double quotes"
    COLON = "`:`"
    NEXT = "a comma or the end"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the grammar is broken, in offsets.

    `at` is the first character that does not fit, `before` the one that the last thing that
    fits starts with, or 0; `bracket` opened the list or object that is being read, if any.
    """

    source: Source
    at: int
    wanted: Wanted
    before: int
    bracket: int | None


def slip(stop: Stop) -> Diagnostic:
    """Return the diagnostic of a broken place."""
    text, at = stop.source.text, stop.at
    if at == len(text):
        return _ended(stop)
    if text[at] in "]}" and text[stop.before] == ",":
        comma = _span(stop, stop.before, stop.before + 1)
        message = f"a comma stands before `{text[at]}`"
        return _not_json(message, Label(comma), "remove the comma")
    if (found := _COMMENT.match(text, at)) is not None:
        label = Label(_span(stop, *found.span()))
        return _not_json("a comment, which JSON has not", label, "remove it")
    if stop.bracket is None and stop.wanted is Wanted.NEXT:
        return _second(stop)
    if (found := _QUOTED.match(text, at)) is not None:
        label = Label(_span(stop, *found.span()))
        return _not_json("the quotes are not those of JSON", label, 'write `"` on both sides')
    return _NEXT_BY_WANTED[stop.wanted](stop)


def _ended(stop: Stop) -> Diagnostic:
    text = stop.source.text
    if stop.bracket is None:
        label = Label(Span(stop.source))
        return _not_json("the request is empty", label, "write a JSON object, such as {}")
    end = len(text.rstrip())
    label = Label(_span(stop, end, end), f"{stop.wanted.value} is missing here")
    close = "`]`" if text[stop.bracket] == "[" else "`}`"
    opened = Label(_span(stop, stop.bracket, stop.bracket + 1), "never closed")
    return _not_json("the text ends too early", label, f"close it with {close}", opened)


def _second(stop: Stop) -> Diagnostic:
    return _not_json(
        "text stands after the end of the request",
        Label(_found(stop)),
        "a file holds one request; a file of JSON Lines holds one a line",
    )


def _value(stop: Stop) -> Diagnostic:
    word = word_at(stop.source.text, stop.at)
    if not word:
        return _stray(stop)
    meant = _WORDS.get(word.casefold())
    if meant is not None:
        help_ = f"write {meant}"
    elif word[0] in "+-.0123456789":
        help_ = "numbers are written as 5, -0.5 or 1e3; quote it if it is meant as text"
    else:
        help_ = "quote it if it is meant as text"
    return _not_json(f"{quoted(word)} is not a value of JSON", Label(_found(stop)), help_)


def _key(stop: Stop) -> Diagnostic:
    word = word_at(stop.source.text, stop.at)
    if not word:
        return _stray(stop)
    help_ = 'write `"` on both sides'
    return _not_json(f"the key {quoted(word)} is not quoted", Label(_found(stop)), help_)


def _colon(stop: Stop) -> Diagnostic:
    label = Label(_found(stop), "`:` is missing before this")
    return _not_json("a key has no value", label, "write a key, a colon and a value")


def _next(stop: Stop) -> Diagnostic:
    text, bracket = stop.source.text, stop.bracket or 0
    if text[stop.at] in "]}":
        opened = Label(_span(stop, bracket, bracket + 1), "opened here")
        message = f"`{text[stop.at]}` does not close `{text[bracket]}`"
        return _not_json(message, Label(_found(stop)), None, opened)
    label = Label(_found(stop), "a comma is missing before this")
    return _not_json("two values without a comma", label, "write a comma between them")


_NEXT_BY_WANTED: Final = {
    Wanted.VALUE: _value,
    Wanted.KEY: _key,
    Wanted.COLON: _colon,
    Wanted.NEXT: _next,
}


def _stray(stop: Stop) -> Diagnostic:
    found = quoted(stop.source.text[stop.at])
    message = f"{found} stands where {stop.wanted.value} is expected"
    return _not_json(message, Label(_found(stop)), None)


def _found(stop: Stop) -> Span:
    """Return the span of the word or the character that does not fit."""
    length = len(word_at(stop.source.text, stop.at)) or 1
    return _span(stop, stop.at, stop.at + length)


def _span(stop: Stop, start: int, end: int) -> Span:
    return span_between(stop.source, start, end)


def _not_json(message: str, label: Label, help_: str | None, *others: Label) -> Diagnostic:
    return Diagnostic("E0601", message, label, others, help=help_)
