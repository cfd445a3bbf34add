"""Find what is wrong with a text that should be JSON, without recursion."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Source, span_between
from specpress.spec.json.repairs import Stop, Wanted, slip
from specpress.spec.json.strings import broken_string, lone_surrogates
from specpress.spec.json.tokens import quoted, skip_space, word_at

MOST_NESTED: Final = 200

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class _Open:
    """A list or object that is being read: its bracket, and an object's keys by their place."""

    at: int
    keys: dict[str, int] | None


def faults(source: Source) -> Iterator[Diagnostic]:
    """Yield what is wrong, in order; what breaks the grammar (E0601) ends the reading."""
    return _Scan(source).run()


class _Scan:
    """One reading of a text, token by token."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = source.text
        self._at = 0
        self._before = 0
        self._wanted = Wanted.VALUE
        self._may_close = False
        self._open: list[_Open] = []
        self._has_ended = False

    def run(self) -> Iterator[Diagnostic]:
        while not self._has_ended:
            self._at = here = skip_space(self._text, self._at)
            yield from self._token(self._text[here : here + 1])
            self._before = here

    def _token(self, character: str) -> Iterator[Diagnostic]:
        match self._wanted, character:
            case Wanted.VALUE, "[" | "{":
                yield from self._opened(character)
            case Wanted.VALUE | Wanted.KEY, '"':
                yield from self._string()
            case Wanted.VALUE, _ if word_at(self._text, self._at):
                yield from self._word(word_at(self._text, self._at))
            case Wanted.COLON, ":":
                self._go_on(1, Wanted.VALUE)
            case Wanted.NEXT, "" if not self._open:
                self._has_ended = True
            case Wanted.NEXT, "," if self._open:
                self._go_on(1, Wanted.VALUE if self._open[-1].keys is None else Wanted.KEY)
            case _, "]" | "}" if self._closes(character):
                self._open.pop()
                self._go_on(1, Wanted.NEXT)
            case _:
                yield self._stop()

    def _opened(self, character: str) -> Iterator[Diagnostic]:
        if len(self._open) == MOST_NESTED:
            self._has_ended = True
            label = Label(
                span_between(self._source, self._at, self._at + 1), "reading stopped here"
            )
            yield Diagnostic("E0606", f"nested deeper than {MOST_NESTED}", label)
            return
        is_list = character == "["
        self._open.append(_Open(self._at, None if is_list else {}))
        self._go_on(1, Wanted.VALUE if is_list else Wanted.KEY)
        self._may_close = True

    def _closes(self, character: str) -> bool:
        if not self._open or not (self._may_close or self._wanted is Wanted.NEXT):
            return False
        return character == ("]" if self._open[-1].keys is None else "}")

    def _string(self) -> Iterator[Diagnostic]:
        start = self._at
        try:
            value, end = _DECODER.raw_decode(self._text, start)
        except json.JSONDecodeError:
            self._has_ended = True
            yield broken_string(self._source, start)
            return
        if _SURROGATE.search(value):
            yield from lone_surrogates(self._source, start, end)
        if self._wanted is Wanted.KEY and (keys := self._open[-1].keys) is not None:
            if value in keys:
                yield self._twice(value, keys[value], end)
            keys.setdefault(value, start)
            self._go_on(end - start, Wanted.COLON)
        else:
            self._go_on(end - start, Wanted.NEXT)

    def _twice(self, key: str, first: int, end: int) -> Diagnostic:
        _, first_end = _DECODER.raw_decode(self._text, first)
        return Diagnostic(
            "E0604",
            f"the key {quoted(key)} stands twice in one object",
            Label(span_between(self._source, self._at, end), "again here"),
            (Label(span_between(self._source, first, first_end), "first here"),),
            help="remove one of the two",
        )

    def _word(self, word: str) -> Iterator[Diagnostic]:
        number = _NUMBER.fullmatch(word)
        if number is not None:
            yield from self._inexact(word, is_whole=number[1] is None and number[2] is None)
        elif word in {"NaN", "Infinity", "-Infinity"}:
            yield self._no_number(f"{word} is not a value of JSON", word)
        elif word not in {"true", "false", "null"}:
            yield self._stop()
            return
        self._go_on(len(word), Wanted.NEXT)

    def _inexact(self, word: str, *, is_whole: bool) -> Iterator[Diagnostic]:
        if not is_whole:
            if isinf(float(word)):
                yield self._no_number(f"{quoted(word)} is beyond every double", word)
            return
        try:
            int(word)
        except ValueError:
            yield self._no_number(f"a number of {len(word.lstrip('-')):,} digits", word)

    def _no_number(self, message: str, word: str) -> Diagnostic:
        label = Label(span_between(self._source, self._at, self._at + len(word)))
        return Diagnostic("E0605", message, label, help="quote it if it is meant as text")

    def _go_on(self, length: int, wanted: Wanted) -> None:
        self._at += length
        self._wanted = wanted
        self._may_close = False

    def _stop(self) -> Diagnostic:
        self._has_ended = True
        bracket = self._open[-1].at if self._open else None
        return slip(Stop(self._source, self._at, self._wanted, self._before, bracket))
