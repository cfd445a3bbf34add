"""Rows of the journal as entries, whatever somebody may have done to them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from typing import Any

from ..errors.base import AnswerError
from ..job.handle import Job
from .records import Entry


def entry_of(platform: str, row: tuple[Any, ...]) -> Entry:
    """Return what a row says; `damaged` if it says nothing that may be acted on.

    Bytes that are not those which were written down are never sent.
    """
    key, state, at, model, fingerprint, body, job = row
    blank = Job(platform, "", _text(model), None, _text(key), _text(fingerprint))
    if not isinstance(at, float | int) or not math.isfinite(at):
        return Entry("damaged", blank)
    if any(isinstance(one, str) and not _is_utf8(one) for one in row):
        return Entry("damaged", blank, at)
    match state:
        case "intended" if _is_whole(body, fingerprint) and blank.model:
            return Entry("intended", _promised(blank, _job(job)), at, body)
        case "started" | "ended":
            known = _job(job)
            if known is not None and known.platform == platform:
                return Entry(state, known, at)
    return Entry("damaged", blank, at)


def _promised(blank: Job, known: Job | None) -> Job:
    """Return the handle of an intent; journals of before have no more than `blank`."""
    if known is None:
        return blank
    return replace(blank, spec_digest=known.spec_digest, deadline=known.deadline)


def _is_whole(body: object, fingerprint: object) -> bool:
    if not isinstance(body, bytes):
        return False
    return hashlib.sha256(body).hexdigest() == fingerprint


def _job(text: object) -> Job | None:
    if not isinstance(text, str):
        return None
    try:
        return Job.from_json(text)
    except AnswerError:
        return None


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
