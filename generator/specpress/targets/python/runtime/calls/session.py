"""What the calls of one client share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ..files.multipart import Multipart
from .recorder import Recorder
from .retry import RetryPolicy
from .retry_budget import RetryBudget

if TYPE_CHECKING:
    from ..effects.effects import Request
    from ..facts import Platform

_SLOWEST_UPLOAD: Final = 64_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A platform as one client sees it; it holds no key, only whether there is one.

    `is_local` where the platform is reached by plain HTTP, on this machine.
    `attempt_timeout` is how long one attempt may take, in seconds.
    """

    platform: Platform
    has_key: bool
    is_local: bool = False
    attempt_timeout: float = 60.0
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    budget: RetryBudget = field(default_factory=RetryBudget, repr=False)
    recorder: Recorder = field(default_factory=Recorder, repr=False)

    def timeout_of(self, request: Request) -> float:
        """Return how long one attempt may take; a file is given time for its size."""
        if isinstance(request.body, Multipart):
            return self.attempt_timeout + request.body.size / _SLOWEST_UPLOAD
        return self.attempt_timeout
