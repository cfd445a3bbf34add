"""What a response means: fields, or the error that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..errors.base import AnswerError, ApiError
from ..json_document import DEEPEST, read_document
from ..one_line import in_one_line
from ..pointer import resolve_text
from .retry_after import retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..effects.effects import Response
    from ..errors.base import Retry
    from ..facts import Platform

_OK: Final = range(200, 300)
_PASSING: Final = (408, 425, 429)
_SERVER_ERRORS: Final = 500


def read_answer(
    platform: Platform,
    response: Response,
    clock: float,
) -> Mapping[str, Any] | ApiError | AnswerError:
    """Return the fields of an answer, or the error that it is.

    Keys that no page describes are kept. `clock` is the time of day in seconds since
    1970, against which a Retry-After date is held.
    """
    document = None if response.is_cut else read_document(response.body)
    if response.status not in _OK:
        return _api_error(platform, response, document, clock)
    if response.is_cut:
        return AnswerError("the answer is longer than any answer of the platform is")
    if not isinstance(document, dict):
        reason = f"not the JSON object it should be, or more than {DEEPEST} deep"
        return AnswerError(f"the answer is {reason}")
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
