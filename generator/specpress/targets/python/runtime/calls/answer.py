"""What a response means: fields, or the error that it stands for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from ..errors.base import AnswerError, ApiError
from ..one_line import in_one_line
from ..pointer import resolve_text
from .retry_after import retry_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..effects.effects import Response
    from ..errors.base import Retry
    from ..facts import Platform

_OK: Final = range(200, 300)
_PASSING: Final = (408, 425, 429)
_SERVER_ERRORS: Final = 500
_DEEPEST: Final = 100
"""How deep an answer may nest; none of a platform's comes near it."""

_HALF_CHARACTER: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def read_answer(
    platform: Platform,
    response: Response,
    clock: float,
) -> Mapping[str, Any] | ApiError | AnswerError:
    """Return the fields of an answer, or the error that it is.

    Keys that no page describes are kept. `clock` is the time of day in seconds since
    1970, against which a Retry-After date is held.
    """
    document = None if response.is_cut else _document(response.body)
    if response.status not in _OK:
        return _api_error(platform, response, document, clock)
    if response.is_cut:
        return AnswerError("the answer is longer than any answer of the platform is")
    if not isinstance(document, dict):
        return AnswerError("the answer is not the JSON object it should be")
    return document


def _api_error(
    platform: Platform,
    response: Response,
    document: object,
    clock: float,
) -> ApiError:
    shape = platform.error
    code = resolve_text(shape.code, document) if shape else None
    message = resolve_text(shape.message, document) if shape else None
    request_id = resolve_text(shape.request_id, document) if shape else None
    kind = platform.errors.get(code or "", ApiError)
    return kind(
        status=response.status,
        code=in_one_line(code),
        message=in_one_line(message),
        request_id=in_one_line(request_id or response.header("x-request-id")),
        retry=kind.retry or _retry_by(response.status),
        retry_after=retry_after(response, clock),
        body=response.body,
        headers=response.headers,
    )


def _retry_by(status: int) -> Retry | None:
    """Return what a status alone says of sending again, for codes that say nothing."""
    is_passing = status in _PASSING or status >= _SERVER_ERRORS
    return "backoff" if is_passing else None


def _document(body: bytes) -> object:
    """Return the JSON of a body; None if it is none, or nested too deep to be kept."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if body.count(b"[") + body.count(b"{") > _DEEPEST and _depth(document) > _DEEPEST:
        return None
    return _whole(document) if _HALF_CHARACTER.search(body) else document


def _depth(document: object) -> int:
    level, depth = [document], 0
    while level := [one for value in level for one in _items(value)]:
        depth += 1
    return depth


def _items(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _whole(value: object) -> object:
    """Return JSON in which no text holds half a character: nothing could write it."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_whole(one) for one in value]
        case dict():
            return {str(_whole(key)): _whole(one) for key, one in value.items()}
        case _:
            return value
