"""What came of a job that a journal remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..errors.base import ClientError
    from ..job.handle import Job, Result


@dataclass(frozen=True, slots=True)
class Resumed:
    """A job that was resumed: either its `result`, or the `error` that came of it.

    `job` is as the platform last described it; its id is empty if it is not known
    whether the job was ever started.
    """

    job: Job
    result: Result | None = None
    error: ClientError | None = None
