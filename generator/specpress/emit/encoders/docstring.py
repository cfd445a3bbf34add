"""Lay out docstrings so that every rule of `ruff check --select ALL` about their shape holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from specpress.emit.encoders.characters import code_point
from specpress.emit.encoders.width import WIDTH, columns

_QUOTES: Final = '"""'
_CUT: Final = "..."
_NOTE: Final = "Note:"
_CLOSED: Final = (".", "!", "?", ":")
_NEVER_FIRST: Final = re.compile(r">>>|#|\.\.$")
"""A line that began with such a word would be a doctest, an encoding or a directive."""

_SECTIONS: Final = re.compile(
    "(args|arguments|attention|attributes|caution|danger|error|examples?|extended summary|hint"
    "|important|(keyword|other) arg(ument)?s|methods|notes?|(other )?param(eter)?s|raises|receives"
    "|references|returns?|see also|short summary|tip|todo|warnings?|warns|yields?):?",
    re.IGNORECASE,
)


def write_docstring(paragraphs: Sequence[Sequence[str]], depth: int, *, summary: bool) -> str:
    """Return a docstring of paragraphs; each is its words, escaped already, at least one.

    The first line is not indented, since a template places it. With `summary` the first paragraph
    keeps to one line, as the rules ask of functions, classes and modules: if it is too long, its
    first sentence does, or as many words as fit and an ellipsis. Words are never broken.
    """
    room = WIDTH - 4 * depth
    first, *rest = [_led(_closed(_capital(one))) for one in paragraphs]
    first = _title(first)
    if summary:
        first, *over = _split(first, room - len(_QUOTES) * (1 if rest else 2))
        rest = [*over, *rest]
    opened = [f"{_QUOTES}{first[0]}", *first[1:]]
    lines = _wrapped(opened, room - (0 if rest else len(_QUOTES)))
    if not rest and len(lines) == 1:
        return f"{lines[0]}{_QUOTES}"
    lines += [line for one in rest for line in ("", *_wrapped(one, room))]
    margin = " " * 4 * depth
    return "\n".join(
        [lines[0], *(f"{margin}{one}" if one else "" for one in [*lines[1:], _QUOTES])]
    )


def _capital(words: Sequence[str]) -> list[str]:
    first, *rest = words
    return [first[0].upper() + first[1:] if first[0].isascii() else first, *rest]


def _closed(words: Sequence[str]) -> list[str]:
    *before, last = words
    return [*before, last if last.endswith(_CLOSED) else f"{last}."]


def _led(words: Sequence[str]) -> list[str]:
    """Return words that do not begin as no line may."""
    return [_NOTE, *words] if _NEVER_FIRST.match(words[0]) else list(words)


def _title(words: Sequence[str]) -> list[str]:
    """Return the words of a first paragraph: no quote in front, no `This`, a full stop behind."""
    *before, last = words
    first, *rest = [*before, last if last.endswith(".") else f"{last}."]
    if re.sub(r"\W", "", first).lower() == "this":
        return [_NOTE, first, *rest]
    return [f"\\u0022{first[1:]}" if first[0] == '"' else first, *rest]


def _split(words: list[str], room: int) -> list[list[str]]:
    """Return words that fit in `room` columns as one paragraph, and then what is left over."""
    ends = range(1, len(words))
    if columns(" ".join(words)) <= room or not ends:
        return [words]
    sentence = next((one for one in ends if _ends_sentence(words, one)), None)
    if sentence is not None and columns(" ".join(words[:sentence])) <= room:
        return [words[:sentence], _led(words[sentence:])]
    fitting = [one for one in ends if columns(" ".join([*words[:one], _CUT])) <= room]
    if not fitting:
        return [[f"{words[0]}{_CUT}"], _led(words[1:])]
    return [[*words[: fitting[-1]], _CUT], _led(words[fitting[-1] :])]


def _ends_sentence(words: Sequence[str], end: int) -> bool:
    return words[end - 1].endswith(".") and words[end][0].isupper()


def _wrapped(words: Sequence[str], room: int) -> list[str]:
    """Return lines of at most `room` columns; a longer word has a line of its own."""
    together = [words[0]]
    for word in words[1:]:
        if _NEVER_FIRST.match(word):
            together[-1] += f" {word}"
        else:
            together.append(word)
    lines = [together[0]]
    for piece in together[1:]:
        if columns(f"{lines[-1]} {piece}") <= room:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return [_unlike_section(one) for one in lines]


def _unlike_section(line: str) -> str:
    """Return a line that no reader of docstrings takes for the heading of a section."""
    return f"{code_point(line[0])}{line[1:]}" if _SECTIONS.fullmatch(line) else line
