"""Trees of specs with one thing in them changed or gone, whether or not a spec may be so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from specpress.spec.node import Entry, Mapping, Node, Scalar, ScalarValue, Sequence

from tests.docs.language import Steps

Texts: TypeAlias = tuple[str, ...]
"""What to put in the place of a text; `{}` in it stands for the text itself."""


def edits(tree: Node, path: Steps, texts: Texts) -> Iterator[Node | None]:
    """Yield a tree without what is at the end of a path, then with others in its place."""
    match tree, path:
        case _, ():
            yield None
            yield from _others(tree, texts)
        case Mapping(entries=entries), (step, *rest):
            for at, entry in enumerate(entries):
                if entry.key.text == step:
                    for new in edits(entry.value, tuple(rest), texts):
                        put = () if new is None else (replace(entry, value=new),)
                        yield replace(tree, entries=(*entries[:at], *put, *entries[at + 1 :]))
        case Sequence(items=items), (int() as at, *rest):
            for new in edits(items[at], tuple(rest), texts):
                kept = () if new is None else (new,)
                yield replace(tree, items=(*items[:at], *kept, *items[at + 1 :]))
            if len(rest) == 1:
                yield from _exchanged(tree, at, str(rest[0]))
        case _:
            raise AssertionError(path)


def _exchanged(tree: Sequence, at: int, key: str) -> Iterator[Sequence]:
    """Yield a list in which an item gives an entry away, and gets one for it from another item.

    The rows of a table agree with each other: one that is changed alone leaves a gap.
    """
    here = tree.items[at]
    for index, there in enumerate(tree.items):
        if index == at or not isinstance(here, Mapping) or not isinstance(there, Mapping):
            continue
        ours = [one for one in here.entries if one.key.text == key]
        theirs = [one for one in there.entries if one.key.text == key] or [
            one for one in there.entries if here.get(one.key.text) is None
        ]
        items = list(tree.items)
        items[at] = _with_entries(here, ours, theirs)
        items[index] = _with_entries(there, theirs, ours)
        yield replace(tree, items=tuple(items))


def _with_entries(tree: Mapping, without: list[Entry], others: list[Entry]) -> Mapping:
    kept = [one for one in tree.entries if one not in without]
    return replace(tree, entries=(*kept, *others))


def _others(value: Node, texts: Texts) -> Iterator[Node]:
    """Yield values that may stand instead of one, each with one thing in it changed or gone."""
    match value:
        case Scalar():
            for other in _scalars(value.value, texts):
                shown = str(other).lower() if isinstance(other, bool) else str(other)
                yield replace(value, value=other, text=shown)
        case Sequence(items=items):
            yield replace(value, items=items[:-1])
            for at, item in enumerate(items):
                for new in _others(item, texts):
                    yield replace(value, items=(*items[:at], new, *items[at + 1 :]))
        case Mapping(entries=entries):
            for at in reversed(range(len(entries))):
                yield replace(value, entries=entries[:at] + entries[at + 1 :])
            for at, entry in enumerate(entries):
                for new in _others(entry.value, texts):
                    inner = replace(entry, value=new)
                    yield replace(value, entries=(*entries[:at], inner, *entries[at + 1 :]))


def _scalars(value: ScalarValue, texts: Texts) -> tuple[ScalarValue, ...]:
    match value:
        case bool():
            return (not value,)
        case int() | float():
            return value + 1, value - 1, value * 2
        case str():
            turned = re.sub(r"\d", lambda digit: str(9 - int(digit[0])), value, count=1)
            return (*(one.format(value) for one in texts), turned)
        case None:
            return ()
