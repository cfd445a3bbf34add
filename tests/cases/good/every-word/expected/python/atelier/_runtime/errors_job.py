"""What is raised over a job that was started: how it ended, or that nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import AnswerError, ClientError
from .said import in_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .job import Job


@dataclass(eq=False, repr=False)
class JobFailedError(ClientError):
    """The job ended without a result, and says so."""

    job: Job
    code: str | None = None
    message: str | None = None

    def __str__(self) -> str:
        """Say why, as the platform does."""
        why = ": ".join(one for one in (self.code, self.message) if one)
        return f"job {self.job.id} failed{f' ({why})' if why else ''}"


@dataclass(eq=False, repr=False)
class DeadlineError(ClientError):
    """The job was not done in time; it goes on.

    `timeout` is in seconds. `error` is what the last look at the job met, if it failed.
    `is_final` if the time is over that the handle itself was given: then each further
    `wait` looks once and no more.
    """

    job: Job
    timeout: float
    error: ClientError | None = None
    is_final: bool = False

    def __str__(self) -> str:
        """Say that the job is not lost."""
        span = "in the time its handle allows" if self.is_final else None
        late = f"job {self.job.id} is not done {span or f'after {self.timeout:g} s'}"
        state = f"it was last seen as {self.job.status!r}"
        way = "look" if self.is_final else "wait"
        met = f"; the last look failed: {self.error}" if self.error else ""
        return f"{late}; {state}; {way} again with error.job{met}"


@dataclass(eq=False, repr=False)
class UnknownStateError(ClientError):
    """The job is in a state that the page does not list."""

    job: Job
    spec_digest: str | None = None

    def __str__(self) -> str:
        """Name the state."""
        state = f"job {self.job.id} is in the state {self.job.status!r}"
        advice = _advice(self.job, self.spec_digest)
        return f"{state}, which no page lists; {advice}"


@dataclass(eq=False, repr=False)
class MissingResultError(ClientError):
    """The job succeeded, but its answer holds no result."""

    job: Job
    pointers: Sequence[str] = field(default=())
    spec_digest: str | None = None

    def __str__(self) -> str:
        """Say where the result was looked for."""
        places = " or ".join(self.pointers)
        advice = _advice(self.job, self.spec_digest)
        return f"job {self.job.id} succeeded, but nothing stands at {places}; {advice}"


@dataclass(eq=False, repr=False)
class OtherJobError(AnswerError):
    """The answer to a question about one job describes another one, `answered`.

    What is known of `job` is as it was.
    """

    job: Job
    answered: str

    def __str__(self) -> str:
        """Name both jobs."""
        other = f"was answered with job {in_one_line(self.answered)!r}"
        return f"the question about job {self.job.id} {other}; ask again with error.job"


def _advice(job: Job, here: str | None) -> str:
    """Return what to do about an answer that the facts of this package do not fit."""
    look = "look at error.job.answer"
    if None in (job.spec_digest, here) or job.spec_digest == here:
        return look
    made = f"its handle was made by a package of another spec ({job.spec_digest})"
    return f"{made} than this one ({here}): install the later of the two, or {look}"
