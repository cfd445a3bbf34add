"""One logical call: an operation made into a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..effects.effects import Request
from ..errors.base import CredentialsError, InvalidRequestError, UnsupportedError
from ..errors.problem import Problem
from ..job.identity import is_id, is_key
from .retry import Doubt

if TYPE_CHECKING:
    from ..effects.events import Headers
    from ..facts import Operation
    from ..files.multipart import Multipart
    from .session import Session


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be done: an operation, as a request, by `ends` if that is given.

    `ends` is a time of the clock that `Now` reads. `doubt` tells at any moment whether
    it may have been done.
    """

    operation: Operation
    request: Request
    ends: float | None = None
    doubt: Doubt = field(default_factory=Doubt, compare=False)


def call_to(
    session: Session,
    operation: Operation | None,
    *,
    path_id: str = "",
    headers: Headers = (),
    body: bytes | Multipart = b"",
) -> Call:
    """Return the call that an operation comes to.

    Raises:
        UnsupportedError: the platform has no such operation.
        CredentialsError: it needs an API key, and there is none.
        InvalidRequestError: `path_id` cannot stand in a path.

    """
    if operation is None:
        message = f"{session.platform.name} has no such call"
        raise UnsupportedError(message)
    is_signed = operation.authenticated and session.platform.key_variable is not None
    if is_signed and not session.has_key:
        message = (
            "there is no API key: pass api_key= or set the environment variable "
            f"{session.platform.key_variable}"
        )
        raise CredentialsError(message)
    request = Request(
        method=operation.method,
        target=_target(operation, path_id),
        headers=(("Accept", "application/json"), *headers),
        body=body,
        authenticated=is_signed,
    )
    return Call(operation, request)


def idempotency_header(operation: Operation, key: str) -> Headers:
    """Return the header that carries an idempotency key, if the operation has one.

    Raises:
        InvalidRequestError: the key cannot stand in a header.

    """
    if not is_key(key):
        raise InvalidRequestError((Problem("idempotency_key", "idempotency_key"),))
    return () if operation.idempotency is None else ((operation.idempotency, key),)


def _target(operation: Operation, path_id: str) -> str:
    if "{id}" not in operation.path:
        return operation.path
    if not is_id(path_id):
        raise InvalidRequestError((Problem("id", "id"),))
    return operation.path.replace("{id}", quote(path_id, safe=""))
