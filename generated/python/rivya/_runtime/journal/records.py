"""What is worth writing down so that a crash loses no job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..job.handle import Job

State: TypeAlias = Literal["intended", "started", "ended", "damaged"]
"""How far a job in the journal came.

`intended`: its request was about to be sent. `started`: the platform gave it an id.
`ended`: what came of it is known. `damaged`: what the journal has cannot be read.
"""


@dataclass(frozen=True, slots=True)
class Intent:
    """A job is about to be started: the body, and the key that makes it one job.

    `at` is the time of day, in seconds since 1970. `spec_digest` and `deadline` are
    those of the handle.
    """

    platform: str
    model: str
    idempotency_key: str
    fingerprint: str
    body: bytes = field(repr=False)
    at: float
    spec_digest: str | None = None
    deadline: float | None = None

    def handle(self) -> Job:
        """Return the handle as far as it is known: without an id."""
        return Job(
            platform=self.platform,
            id="",
            model=self.model,
            idempotency_key=self.idempotency_key,
            fingerprint=self.fingerprint,
            spec_digest=self.spec_digest,
            deadline=self.deadline,
        )


@dataclass(frozen=True, slots=True)
class Started:
    """A job was started, and this is how to find it."""

    job: Job


@dataclass(frozen=True, slots=True)
class Refused:
    """The job of an intent was surely not started: it was refused, or nothing left."""

    platform: str
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A job has ended; its answer says how."""

    job: Job


@dataclass(frozen=True, slots=True)
class Taken:
    """The program has what came of these jobs; the journal may let go of them."""

    jobs: tuple[Job, ...]


Record: TypeAlias = Intent | Started | Refused | Ended | Taken


@dataclass(frozen=True, slots=True)
class Entry:
    """What the journal has of one job.

    The id of the job is empty until it is started. `at` is when the request was about
    to be sent, in seconds since 1970; `body` is that request, until it is answered.
    `reason` says what is damaged; `job` is then what is left of the handle.
    """

    state: State
    job: Job
    at: float = 0.0
    body: bytes | None = field(default=None, repr=False)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class JournalFailure:
    """The journal could not be written or read."""

    reason: str
    path: str | None = None
