"""JSON that a server wrote, read so that no part of it costs more than itself."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

_Box: TypeAlias = dict[str, Any] | list[Any]

DEEPEST: Final = 100
"""How many objects and lists may stand within each other; no answer is near it.

What is deeper could be read, but not written, copied or pickled from every stack.
"""


def read_document(text: bytes) -> object:
    """Return what JSON says; None where it is no JSON, or nested too deeply.

    What JSON does not have, or what nobody can tell, is None in its place, so that the
    rest is not lost with it: NaN, a number too large to hold, a key that stands twice
    in an object and says two things.
    """
    try:
        found = json.loads(
            text,
            parse_constant=_nothing,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError):
        return None
    return found if is_within(found, DEEPEST) else None


def is_within(document: object, deepest: int) -> bool:
    """Return whether nothing stands deeper; no stack is needed to tell."""
    floor = _boxes([document])
    for _ in range(deepest):
        floor = [one for each in floor for one in _boxes(_within(each))]
    return not floor


def _boxes(some: Iterable[object]) -> list[_Box]:
    return [one for one in some if isinstance(one, dict | list)]


def _within(box: _Box) -> Iterable[object]:
    return box.values() if isinstance(box, dict) else box


def _nothing(_: str) -> None:
    return None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _whole(digits: str) -> int | None:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts
        return None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        for key, value in pairs:
            if found[key] != value:
                found[key] = None
    return found
