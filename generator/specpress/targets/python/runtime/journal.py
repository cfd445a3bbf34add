"""What is worth writing down so that a crash loses no job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .job import Job


@dataclass(frozen=True, slots=True)
class Intent:
    """A job is about to be started: the body, and the key that makes it one job."""

    platform: str
    model: str
    idempotency_key: str
    fingerprint: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Started:
    """A job was started, and this is how to find it."""

    job: Job


Record: TypeAlias = Intent | Started
