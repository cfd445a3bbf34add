"""The located tree: what stands in a spec file, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from specpress.diagnostics.source import Span

ScalarValue: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: text, a number, true, false or null.

    `text` is the value as it was written. `ambiguous` says what else a YAML 1.1 reader makes
    of a plain scalar that we read as text, such as `16:9` ("the number 969"), else None.
    """

    value: ScalarValue
    text: str
    ambiguous: str | None = None
    span: Span = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value; the key is always text."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order they were written; no key stands twice."""

    entries: tuple[Entry, ...]
    span: Span = field(kw_only=True, compare=False, repr=False)

    def get(self, key: str) -> Node | None:
        """Return the value under `key`, or None."""
        entry = self.entry(key)
        return None if entry is None else entry.value

    def entry(self, key: str) -> Entry | None:
        """Return the entry of `key`, or None."""
        return next((one for one in self.entries if one.key.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping
