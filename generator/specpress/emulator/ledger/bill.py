"""What a job is charged, in millionths, so that sums are exact."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from specpress.targets.validator.load import Estimate

_MILLION: Final = 1_000_000


def exact(amount: float) -> int:
    """Return an amount in millionths."""
    return round(amount * _MILLION)


def shown(millionths: int) -> float:
    """Return millionths as an amount; a whole one as an integer."""
    whole, rest = divmod(millionths, _MILLION)
    return millionths / _MILLION if rest else whole


@dataclass(frozen=True, slots=True)
class Bill:
    """What is reserved when a job starts, and what it costs in the end, in millionths."""

    reserved: int
    final: int


def bill_of(estimate: Estimate | None, draw: float) -> Bill:
    """Return the bill of a job.

    The most it may cost is reserved, or the least where no bound is known. The end lies between
    the least and what is reserved, whole if both are; `draw`, from 0 to 1, says where. A job
    without a price is free.
    """
    if estimate is None:
        return Bill(0, 0)
    low = exact(estimate.low)
    reserved = low if estimate.high is None else exact(estimate.high)
    step = _MILLION if low % _MILLION == reserved % _MILLION == 0 else 1
    return Bill(reserved, low + math.floor((reserved - low) / step * draw) * step)
