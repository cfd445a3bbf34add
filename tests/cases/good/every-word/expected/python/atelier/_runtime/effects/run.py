"""Running a flow one effect at a time, which every driver does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from ..journal.records import Intent, Refused
from .effects import Save, Send

if TYPE_CHECKING:
    from .effects import Effect, Flow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a flow came to."""

    value: T


class Unsent:
    """The intent that was written down last, until the sending of it begins.

    A flow that ends in between, by a cancellation or Ctrl-C, has surely sent nothing.
    """

    __slots__ = ("_intent",)

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._intent: Intent | None = None

    def note(self, effect: Effect) -> None:
        """Take notice of what a flow asks for."""
        match effect:
            case Save(record):
                self._intent = record if isinstance(record, Intent) else None
            case Send():
                self._intent = None

    @property
    def refused(self) -> Refused | None:
        """The record that strikes the intent, if there is one."""
        intent = self._intent
        if intent is None:
            return None
        return Refused(intent.platform, intent.idempotency_key)


def step(flow: Flow[T], answer: object) -> Effect | Done[T]:
    """Send a flow an answer; return what it asks next, or what it came to.

    The first answer is None. What the flow raises is raised here.
    """
    try:
        return flow.send(answer)
    except StopIteration as stop:
        value: T = stop.value
    return Done(value)
