"""A job from its creation to its end, over virtual time."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from specpress.emulator.answers.characters import characters
from specpress.emulator.ledger.ledger import Ledger
from specpress.emulator.ledger.rows import JobRow, Outcome
from specpress.emulator.platform.clock import Clock
from specpress.emulator.seeded_random import luck
from specpress.ir.types.api import Job

Listener: TypeAlias = Callable[[JobRow], None]
"""Is told of a job that has ended, after the ledger knows it."""

SECONDS: Final = {"image": (2.0, 8.0), "audio": (2.0, 10.0), "video": (5.0, 20.0)}
"""How long a job takes by the kind of its output, in virtual seconds: at least and at most."""

_UNLISTED: Final = ("suspended", "on_hold", "limbo")


class Lifecycle:
    """Says in which state a job is, and settles it once it has ended.

    Jobs are settled when somebody looks: at a job, the balance or the ledger. `settle` may be
    called at any time besides.
    """

    def __init__(self, job: Job, ledger: Ledger, clock: Clock) -> None:
        """Take up the jobs of a ledger that have not ended."""
        self._pending = [characters(one) for one in job.pending]
        self._succeeded = [characters(one) for one in job.succeeded]
        self._failed = [characters(one) for one in job.failed]
        self._unlisted = next(one for one in _UNLISTED if one not in self.states)
        self._ledger = ledger
        self._clock = clock
        self._ends: list[tuple[float, int]] = []
        self.listeners: list[Listener] = []
        for one in ledger.open_jobs():
            self.follow(one)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state of the spec."""
        return (*self._pending, *self._succeeded, *self._failed)

    def outcome_in(self, state: str) -> Outcome:
        """Return what becomes of a job that is put in a state of the spec, and left there."""
        if state in self._pending:
            return Outcome.STUCK
        return Outcome.SUCCEEDED if state in self._succeeded else Outcome.FAILED

    def follow(self, job: JobRow) -> None:
        """Settle a job when its end has come; one that is stuck has none."""
        if job.outcome not in {Outcome.STUCK, Outcome.UNKNOWN_STATE}:
            heapq.heappush(self._ends, (job.ends, job.number))

    def settle(self) -> float:
        """Settle the jobs whose end has come, tell the listeners, and return the time it is."""
        now = self._clock.now()
        if not self._ends or self._ends[0][0] > now:
            return now
        due: dict[int, JobRow] = {}
        while self._ends and self._ends[0][0] <= now:
            ends, number = heapq.heappop(self._ends)
            job = self._ledger.job(number)
            if job is not None and not job.settled and job.ends == ends:
                due[number] = job
        if due:
            self._ledger.settle(list(due.values()), now)
            self._tell(due.values())
        return now

    def end_otherwise(
        self, job: JobRow, outcome: Outcome, code: str | None, state: str | None = None
    ) -> JobRow:
        """Give a job that has not ended another end, at once unless it is to have none."""
        ends = math.inf if outcome is Outcome.STUCK else self._clock.now()
        final = 0 if outcome is Outcome.FAILED else job.final
        changed = replace(
            job, outcome=outcome, error_code=code, ends=ends, final=final, state=state
        )
        self._ledger.redirect(changed)
        self.follow(changed)
        return changed

    def state(self, job: JobRow, now: float) -> str:
        """Return the state that a job is in at a time.

        The time is told, for whoever says more of a job has to say it as of the same moment.
        """
        if now >= job.ends:
            return job.state or self._last(job.outcome)
        if job.ends == math.inf:
            return job.state or self._pending[-1]
        share = (now - job.created) / (job.ends - job.created)
        return self._pending[min(int(max(share, 0) * len(self._pending)), len(self._pending) - 1)]

    def has_ended(self, job: JobRow) -> bool:
        """Return whether a job's end has come."""
        return self._clock.now() >= job.ends

    def _last(self, outcome: Outcome) -> str:
        match outcome:
            case Outcome.FAILED:
                return self._failed[0]
            case Outcome.UNKNOWN_STATE:
                return self._unlisted
            case Outcome.SUCCEEDED | Outcome.NO_RESULT:
                return self._succeeded[0]
            case Outcome.STUCK:
                return self._pending[-1]
            case _ as unreachable:
                assert_never(unreachable)

    def _tell(self, jobs: Iterable[JobRow]) -> None:
        for job in jobs:
            for listener in self.listeners:
                listener(replace(job, settled=True))


def seconds_of(kind: str, seed: int, number: int) -> float:
    """Return how long a job takes, in virtual seconds: the same for the same seed and number."""
    least, most = SECONDS[kind]
    return least + (most - least) * luck(seed, "seconds", number)
