"""What requests cost, and whether that is within what may be spent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Protocol

from .arguments import require_number
from .errors_local import CreditLimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .model import ModelModule

_UNIT: Final = "credits"


class Cost(Protocol):
    """What a request costs, from `low` to `high` in `unit`; alike where that is exact.

    `high` is None where no bound is known before. `basis` says in words what the
    figures were computed from.
    """

    @property
    def low(self) -> float:
        """The least it costs."""

    @property
    def high(self) -> float | None:
        """The most it costs."""

    @property
    def unit(self) -> str:
        """What the figures count."""

    @property
    def basis(self) -> tuple[str, ...]:
        """What the figures were computed from."""


def cost_of(model: ModelModule, request: Mapping[str, object]) -> Cost | None:
    """Return what a request that its model accepts costs; None if no page says that."""
    estimate = getattr(model, "estimate", None)
    if estimate is None:
        return None
    try:
        cost: Cost = estimate(request)
    except ValueError:  # the page states no price for this combination
        return None
    return cost


def require_within(costs: Iterable[Cost | None], max_credits: float | None) -> None:
    """See that all of it together costs no more than may be spent.

    Raises:
        CreditLimitError: it may cost more, or nobody can tell.
        InvalidRequestError: `max_credits` is no number.

    """
    if max_credits is None:
        return
    if not isinstance(max_credits, float):
        require_number(max_credits, "max_credits", "max_credits", -math.inf)
    total = 0.0
    for cost in costs:
        if cost is None or cost.high is None or cost.unit != _UNIT:
            raise CreditLimitError(max_credits, None, cost)
        total += cost.high
    if not total <= max_credits:
        raise CreditLimitError(max_credits, total)
