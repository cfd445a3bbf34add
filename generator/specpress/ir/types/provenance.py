"""Where a fact was read, and how it came to be known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from specpress.ir.types.text import SpecText, Word


class Trust(Enum):
    """How a fact came to be known."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Provenance:
    """The page a fact was read from; `read` is an ISO date."""

    page: SpecText
    locale: Word | None = None
    read: SpecText | None = None
    trust: Trust = Trust.DOCUMENTED
