"""Running a flow one effect at a time, which every driver does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from .effects import Effect, Flow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a flow came to."""

    value: T


def throw(flow: Flow[T], error: BaseException) -> Effect | Done[T]:
    """Raise an error where a flow waits for an answer; return what it asks next."""
    try:
        return flow.throw(error)
    except StopIteration as stop:
        value: T = stop.value
    return Done(value)


def step(flow: Flow[T], answer: object) -> Effect | Done[T]:
    """Send a flow an answer; return what it asks next, or what it came to.

    The first answer is None. What the flow raises is raised here.
    """
    try:
        return flow.send(answer)
    except StopIteration as stop:
        value: T = stop.value
    return Done(value)
