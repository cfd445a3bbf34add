"""What breaks the grammar of YAML, in words for people who write specs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.spec import foreign
from specpress.spec.places import Places


@dataclass(frozen=True, slots=True)
class Fault:
    """What the parser says: its words and offsets for the problem and for what it was reading."""

    problem: str
    at: int
    context: str
    began: int


def explain(fault: Fault, places: Places) -> Diagnostic:
    """Return the diagnostic of a fault, placed where the author has to look."""
    refuse = _REFUSED.get(fault.context) or _REFUSED.get(fault.problem)
    if refuse is not None:
        return refuse(places.word(fault.began))
    if fault.problem == _EXPECTED_DOCUMENT:
        return _around_document(fault, places)
    return _broken(fault, places)


def _broken(fault: Fault, places: Places) -> Diagnostic:
    where = _where(fault.at, places)
    advice = _ADVICE.get((fault.problem, where)) or _ADVICE.get((fault.problem, None))
    if advice is None:
        note = f"the YAML parser says: {fault.problem}"
        label = Label(places.character(fault.at))
        return Diagnostic("E0106", "the grammar of YAML is broken here", label, notes=(note,))
    span = advice.look(fault, places)
    opened = Label(places.character(fault.began), "opened here")
    return Diagnostic(
        "E0106",
        advice.message,
        Label(span),
        secondary=(opened,) if "flow" in fault.context and opened.span != span else (),
        help=advice.help,
    )


def _around_document(fault: Fault, places: Places) -> Diagnostic:
    text = places.source.text
    if "\n..." in text[: fault.at]:
        return foreign.second_document(places.word(fault.at))
    before = _BEFORE_DIRECTIVE.match(text)
    if before is not None:
        return foreign.directive(places.word(before.end()))
    return _broken(fault, places)


class _Where(Enum):
    AT_END = auto()
    AT_LINE_START = auto()
    AFTER_COLON = auto()
    INSIDE = auto()


def _where(offset: int, places: Places) -> _Where:
    before = places.before_on_line(offset)
    if not places.source.text[offset:].strip():
        return _Where.AT_END
    if not before.strip():
        return _Where.AT_LINE_START
    return _Where.AFTER_COLON if ": " in before else _Where.INSIDE


def _at_problem(fault: Fault, places: Places) -> Span:
    return places.character(fault.at)


def _where_it_began(fault: Fault, places: Places) -> Span:
    return places.character(fault.began)


def _line_it_began(fault: Fault, places: Places) -> Span:
    return places.rest_of_line(fault.began)


@dataclass(frozen=True, slots=True)
class _Advice:
    message: str
    help: str
    look: Callable[[Fault, Places], Span] = _at_problem


_EXPECTED_DOCUMENT: Final = "did not find expected <document start>"

_BEFORE_DIRECTIVE: Final = re.compile(r"(?: *(?:#[^\n]*)?\n)*(?=%)")

_REFUSED: Final[dict[str, Callable[[Span], Diagnostic]]] = {
    "while scanning an anchor": foreign.anchor_or_alias,
    "while scanning an alias": foreign.anchor_or_alias,
    "while scanning a tag": foreign.tag,
    "while parsing a tag": foreign.tag,
    "found undefined tag handle": foreign.tag,
    "while scanning a directive": foreign.directive,
    "while scanning a %YAML directive": foreign.directive,
    "while scanning a %TAG directive": foreign.directive,
    "while scanning a tag directive": foreign.directive,
    "while parsing a tag directive": foreign.directive,
    "while parsing a %TAG directive": foreign.directive,
    "found duplicate %YAML directive": foreign.directive,
    "found duplicate %TAG directive": foreign.directive,
    "found incompatible YAML document": foreign.directive,
}
"""Broken uses of what specs do not have at all."""

_CLOSE_QUOTE: Final = _Advice(
    "a quote is opened and never closed", "close the quote", _where_it_began
)
_ESCAPE: Final = _Advice(
    "an escape that YAML does not know",
    'write a backslash as "\\\\", or put the text between single quotes',
)
_AFTER_VALUE: Final = _Advice(
    "something follows the value on its line",
    "quote the value as a whole; between single quotes, write ' twice",
)
_LINE_UP: Final = "line it up with the keys that belong with it"
_QUOTE: Final = "quote the value if it is text"

_ADVICE: Final[dict[tuple[str, _Where | None], _Advice]] = {
    ("could not find expected ':'", None): _Advice(
        "this line is neither `key: value` nor `- item`",
        "write a space after the `:` or `-`; indent text that goes on from the line above",
        _line_it_began,
    ),
    ("mapping values are not allowed in this context", _Where.AFTER_COLON): _Advice(
        "a second `:` on one line", 'quote text that holds a colon and a space, as in "a: b"'
    ),
    ("mapping values are not allowed in this context", None): _Advice(
        "a `:` stands where no key can end",
        f"{_LINE_UP}; the line above may lack its `:` or a quote",
    ),
    ("did not find expected key", _Where.AT_LINE_START): _Advice(
        "the indentation of this line fits nothing above it", _LINE_UP
    ),
    ("did not find expected key", None): _AFTER_VALUE,
    ("did not find expected '-' indicator", _Where.AT_LINE_START): _Advice(
        "this line is no list item, as those above it are", "begin it with `- `, or indent it"
    ),
    ("did not find expected '-' indicator", None): _AFTER_VALUE,
    ("did not find expected ',' or ']'", _Where.AT_END): _Advice(
        "a `[` is opened and never closed", "close the list with `]`", _where_it_began
    ),
    ("did not find expected ',' or ']'", None): _Advice(
        "the list needs `,` or `]` before this", "separate its items with `,`; close it with `]`"
    ),
    ("did not find expected ',' or '}'", _Where.AT_END): _Advice(
        "a `{` is opened and never closed", "close the mapping with `}`", _where_it_began
    ),
    ("did not find expected ',' or '}'", None): _Advice(
        "the mapping needs `,` or `}` before this",
        "separate its keys with `,`; close it with `}`",
    ),
    ("did not find expected node content", _Where.AT_END): _Advice(
        "the file ends where a value should stand", "write the value, and close what is open"
    ),
    ("did not find expected node content", None): _Advice(
        "a value is missing before this", "write a value; quote this if it is text"
    ),
    (_EXPECTED_DOCUMENT, None): _Advice("something follows the end of the spec", _LINE_UP),
    ("found character that cannot start any token", None): _Advice(
        "plain text cannot begin with this character", _QUOTE
    ),
    ("exceeded maximum nesting depth", None): _Advice(
        "more brackets are open than the YAML parser counts", "close them, or quote text"
    ),
    ("found unexpected ':'", None): _Advice(
        "a `:` that belongs to no key", "write a space after it, or quote the value"
    ),
    ("found unexpected end of stream", None): _CLOSE_QUOTE,
    ("found unexpected document indicator", None): _CLOSE_QUOTE,
    ("found unknown escape character", None): _ESCAPE,
    ("did not find expected hexdecimal number", None): _ESCAPE,
    ("found invalid Unicode character escape code", None): _ESCAPE,
    ("block sequence entries are not allowed in this context", None): _Advice(
        "a list cannot begin on the line of its key",
        "begin it on the next line, or write `[a, b]`; quote text that begins with `- `",
    ),
    ("mapping keys are not allowed in this context", None): _Advice(
        "plain text cannot begin with `? `", _QUOTE
    ),
    ("did not find expected comment or line break", None): _Advice(
        "text stands on the line of its `|` or `>`",
        "begin it on the next line, indented; quote a value that begins with `|` or `>`",
    ),
    ("found an indentation indicator equal to 0", None): _Advice(
        "an indentation of 0 after `|` or `>`", "remove the 0"
    ),
}
