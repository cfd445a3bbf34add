"""Starting a job, once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..calls.attempt import Failed, call_flow
from ..calls.call import call_to, idempotency_header
from ..effects import ask
from ..effects.events import JobStarted
from ..errors.base import AnswerError, OutcomeUnknownError
from ..errors.local import JournalError
from ..job.state import described
from ..journal.records import Intent, Refused, Started
from ..request.cost import require_within
from ..request.prepared import prepare
from .wait import require_span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..calls.session import Session
    from ..effects.effects import Flow
    from ..errors.base import ClientError
    from ..job.handle import Job
    from ..request.prepared import Prepared


def create_flow(
    session: Session,
    request: Mapping[str, object],
    *,
    idempotency_key: str | None = None,
    max_credits: float | None = None,
    done_within: float | None = None,
) -> Flow[Job]:
    """Start the job that a request describes, and return its handle.

    One idempotency key stands for the whole call, however often it is sent; pass the
    key of an `OutcomeUnknownError` to send the same request once more. After
    `done_within` seconds nobody who holds the handle waits for the job any more.

    Raises:
        InvalidRequestError: the request breaks the page's rules; nothing was sent.
        CreditLimitError: it may cost more than `max_credits`; nothing was sent.
        CredentialsError: there is no API key; nothing was sent.
        ApiError: the platform refused the request.
        TransportError: the platform was not reached.
        OutcomeUnknownError: whether the job was started is not known.
        JournalError: the journal could not be written; nothing was sent.

    """
    prepared = prepare(session.platform, request)
    if max_credits is not None:
        require_within([prepared.cost()], max_credits)
    if done_within is not None:
        require_span(done_within, "done_within")
    return (yield from send_flow(session, prepared, idempotency_key, done_within))


def send_flow(
    session: Session,
    prepared: Prepared,
    idempotency_key: str | None = None,
    done_within: float | None = None,
) -> Flow[Job]:
    """Start the job of a request that was checked, and return its handle.

    Raises:
        ClientError: as `create_flow` does, once the request is checked.

    """
    key = (yield from ask.new_key()) if idempotency_key is None else idempotency_key
    at = yield from ask.wall_clock()
    intent = Intent(
        session.platform.id,
        prepared.model.MODEL,
        key,
        prepared.body.fingerprint,
        prepared.body.content,
        at,
        spec_digest=session.platform.spec_digest,
        deadline=None if done_within is None else at + done_within,
    )
    return (yield from start_flow(session, intent))


def start_flow(
    session: Session,
    intent: Intent,
    *,
    ends: float | None = None,
    was_sent: bool = False,
) -> Flow[Job]:
    """Send what is intended, and return the handle of the job that it starts.

    It is on disk before it is sent, where there is a journal. `was_sent` says that an
    earlier run may have sent it: then no refusal proves that there is no job. `ends` is
    a time of the clock that `Now` reads.

    Raises:
        ClientError: as `create_flow` does.

    """
    operation = session.platform.create
    kind = ("Content-Type", "application/json")
    headers = (kind, *idempotency_header(operation, intent.idempotency_key))
    call = call_to(session, operation, headers=headers, body=intent.body)
    unsaved = yield from ask.save(intent)
    if unsaved is not None:
        raise JournalError(unsaved.reason, unsaved.path, intent.idempotency_key)
    met = yield from call_flow(session, replace(call, ends=ends))
    if isinstance(met, Failed):
        if met.doubtful or was_sent:
            raise unknown_outcome(session, intent, met.error)
        yield from ask.save(Refused(intent.platform, intent.idempotency_key))
        raise met.error
    job = _job(session, intent, met.fields)
    if isinstance(job, AnswerError):
        raise unknown_outcome(session, intent, job)
    # If that fails the job is returned all the same: the intent still leads to it.
    yield from ask.save(Started(job))
    yield from ask.tell(JobStarted(job.id, job.model))
    return job


def _job(
    session: Session,
    intent: Intent,
    fields: Mapping[str, object],
) -> Job | AnswerError:
    try:
        return described(session.platform, fields, intent.handle())
    except AnswerError as error:
        return error


def unknown_outcome(
    session: Session,
    intent: Intent,
    error: ClientError,
    *,
    is_forgotten: bool = False,
) -> OutcomeUnknownError:
    """Return the error that says that nobody knows whether there is a job.

    `is_forgotten` if the key is so old that the platform may not know it any more.
    """
    has_header = session.platform.create.idempotency is not None
    is_key_honoured = has_header and not is_forgotten
    return OutcomeUnknownError(
        intent.idempotency_key,
        intent.fingerprint,
        is_key_honoured=is_key_honoured,
        error=error,
    )
