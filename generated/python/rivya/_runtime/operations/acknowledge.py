"""What a client has handed over to its program, and when that counts as taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ..effects import ask
from ..errors.local import JournalError
from ..job.errors import JobFailedError
from ..job.handle import Job, Result
from ..journal.records import JournalFailure, Taken
from .resumed import Resumed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..effects.effects import Flow

T = TypeVar("T")


class HandedOver:
    """The jobs whose end the program was told, but has not said that it has it."""

    __slots__ = ("_has_journal", "_jobs")

    def __init__(self, *, has_journal: bool) -> None:
        """Begin with none; without a journal none is ever noted."""
        self._has_journal = has_journal
        self._jobs: dict[tuple[str, str | None], Job] = {}

    def note(self, value: T) -> T:
        """Note what `value` tells of jobs that have ended, and return it."""
        if self._has_journal:
            for job in _ended_in(value):
                self._jobs[_name(job)] = replace(job, answer={})
        return value

    def forget(self, *jobs: Job) -> Flow[None]:
        """Let the journal go of jobs; of all that were noted, where none are given.

        Raises:
            JournalError: the journal could not be written.

        """
        taken = jobs or tuple(self._jobs.values())
        failure = (yield from ask.save(Taken(taken))) if taken else None
        if isinstance(failure, JournalFailure):
            raise JournalError(failure.reason, failure.path)
        for job in taken:
            self._jobs.pop(_name(job), None)


def _ended_in(value: object) -> Iterator[Job]:
    match value:
        case Result(job=job) | JobFailedError(job=job):
            yield job
        case Resumed(result=Result(job=job)) | Resumed(error=JobFailedError(job=job)):
            yield job
        case tuple():
            for one in value:
                yield from _ended_in(one)


def _name(job: Job) -> tuple[str, str | None]:
    return job.id, job.idempotency_key


def tell_started(error: BaseException, outcomes: Iterable[object]) -> None:
    """Write the handles of jobs that were started into an error that ends a call.

    Whoever reads the error finds them; `Job.from_json` reads a note.
    """
    for one in outcomes:
        if isinstance(one, Job):
            error.add_note(replace(one, answer={}).to_json())
