"""What the ledger holds: jobs, files, charges and refunds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a job ends."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STUCK = "stuck"
    UNKNOWN_STATE = "unknown_state"
    NO_RESULT = "no_result"


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job; times are virtual seconds since 1970, credits are millionths.

    `answer` is what the call that created it was answered. `state` is the one of the spec that a
    fault put it in; otherwise the outcome and the time tell.
    """

    number: int
    model: str
    key: str | None
    fingerprint: str
    request: bytes
    created: float
    ends: float
    outcome: Outcome
    error_code: str | None
    reserved: int
    final: int
    answer: bytes
    state: str | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    """An uploaded file; its bytes are not kept."""

    number: int
    kind: str | None
    model: str | None
    name: str | None
    mime: str
    size: int
    sha256: str
    at: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A charge or a refund, in millionths of a credit."""

    job: int
    credits: int
    at: float
