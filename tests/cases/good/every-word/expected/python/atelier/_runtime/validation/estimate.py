"""What a request costs."""

from __future__ import annotations

from typing import NamedTuple


class Estimate(NamedTuple):
    """What a request costs, from `low` to `high` in `unit`; alike where that is exact.

    `high` is None where no bound is known before. `basis` says in words what the
    figures were computed from.
    """

    low: float
    high: float | None
    unit: str
    basis: tuple[str, ...]
