"""Text that came from a spec: it can be compared and counted, but not printed.

Spec text is not code. Were it a `str`, one forgotten escape in one template would let an
author's sentence become a statement in somebody's program. So it is no `str`, and it has no
`__str__`, `__format__` or `+` to slip through; the encoders of `emit/encoders/` are the way out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, Self, TypeAlias

from specpress.diagnostics.source import Span

Tree: TypeAlias = (
    "bool | int | float | str | SpecText | Sequence[Tree]"
    " | Mapping[str, Tree] | Mapping[SpecText, Tree] | None"
)
"""JSON whose strings may be spec text."""

PlainTree: TypeAlias = "bool | int | float | str | list[PlainTree] | dict[str, PlainTree] | None"
"""JSON as the `json` module takes it."""

_QUOTED_LIMIT = 40


class SpecText:
    """Characters written by the author of a spec, and where they stand."""

    __slots__ = ("_characters", "span")

    _characters: str
    span: Span

    def __init__(self, characters: str, span: Span) -> None:
        """Wrap `characters`, found at `span`."""
        object.__setattr__(self, "_characters", characters)
        object.__setattr__(self, "span", span)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: spec text never changes."""
        message = f"SpecText is immutable; {name} cannot be set"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        """Compare characters; where they stand does not matter."""
        if isinstance(other, SpecText):
            return self._characters == other._characters
        return NotImplemented

    def __hash__(self) -> int:
        """Hash the characters."""
        return hash((SpecText, self._characters))

    def __len__(self) -> int:
        """Return the number of code points."""
        return len(self._characters)

    def __repr__(self) -> str:
        """Say that there is text, but not which."""
        return f"<SpecText of {len(self)} characters>"

    def __str__(self) -> NoReturn:
        """Refuse: only an encoder turns spec text into code."""
        message = "spec text cannot be printed; use an encoder of specpress.emit.encoders.encoders"
        raise TypeError(message)

    def __format__(self, specification: str) -> NoReturn:
        """Refuse, as `__str__` does."""
        self.__str__()


class Word(str):
    """A name or another word that a pattern or a closed list has bounded, and where it stands.

    Its characters are letters, digits and a few marks, so it may be printed; what it is called in
    code is still decided by `emit/python/naming.py`.
    """

    __slots__ = ("span",)

    span: Span

    def __new__(cls, characters: str, span: Span) -> Self:
        """Return the word `characters`, found at `span`."""
        word = super().__new__(cls, characters)
        word.span = span
        return word


@dataclass(frozen=True, slots=True)
class Places:
    """Where a group of words stands: its key, and the value of each word written in it."""

    key: Span
    words: tuple[tuple[str, Span], ...] = ()

    def of(self, word: str) -> Span:
        """Return where the value of `word` stands, or the key if it is not written."""
        return next((span for name, span in self.words if name == word), self.key)

    def has(self, word: str) -> bool:
        """Return whether `word` is written."""
        return any(name == word for name, _ in self.words)


def reveal(text: SpecText) -> str:
    """Return the characters. A law lists the modules that may call this."""
    return text._characters  # noqa: SLF001 - this function is the one door


def plain(tree: Tree) -> PlainTree:
    """Return `tree` with its spec text revealed, for a JSON serialiser or a schema check."""
    if isinstance(tree, SpecText):
        return reveal(tree)
    if isinstance(tree, Mapping):
        return {
            reveal(key) if isinstance(key, SpecText) else key: plain(value)
            for key, value in tree.items()
        }
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return [plain(item) for item in tree]
    return tree


def quoted(value: SpecText | float | None) -> str:
    """Return a value as JSON, cut to 40 characters, for a message to a person."""
    written = json.dumps(
        reveal(value) if isinstance(value, SpecText) else value, ensure_ascii=False
    )
    return written if len(written) <= _QUOTED_LIMIT else f"{written[: _QUOTED_LIMIT - 1]}…"
