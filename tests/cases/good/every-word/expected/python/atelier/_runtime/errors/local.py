"""What the runtime raises of its own accord, before or beside any call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from ..one_line import in_one_line, said_by
from .base import ClientError


@dataclass(eq=False, repr=False)
class ConfigurationError(ClientError):
    """An environment variable says what cannot be done; nothing was sent.

    `variable` is its name.
    """

    variable: str
    reason: str

    def __str__(self) -> str:
        """Say which variable is to be changed, and why."""
        return (
            f"the environment variable {self.variable} cannot be used: {self.reason}; "
            "change it or unset it; nothing was sent"
        )


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


class MisplacedError(ClientError):
    """The `http=` of a client belongs to another process or event loop.

    Its connections are of no use here; nothing was sent.
    """


@dataclass(eq=False, repr=False)
class UnforeseenError(ClientError):
    """Something failed that ought not to be able to; this call started no job."""

    reason: str

    def __str__(self) -> str:
        """Say what was raised."""
        return f"an exception that nobody foresaw: {self.reason}"

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """Return the error that stands for one of another kind."""
        return cls(cls.reason_of(error))

    @staticmethod
    def reason_of(error: BaseException) -> str:
        """Return what an exception says, with its class."""
        kind, said = type(error).__name__, in_one_line(said_by(error))
        return f"{kind}: {said}" if said else kind
