"""What the runtime raises of its own accord, before or beside any call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import ClientError
from .said import in_one_line

if TYPE_CHECKING:
    from .cost import Cost


@dataclass(eq=False, repr=False)
class JournalError(ClientError):
    """The journal cannot be used, or what it has of a job cannot be read.

    Nothing was sent. `path` is the file's, if there is one; `idempotency_key` is that
    of the job, if it is about one.
    """

    reason: str
    path: str | None = None
    idempotency_key: str | None = None

    def __str__(self) -> str:
        """Say what is wrong with which file, and that nothing was sent for it."""
        file = f" {self.path!r}" if self.path else ""
        key = in_one_line(self.idempotency_key)
        about = f" (the job of idempotency key {key!r})" if key else ""
        return f"the journal{file}{about}: {self.reason}; nothing was sent"


@dataclass(eq=False, repr=False)
class CreditLimitError(ClientError):
    """A call may cost more than `max_credits`; nothing was sent.

    `credits` is the most that all of it may cost, None where that is not known; `cost`
    is the estimate for which it is not, if there is one.
    """

    max_credits: float
    credits: float | None
    cost: Cost | None = None

    def __str__(self) -> str:
        """Say what was asked for, and what it may cost."""
        limit = f"max_credits is {self.max_credits:g}"
        if self.credits is not None:
            return f"it may cost {self.credits:g} credits, {limit}; nothing was sent"
        return f"no page says what it costs at most, {limit}; nothing was sent"
