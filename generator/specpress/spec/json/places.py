"""Where the values of a JSON text stand: looked for only when there is something to say of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.diagnostics.source import Source, Span, span_between
from specpress.spec.json.tokens import skip_space

_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class _Member:
    """A value's offsets, and those of its key if it has one."""

    start: int
    end: int
    key: tuple[int, int] | None = None


class JsonPlaces:
    """The places in one text, which is valid JSON; what was found once is kept.

    Only the lists and objects on the way to a value are looked into, the others are skipped.
    """

    __slots__ = ("_inside", "_root", "_source")

    def __init__(self, source: Source) -> None:
        """Find where the value begins and ends; the rest is looked for when it is asked for."""
        self._source = source
        self._root = _Member(*self._value(0))
        self._inside: dict[int, dict[str, _Member]] = {}

    def place(self, pointer: str, *, key: bool) -> Span:
        """Return the span of the value at a JSON Pointer (RFC 6901), or of its `key`.

        The root and the items of lists have no key: their value stands for it. Where the
        pointer leads to nothing, the nearest value on its way stands for it, which would have
        to hold what is missing: shown by its key, or by its first character if it has none.
        """
        member = self._root
        for step in pointer.split("/")[1:]:
            found = self._members(member).get(step.replace("~1", "/").replace("~0", "~"))
            if found is None:
                return self._span(*(member.key or (member.start, member.start + 1)))
            member = found
        return self._span(*(member.key if key and member.key else (member.start, member.end)))

    def _members(self, parent: _Member) -> dict[str, _Member]:
        """Return what a list or object holds; nothing if `parent` is neither."""
        if parent.start not in self._inside:
            self._inside[parent.start] = dict(self._read(parent.start))
        return self._inside[parent.start]

    def _read(self, start: int) -> Iterator[tuple[str, _Member]]:
        text = self._source.text
        if text[start] not in "[{":
            return
        at, count = skip_space(text, start + 1), 0
        while text[at] not in "]}":
            name = str(count)
            key: tuple[int, int] | None = None
            if text[start] == "{":
                name, end = _DECODER.raw_decode(text, at)
                key, at = (at, end), skip_space(text, end) + 1
            value, end = self._value(at)
            yield name, _Member(value, end, key)
            count += 1
            at = skip_space(text, end)
            at = skip_space(text, at + 1) if text[at] == "," else at

    def _value(self, at: int) -> tuple[int, int]:
        """Return where the value that follows `at` starts and ends."""
        start = skip_space(self._source.text, at)
        return start, _DECODER.raw_decode(self._source.text, start)[1]

    def _span(self, start: int, end: int) -> Span:
        return span_between(self._source, start, end)


def place(source: Source, pointer: str, *, key: bool) -> Span:
    """Return the span of one value, or of its key: see `JsonPlaces.place`."""
    return JsonPlaces(source).place(pointer, key=key)
