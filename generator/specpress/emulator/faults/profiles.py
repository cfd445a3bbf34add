"""Profiles of faults: what goes wrong with which share of the calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from specpress.emulator.faults.faults import Fault, FaultError, Kind
from specpress.emulator.seeded_random import luck


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `calls` in every `seconds` of virtual time."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Profile:
    """Faults, each with the share of calls that it meets, and a rate limit."""

    name: str
    about: str
    shares: tuple[tuple[Fault, float], ...] = ()
    limit: Limit | None = None

    def draw(self, seed: int, ordinal: int) -> Fault | None:
        """Return what goes wrong with a call: the same for the same seed and ordinal."""
        if not self.shares:
            return None
        rest = luck(seed, "fault", ordinal)
        for fault, share in self.shares:
            if rest < share:
                return fault
            rest -= share
        return None


def with_retry_after(profile: Profile, seconds: int) -> Profile:
    """Return a profile whose refusals name other seconds in their Retry-After."""
    shares = tuple(
        (one if one.retry_after is None else replace(one, retry_after=seconds), share)
        for one, share in profile.shares
    )
    return replace(profile, shares=shares)


RATE_LIMITED: Final = "rate_limited"
"""Stands for the code that a platform has for too many requests, whatever it is called."""

_THROTTLED: Final = Fault(kind=Kind.ERROR, code=RATE_LIMITED, retry_after=1)


def _gateway(status: int, retry_after: int | None = None) -> Fault:
    return Fault(kind=Kind.STATUS, status=status, retry_after=retry_after)


def _fault(kind: Kind, seconds: float = 0.0) -> Fault:
    return Fault(kind=kind, seconds=seconds)


_PROFILES: Final = (
    Profile("none", "nothing goes wrong"),
    Profile(
        "storm",
        "a bad day: resets, refusals, truncated bodies, slow calls",
        (
            (_fault(Kind.RESET_BEFORE), 0.05),
            (_fault(Kind.RESET_AFTER), 0.08),
            (_THROTTLED, 0.05),
            (_gateway(503), 0.05),
            (_fault(Kind.TRUNCATE), 0.04),
            (_fault(Kind.SLOW, 0.2), 0.02),
        ),
    ),
    Profile(
        "gateway",
        "a failing gateway: 500, 502, 503, 504",
        tuple((_gateway(status), 0.05) for status in (500, 502, 503, 504)),
    ),
    Profile(
        "ragged",
        "answers that break off or drip",
        ((_fault(Kind.TRUNCATE), 0.1), (_fault(Kind.DRIP, 0.5), 0.1)),
    ),
    Profile("slow", "a call in five takes half a second", ((_fault(Kind.SLOW, 0.5), 0.2),)),
    Profile("throttled", "ten calls in every ten seconds, and no more", limit=Limit(10, 10.0)),
    Profile(
        "losses",
        "jobs that fail, hang, or end in nothing",
        (
            (_fault(Kind.FAILED_JOB), 0.2),
            (_fault(Kind.STUCK_JOB), 0.05),
            (_fault(Kind.UNKNOWN_STATE), 0.05),
            (_fault(Kind.NO_RESULT), 0.05),
        ),
    ),
    Profile("outage", "every call meets 503", ((_gateway(503), 1.0),)),
)
PROFILES: Final = {one.name: one for one in _PROFILES}


def profile_named(name: object) -> Profile:
    """Return a profile by its name.

    Raises:
        FaultError: there is none of that name.

    """
    if not isinstance(name, str) or name not in PROFILES:
        message = f"there is no profile {name!r}; there are {', '.join(PROFILES)}"
        raise FaultError(message)
    return PROFILES[name]
