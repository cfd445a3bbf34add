"""What the runtime raises of its own accord, before or beside any call."""

from __future__ import annotations

from dataclasses import dataclass

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
        key = self.idempotency_key
        about = f" (the job of idempotency key {key!r})" if key else ""
        return f"the journal{file}{about}: {self.reason}; nothing was sent"
