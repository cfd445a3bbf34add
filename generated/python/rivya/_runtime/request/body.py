"""A request as bytes: made once, so that every attempt sends the same."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

from ..errors.base import InvalidRequestError
from ..errors.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_LISTED: Final = 8


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON body; `fingerprint` is its SHA-256 in hexadecimal."""

    content: bytes = field(repr=False)
    fingerprint: str

    @classmethod
    def of(cls, request: object) -> Self:
        """Return `request` as JSON in UTF-8, in the order of its keys.

        Raises:
            InvalidRequestError: it holds a lone surrogate, NaN, an infinity, or a
                value that is not JSON at all.

        """
        content = _encoded(request)
        if content is None:
            raise InvalidRequestError(_problems(request))
        return cls(content, hashlib.sha256(content).hexdigest())


def _encoded(request: object) -> bytes | None:
    """Return the JSON of `request`; None where there is none."""
    try:
        text = json.dumps(
            request,
            allow_nan=False,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return text.encode()
    except (TypeError, ValueError, RecursionError):
        return None


def _problems(request: object) -> tuple[Problem, ...]:
    """Return the first places at which `request` is not JSON."""
    try:
        found = tuple(islice(_walk(request, "", ()), _MOST_LISTED))
    except RecursionError:
        found = ()
    return found or (Problem("depth", ""),)


def _walk(value: object, at: str, around: tuple[int, ...]) -> Iterator[Problem]:
    code = _code(value, around)
    if code is not None:
        yield Problem(code, at)
        return
    for token, item in _children(value):
        place = token.replace("~", "~0").replace("/", "~1")
        yield from _walk(item, f"{at}/{place}", (*around, id(value)))


def _code(value: object, around: tuple[int, ...]) -> str | None:
    """Return why `value` is not JSON, whatever its items are."""
    if id(value) in around:
        return "cycle"
    match value:
        case str():
            return "surrogate" if _has_surrogate(value) else None
        case float():
            return None if math.isfinite(value) else "number"
        case dict():
            are_texts = (isinstance(one, str) for one in value)
            return None if all(are_texts) and _fit(value) else "key"
        case None | int() | list() | tuple():
            return None
        case _:
            return "type"


def _fit(keys: Mapping[str, object]) -> bool:
    return not any(_has_surrogate(one) for one in keys)


def _children(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from ((str(index), item) for index, item in enumerate(value))


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= one <= "\udfff" for one in text)
