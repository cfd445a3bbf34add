"""Check that rules can be kept together by a request that leaves its parameters at the defaults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.rules.effects import demand_span
from specpress.ir.contract.rule_evaluator import Judge
from specpress.ir.types.api import Request
from specpress.ir.types.rules import (
    Allowed,
    AtLeastOne,
    AtMostOne,
    Count,
    Demand,
    ExactlyOne,
    Excludes,
    Range,
    Requires,
    Rule,
)


def check_conflicts(rules: Sequence[Rule], request: Request) -> Iterator[Diagnostic]:
    """Yield pairs of rules that both speak by default, and cannot both be kept."""
    judge = Judge(request)
    active = [one for one in rules if one.is_refusal and judge.applies(one, {})]
    for first, second in combinations(active, 2):
        if _conflict(first.demand, second.demand) or _conflict(second.demand, first.demand):
            yield Diagnostic(
                "E0328",
                f"the rules `{first.id}` and `{second.id}` contradict each other",
                Label(demand_span(second), "cannot be kept as well"),
                (Label(demand_span(first), "kept"),),
                notes=("both speak of a request that leaves every parameter at its default",),
                help="correct one of the two, or give it a condition",
            )


def _conflict(first: Demand, second: Demand) -> bool:
    match first, second:
        case Requires(names), Excludes(others):
            return not set(names).isdisjoint(others)
        case ((AtLeastOne(names) | ExactlyOne(names)), Excludes(others)):
            return set(names) <= set(others)
        case ((AtMostOne(names) | ExactlyOne(names)), Requires(others)):
            return len(set(names) & set(others)) > 1
        case Allowed(name, values), Allowed(other, others):
            return name == other and set(values).isdisjoint(others)
        case Allowed(name, values), Range(other, least, most):
            return name == other and not any(_lies(one, least, most) for one in values)
        case Range(name, least, _), Range(other, _, most):
            return name == other and least is not None and most is not None and least > most
        case Count(name, where, least, _), Count(other, others, _, most):
            same = (name, where) == (other, others)
            return same and least is not None and most is not None and least > most
        case _:
            return False


def _lies(value: object, least: float | None, most: float | None) -> bool:
    if not isinstance(value, int | float):
        return True
    return (least is None or value >= least) and (most is None or value <= most)
