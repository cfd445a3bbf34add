"""Starting a job, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import ask
from .body import Body
from .call import call_to, idempotency_header
from .errors import AnswerError, InvalidRequestError, OutcomeUnknownError
from .flow_call import Failed, call_flow
from .job import Job
from .journal import Intent, Started
from .model import model_in
from .settle import described

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .effects import Flow
    from .errors import ClientError
    from .session import Session


def create_flow(
    session: Session,
    request: Mapping[str, object],
    *,
    idempotency_key: str | None = None,
) -> Flow[Job]:
    """Start the job that a request describes, and return its handle.

    One idempotency key stands for the whole call, however often it is sent; pass the
    key of an `OutcomeUnknownError` to send the same request once more.

    Raises:
        InvalidRequestError: the request breaks the page's rules; nothing was sent.
        CredentialsError: there is no API key; nothing was sent.
        ApiError: the platform refused the request.
        TransportError: the platform was not reached.
        OutcomeUnknownError: whether the job was started is not known.

    """
    model = model_in(session.platform, request)
    violations = tuple(model.check(request))
    if violations:
        raise InvalidRequestError(violations)
    body = Body.of(request)
    key = (yield from ask.new_key()) if idempotency_key is None else idempotency_key
    intent = Intent(
        session.platform.id,
        model.MODEL,
        key,
        body.fingerprint,
        body.content,
    )
    return (yield from _start(session, intent))


def _start(session: Session, intent: Intent) -> Flow[Job]:
    operation = session.platform.create
    kind = ("Content-Type", "application/json")
    headers = (kind, *idempotency_header(operation, intent.idempotency_key))
    call = call_to(session, operation, headers=headers, body=intent.body)
    yield from ask.save(intent)
    met = yield from call_flow(session, call)
    if isinstance(met, Failed):
        raise _unknown(session, intent, met.error) if met.doubtful else met.error
    job = _job(session, intent, met.fields)
    if isinstance(job, AnswerError):
        raise _unknown(session, intent, job)
    yield from ask.save(Started(job))
    return job


def _job(
    session: Session,
    intent: Intent,
    fields: Mapping[str, object],
) -> Job | AnswerError:
    blank = Job(
        platform=intent.platform,
        id="",
        model=intent.model,
        idempotency_key=intent.idempotency_key,
        fingerprint=intent.fingerprint,
    )
    try:
        return described(session.platform, fields, blank)
    except AnswerError as error:
        return error


def _unknown(
    session: Session,
    intent: Intent,
    error: ClientError,
) -> OutcomeUnknownError:
    is_key_honoured = session.platform.create.idempotency is not None
    return OutcomeUnknownError(
        intent.idempotency_key,
        intent.fingerprint,
        is_key_honoured=is_key_honoured,
        error=error,
    )
