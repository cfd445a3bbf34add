"""Starting a job, once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..calls.attempt import Answered, Failed, call_flow
from ..calls.call import call_to, idempotency_header
from ..calls.retry import Verdict
from ..effects import ask
from ..effects.events import JobStarted
from ..errors.base import ClientError, OutcomeUnknownError
from ..errors.local import JournalError, UnforeseenError
from ..job.state import described
from ..journal.records import Intent, Refused, Started
from ..request.cost import require_within
from ..request.prepared import prepare
from .wait import require_span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..calls.call import Call
    from ..calls.session import Session
    from ..effects.effects import Flow
    from ..job.handle import Job
    from ..request.prepared import Prepared

_FINAL: Final = Verdict(passing=False)


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
    call = _call(session, intent, ends)
    yield from _intend(intent)
    refused = Refused(intent.platform, intent.idempotency_key)
    try:
        met = yield from _met(session, call)
    except GeneratorExit:
        raise
    except BaseException:
        # The program or its task ends, and will not know of a job that is sent later.
        if not (call.doubt.is_there or was_sent):
            yield from ask.save(refused)
        raise
    if isinstance(met, Failed):
        if met.doubtful or was_sent:
            raise unknown_outcome(session, intent, met.error)
        yield from ask.save(refused)
        raise met.error
    job = _job(session, intent, met.fields)
    if isinstance(job, ClientError):
        raise unknown_outcome(session, intent, job)
    # If that fails the job is returned all the same: the intent still leads to it.
    yield from ask.save(Started(job))
    yield from ask.tell(JobStarted(job.id, job.model))
    return job


def _intend(intent: Intent) -> Flow[None]:
    unsaved = yield from ask.save(intent)
    if unsaved is not None:
        raise JournalError(unsaved.reason, unsaved.path, intent.idempotency_key)


def _call(session: Session, intent: Intent, ends: float | None) -> Call:
    operation = session.platform.create
    kind = ("Content-Type", "application/json")
    headers = (kind, *idempotency_header(operation, intent.idempotency_key))
    call = call_to(session, operation, headers=headers, body=intent.body)
    return replace(call, ends=ends)


def _met(session: Session, call: Call) -> Flow[Answered | Failed]:
    """Send a call; whatever is raised meanwhile says as little as a lost answer."""
    try:
        return (yield from call_flow(session, call))
    except Exception as error:
        doubtful = call.doubt.is_there
        return Failed(error=_foreseen(error), verdict=_FINAL, doubtful=doubtful)


def _job(
    session: Session,
    intent: Intent,
    fields: Mapping[str, object],
) -> Job | ClientError:
    try:
        return described(session.platform, fields, intent.handle())
    except Exception as error:
        return _foreseen(error)


def _foreseen(error: Exception) -> ClientError:
    return error if isinstance(error, ClientError) else UnforeseenError.of(error)


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
