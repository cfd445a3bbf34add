"""When a call is sent again, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..errors.base import AnswerError, ApiError, TransportError

if TYPE_CHECKING:
    from ..errors.base import ClientError
    from ..facts import Operation, Platform

LONGEST_RETRY_AFTER: Final = 60.0
"""How many seconds a Retry-After may ask for and still be slept through."""

_AGAIN: Final = ("backoff", "queue")
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a call is sent at most, and the pauses between, in seconds."""

    posts: int = 3
    gets: int = 5
    base: float = 0.5
    cap: float = 8.0

    def attempts(self, operation: Operation) -> int:
        """Return how often a call is sent at most."""
        return self.gets if operation.method == "GET" else self.posts

    def pause(self, attempt: int, drawn: float, asked: float | None) -> float:
        """Return how long to wait after the given attempt, which is 1 or more.

        Full jitter: `drawn`, from 0 to 1, is the share of the longest pause. What the
        platform asked for comes on top, for everybody was asked the same.
        """
        longest: float = min(self.cap, self.base * 2 ** (attempt - 1))
        return (asked or 0.0) + drawn * longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an error says of the attempt that met it.

    `passing`: the same may work later. `throttled`: the platform is busy. `harmless`:
    the attempt surely did nothing. `doubtful`: it may have done its work. `asked` is
    how many seconds the platform wants to be left alone, if it says so.
    """

    passing: bool
    throttled: bool = False
    harmless: bool = False
    doubtful: bool = False
    asked: float | None = None


class Doubt:
    """Whether a call may have done its work by now, however it ends.

    It is so from the moment at which it is sent. A later refusal does not undo it.
    """

    __slots__ = ("_earlier", "_now")

    def __init__(self) -> None:
        """Begin without: nothing was sent."""
        self._earlier = self._now = False

    @property
    def is_there(self) -> bool:
        """Whether the call may have done its work."""
        return self._now

    def rise(self) -> None:
        """Note that something is sent now."""
        self._now = True

    def settle(self, *, doubtful: bool) -> None:
        """Note what an attempt came to: whether it may have done its work."""
        self._earlier = self._now = self._earlier or doubtful


def judge(error: ClientError, platform: Platform) -> Verdict:
    """Return what an error says, by its code before its status."""
    match error:
        case TransportError(sent=sent):
            return Verdict(passing=True, harmless=not sent, doubtful=sent)
        case AnswerError():
            return Verdict(passing=True, doubtful=True)
        case ApiError():
            return _judge_refusal(error, is_declared=error.code in platform.errors)
        case _:
            return Verdict(passing=False, harmless=True)


def is_repeatable(operation: Operation) -> bool:
    """Return whether sending a call twice does no more than sending it once.

    Anything may be looked at twice, and what costs nothing may be done twice; what
    costs something needs a key by which the platform knows it again.
    """
    return not operation.billable or operation.idempotency is not None


def _judge_refusal(error: ApiError, *, is_declared: bool) -> Verdict:
    """Judge a refusal; only a code that the page declares says that nothing was done.

    A redirect, or a gateway's 404 or 502, may stand before a platform that has begun.
    """
    is_told_to_go = (error.retry_after or 0) > LONGEST_RETRY_AFTER
    return Verdict(
        passing=error.retry in _AGAIN and not is_told_to_go,
        throttled=error.status == _TOO_MANY or error.retry_after is not None,
        harmless=is_declared,
        doubtful=not is_declared,
        asked=error.retry_after,
    )
