"""What a person may choose about an emulator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEMORY: Final = ":memory:"
OPENING: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices of one run.

    `db` is the file of the ledger. `faults` names a profile; `seed` decides about everything that
    looks drawn. `speed` is how many virtual seconds a real one takes; jobs of an `instant` platform
    have ended when the call that creates them is answered. `opening` is the balance of a new
    ledger, in the unit of the prices. `webhook` is the URL that is registered for webhooks, where
    requests do not say it.
    """

    db: str = MEMORY
    faults: str = "none"
    seed: int = 0
    speed: float = 1.0
    instant: bool = False
    opening: float = OPENING
    webhook: str | None = None
