"""Exceptions that no rule foresees: which pass, and what the others mean to a flow.

What a library may raise is never all known. So a driver lets no exception by that is
not the program's own end or that of its task: a flow is told in its own terms that the
thing it asked for failed, and decides what that means.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

from ..callback import CallbackError
from ..errors.base import ClientError
from ..errors.local import UnforeseenError
from ..files.source import FileFailure
from ..journal.records import JournalFailure
from .effects import ReadFile, Recall, Save, Tell
from .run import Done, step, throw

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..journal.records import Record
    from .effects import Effect, Flow

T = TypeVar("T")

_PASSING: Final = (
    KeyboardInterrupt,
    SystemExit,
    GeneratorExit,
    asyncio.CancelledError,
)


class InterruptedEffect(BaseException):
    """An effect was interrupted by `error`, but what it came to is known: `answer`."""

    def __init__(self, answer: object, error: BaseException) -> None:
        """Hold both."""
        super().__init__()
        self.answer = answer
        self.error = error


class AbandonedFlow(BaseException):
    """Whoever ran the flow is gone, and what it takes back must not take time."""


def passing_in(error: BaseException) -> BaseException | None:
    """Return what of an exception ends the program or its task, if anything does."""
    if isinstance(error, _PASSING):
        return error
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(passing_in, error.exceptions)), None)
    return None


def cut(error: BaseException) -> None:
    """Take the frames off an exception that is let through: they hold the API key."""
    error.__cause__ = error.__context__ = error.__traceback__ = None


def failed(flow: Flow[T], effect: Effect, error: BaseException) -> Effect | Done[T]:
    """Tell a flow that what it asked for raised; return what it asks next."""
    passing = passing_in(error)
    if isinstance(error, CallbackError | ClientError):
        passing = error
    if passing is not None:
        return throw(flow, passing)
    reason = UnforeseenError.reason_of(error)
    match effect:
        case ReadFile():
            return step(flow, FileFailure("unreadable", f"it cannot be read: {reason}"))
        case Save() | Recall():
            return step(flow, JournalFailure(reason))
        case Tell():
            return step(flow, None)
        case _:
            return throw(flow, UnforeseenError(reason))


def interrupted(flow: Flow[T], interrupt: InterruptedEffect) -> Effect | Done[T]:
    """Tell a flow what it asked for, and then that it is over; return what it asks."""
    asked = step(flow, interrupt.answer)
    if isinstance(asked, Done):
        raise interrupt.error
    return throw(flow, interrupt.error)


def abandon(flow: Flow[T], save: Callable[[Record], object]) -> None:
    """Let a flow take back, at once, what it wrote down and never sent."""
    try:
        asked = throw(flow, AbandonedFlow())
        while isinstance(asked, Save):
            asked = step(flow, save(asked.record))
    except AbandonedFlow:
        pass


def own_error(error: Exception) -> Exception:
    """Return what is raised where a flow ends with an error that is not the runtime's.

    It is to be raised when `error` is no longer handled, or would drag it along.
    """
    if isinstance(error, CallbackError):
        return error.raised
    unforeseen = UnforeseenError.of(error)
    unforeseen.__cause__ = error
    return unforeseen
