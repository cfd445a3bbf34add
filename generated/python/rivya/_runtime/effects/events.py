"""What happened on the way: one attempt of a call, a pause before the next, a job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Headers: TypeAlias = tuple[tuple[str, str], ...]
"""The fields of a message, in their order; a name may stand more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One attempt of a call, as it went: the raw answer, or why there is none.

    `target` is the path, or the host and path of a result that was downloaded; a query
    is left out. `status` is None where no whole answer came; `failure` says why.
    `seconds` is how long it took. Nothing of what was sent is kept.
    """

    method: str
    target: str
    status: int | None = None
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    request_id: str | None = None
    failure: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Retrying:
    """The call is sent again after a pause; `attempt` is the one that failed."""

    attempt: int
    seconds: float


@dataclass(frozen=True, slots=True)
class JobStarted:
    """The platform took a job."""

    id: str
    model: str | None


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job was seen to have ended, in the state it has."""

    id: str
    status: str | None


Event: TypeAlias = Exchange | Retrying | JobStarted | JobEnded
"""Everything that the log is told."""
