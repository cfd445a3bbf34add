"""Check that a rule can be broken and can be kept, and that the defaults keep it."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.ir.checks.rules.reach import alone, covers, decides, domain, is_always_there
from specpress.ir.contract.rule_evaluator import Judge
from specpress.ir.types.api import Request
from specpress.ir.types.parameters import Parameter, parameter
from specpress.ir.types.rules import (
    AtMostOne,
    Combinations,
    Condition,
    Count,
    ExactlyOne,
    Has,
    Is,
    Present,
    Range,
    Rule,
    Sum,
    demanded_names,
)
from specpress.ir.types.text import Word
from specpress.ir.types.types import (
    List,
)
from specpress.spec.shape.rule_fit import DEMANDS


def demand_span(rule: Rule) -> Span:
    """Return where the demand of a rule stands."""
    return rule.places.of(next(one for one in DEMANDS if rule.places.has(one)))


def check_effects(rule: Rule, request: Request) -> Iterator[Diagnostic]:
    """Yield what keeps a rule from ever, or from ever not, taking effect."""
    crossing = list(_check_bounds(rule))
    yield from crossing
    if crossing:
        return
    never = [*_constant_conditions(rule, request), *_constant_demand(rule, request)]
    yield from never
    if not never and rule.is_refusal:
        yield from _check_default(rule, request)


def _check_bounds(rule: Rule) -> Iterator[Diagnostic]:
    match rule.demand:
        case (
            Range(minimum=least, maximum=most)
            | Sum(minimum=least, maximum=most)
            | Count(minimum=least, maximum=most)
        ) if least is not None and most is not None and least > most:
            yield Diagnostic(
                "E0306",
                "`min` is above `max`, so no value is accepted",
                Label(demand_span(rule), f"{least} is above {most}"),
                help="swap the two, or correct one of them",
            )


def _constant_conditions(rule: Rule, request: Request) -> Iterator[Diagnostic]:
    for condition in rule.when:
        outcomes = _outcomes(condition, _found(request, condition.name))
        if len(outcomes) == 1:
            (holds,) = outcomes
            field = _found(request, condition.name).field
            yield Diagnostic(
                "E0327",
                f"the rule `{rule.id}` has a condition that {'always' if holds else 'never'} holds",
                Label(condition.name.span, "whatever is sent" if holds else "so it never fires"),
                (Label(field.places.key, "what may be sent"),),
                help="remove the condition" if holds else "correct it, or remove the rule",
            )


def _outcomes(condition: Condition, found: Parameter) -> set[bool]:
    """Return whether a condition can hold, and whether it can fail to."""
    field, type_ = found.field, found.field.type
    match condition:
        case Is(values=values, negated=negated):
            known = domain(type_)
            if known is None:
                return {True, False}
            outcomes = {one in values for one in known}
            lacking = not field.required and field.default is None
            return {one is not negated for one in outcomes | ({False} if lacking else set())}
        case Present(wanted=wanted):
            return {wanted} if is_always_there(found) else {True, False}
        case Has(negated=negated):
            empty = isinstance(type_, List) and type_.max_items == 0
            return {negated} if empty else {True, False}


def _constant_demand(rule: Rule, request: Request) -> Iterator[Diagnostic]:
    met, why, name = _constancy(rule, request)
    if met is not None and name is not None:
        yield Diagnostic(
            "E0327",
            f"the rule `{rule.id}` {'is never broken' if met else 'is broken whenever it speaks'}",
            Label(demand_span(rule), why),
            (Label(_found(request, name).field.places.key, f"`{name}`, as it stands"),),
            help="correct the demand, or remove the rule",
        )


def _constancy(rule: Rule, request: Request) -> tuple[bool | None, str, Word | None]:
    """Return whether a demand is always or never met, if it is either, why, and by what."""
    demand = rule.demand
    for condition in rule.when:
        met = decides(condition, demand)
        if met is not None and condition.name in demanded_names(demand):
            return met, f"`when` already speaks of `{condition.name}`", condition.name
    for one in demanded_names(demand):
        met = alone(demand, _found(request, one))
        if met is not None:
            return met, "any request does" if met else "no request can", one
    if isinstance(demand, Combinations) and covers(demand, request):
        return True, "these are all combinations", demand.names[0]
    return None, "", None


def _check_default(rule: Rule, request: Request) -> Iterator[Diagnostic]:
    if Judge(request).breaks(rule, {}) is None:
        return
    defaulted = [
        field
        for field in (_found(request, one).field for one in demanded_names(rule.demand))
        if field.default is not None
    ]
    if defaulted and not isinstance(rule.demand, AtMostOne | ExactlyOne):
        yield Diagnostic(
            "E0321",
            f"the rule `{rule.id}` forbids a default",
            Label(defaulted[0].places.of("default"), "assumed where nothing is sent"),
            (Label(demand_span(rule), "refused by this"),),
            notes=("a request that says nothing would be refused",),
            help="correct the default or the rule",
        )


def _found(request: Request, name: Word) -> Parameter:
    found = parameter(request, name)
    if found is None:
        raise KeyError(name)
    return found
