"""What is raised over a job that was started: how it ended, or that nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import ClientError

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
    """The job was not done in time; it goes on, and may be waited for again.

    `timeout` is in seconds. `error` is what the last look at the job met, if it failed.
    """

    job: Job
    timeout: float
    error: ClientError | None = None

    def __str__(self) -> str:
        """Say that the job is not lost."""
        late = f"job {self.job.id} is not done after {self.timeout:g} s"
        state = f"it was last seen as {self.job.status!r}"
        met = f"; the last look failed: {self.error}" if self.error else ""
        return f"{late}; {state}; wait again with error.job{met}"


@dataclass(eq=False, repr=False)
class UnknownStateError(ClientError):
    """The job is in a state that the page does not list."""

    job: Job

    def __str__(self) -> str:
        """Name the state."""
        state = f"job {self.job.id} is in the state {self.job.status!r}"
        return f"{state}, which no page lists; look at error.job.answer"


@dataclass(eq=False, repr=False)
class MissingResultError(ClientError):
    """The job succeeded, but its answer holds no result."""

    job: Job
    pointers: Sequence[str] = field(default=())

    def __str__(self) -> str:
        """Say where the result was looked for."""
        return (
            f"job {self.job.id} succeeded, but nothing stands at "
            f"{' or '.join(self.pointers)}; look at error.job.answer"
        )
