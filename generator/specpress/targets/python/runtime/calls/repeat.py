"""Doing a thing again as long as that is safe and of use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from ..effects import ask
from ..effects.events import Retrying
from ..errors.base import ClientError
from .retry import Doubt, is_repeatable, judge
from .retry_budget import FIRST_TRY

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..effects.effects import Flow
    from ..facts import Operation
    from .retry import Verdict
    from .session import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The call is given up; `error` is what its last attempt met.

    `verdict` is what that says; `doubtful` when any attempt may have done its work.
    """

    error: ClientError
    verdict: Verdict
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """An attempt worked; `value` is what it came to."""

    value: T


Outcome: TypeAlias = Done[T] | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How a thing is attempted: what kind of call it is, and by when it has to end."""

    operation: Operation
    ends: float | None
    doubt: Doubt = field(default_factory=Doubt)


def repeat_flow(
    session: Session,
    effort: Effort,
    attempt: Callable[[], Flow[T | ClientError]],
) -> Flow[Outcome[T]]:
    """Attempt a thing until it works, or until another attempt is of no use.

    Doubt stays: once an attempt may have done its work, no later refusal proves that
    it did not.
    """
    number, cost = 0, FIRST_TRY
    while True:
        number += 1
        met = yield from attempt()
        if not isinstance(met, ClientError):
            session.budget.refund(cost)
            return Done(met)
        verdict = judge(met, session.platform)
        effort.doubt.settle(doubtful=verdict.doubtful)
        pause = yield from _pause(session, effort, number, verdict)
        throttled = verdict.throttled
        spent = session.budget.spend(throttled=throttled) if pause is not None else None
        if pause is None or spent is None:
            doubtful = effort.doubt.is_there
            return Failed(error=met, verdict=verdict, doubtful=doubtful)
        cost = spent
        yield from ask.tell(Retrying(number, pause))
        yield from ask.sleep(pause)


def _pause(
    session: Session,
    effort: Effort,
    attempt: int,
    verdict: Verdict,
) -> Flow[float | None]:
    """Return how long to wait before the next attempt; None if there is to be none."""
    policy = session.retries
    is_safe = is_repeatable(effort.operation) or verdict.harmless
    is_last = attempt >= policy.attempts(effort.operation)
    if is_last or not (verdict.passing and is_safe):
        return None
    pause = policy.pause(attempt, (yield from ask.random()), verdict.asked)
    if effort.ends is not None and (yield from ask.now()) + pause >= effort.ends:
        return None
    return pause
