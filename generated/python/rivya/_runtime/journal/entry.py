"""Rows of the journal as entries, whatever somebody may have done to them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..errors.base import AnswerError
from ..job.handle import Job, is_moment
from ..job.identity import is_id, is_key
from .records import Entry

if TYPE_CHECKING:
    from .records import State
    from .schema import Row

_LONGEST_SCOPE: Final = 2_048


def is_in_scope(platform: str, server: str, row: Row) -> bool:
    """Return whether a row is of this server, or so damaged that nobody can tell."""
    pairs = ((row.platform, platform), (row.server, server))
    return all(found == ours or not _is_scope(found) for found, ours in pairs)


def entry_of(platform: str, row: Row) -> Entry:
    """Return what a row says; `damaged` if it says nothing that may be acted on.

    Bytes that are not those which were written down are never sent.
    """
    known = _job(row.job, platform)
    at = row.at if is_moment(row.at) else 0.0
    reason = _damage(platform, row, known)
    if reason is not None:
        text = f"row {row.number} of it is damaged ({reason}), and is left as it is"
        return Entry("damaged", _found(platform, row, known), at, reason=text)
    if row.state == "intended" and isinstance(row.body, bytes):
        return Entry("intended", _promised(platform, row, known), at, row.body)
    state: State = "ended" if row.state == "ended" else "started"
    return Entry(state, known or _blank(platform, row), at)


def _damage(platform: str, row: Row, known: Job | None) -> str | None:
    """Return what is wrong with a row."""
    if row.platform != platform or not _is_scope(row.server):
        return "it does not say whose job it is"
    match row.state:
        case "intended":
            return _damage_of_intent(row, known)
        case "started" | "ended":
            return _damage_of_handle(row, known)
    return "its state is none"


def _damage_of_intent(row: Row, known: Job | None) -> str | None:
    """Return why a request is not sent: another key or body would be another job."""
    if not (isinstance(row.body, bytes) and _has_digest(row.body, row.fingerprint)):
        return "its request is not the one that was written down"
    if not is_key(row.idempotency_key):
        return "its idempotency key is none"
    if not (is_id(row.model) and is_moment(row.at)):
        return "it does not say of which model or when it was"
    # Without a handle it is an intent as journals of before have it.
    if known is not None and known.idempotency_key != row.idempotency_key:
        return "its handle is not that of its idempotency key"
    return None


def _damage_of_handle(row: Row, known: Job | None) -> str | None:
    if known is None or not is_id(known.id):
        return "its handle cannot be read"
    if is_id(row.job_id) and row.job_id != known.id:
        return f"its id may be {row.job_id!r} or {known.id!r}"
    return None


def _found(platform: str, row: Row, known: Job | None) -> Job:
    """Return what is left of the handle of a damaged row: no id, if there are two.

    Its key is the row's, which may be that of a second job, with the id behind it.
    """
    blank = _blank(platform, row)
    ids = {one for one in (known and known.id, row.job_id) if is_id(one)}
    if len(ids) != 1:
        return blank
    handle = known or blank
    key = blank.idempotency_key or handle.idempotency_key or ""
    return replace(handle, id=ids.pop(), idempotency_key=key.partition("\n")[0] or None)


def _blank(platform: str, row: Row) -> Job:
    key = row.idempotency_key if isinstance(row.idempotency_key, str) else None
    model = row.model if is_id(row.model) else None
    fingerprint = row.fingerprint if is_id(row.fingerprint) else None
    return Job(platform, "", model, None, key, fingerprint)


def _promised(platform: str, row: Row, known: Job | None) -> Job:
    """Return the handle of an intent, whose id nobody knows yet."""
    blank = _blank(platform, row)
    if known is None:
        return blank
    return replace(blank, spec_digest=known.spec_digest, deadline=known.deadline)


def _has_digest(body: bytes, fingerprint: object) -> bool:
    return hashlib.sha256(body).hexdigest() == fingerprint


def _job(text: object, platform: str) -> Job | None:
    if not isinstance(text, str):
        return None
    try:
        job = Job.from_json(text)
    except AnswerError:
        return None
    return job if job.platform == platform else None


def _is_scope(value: object) -> bool:
    is_text = isinstance(value, str) and 0 < len(value) <= _LONGEST_SCOPE
    return is_text and str(value).isprintable()
