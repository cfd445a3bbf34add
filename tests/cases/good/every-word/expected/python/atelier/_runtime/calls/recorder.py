"""Keeping the raw answers of the calls that a program makes within a `with`."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..effects.events import Exchange

_OPEN: Final[ContextVar[tuple[tuple[Recorder, list[Exchange]], ...]]] = ContextVar(
    "open recordings",
    default=(),
)


class Recorder:
    """What one client's calls are recorded by.

    A recording belongs to the thread or task that opened it, and to the tasks which
    that one starts: calls that others make meanwhile are not in it.
    """

    __slots__ = ()

    @contextmanager
    def recording(self) -> Iterator[list[Exchange]]:
        """Record every attempt, in the order in which they end."""
        exchanges: list[Exchange] = []
        token = _OPEN.set((*_OPEN.get(), (self, exchanges)))
        try:
            yield exchanges
        finally:
            _OPEN.reset(token)

    def add(self, exchange: Exchange) -> None:
        """Keep an attempt in the recordings of this client that are open here."""
        for recorder, exchanges in _OPEN.get():
            if recorder is self:
                exchanges.append(exchange)
