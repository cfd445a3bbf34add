"""Check that a rule can be broken and can be kept, and that the defaults keep it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.ir.api import Request
from specpress.ir.judge import Judge
from specpress.ir.parameters import Parameter, parameter
from specpress.ir.rules import (
    Allowed,
    AtLeastOne,
    AtMostOne,
    Combinations,
    Condition,
    Count,
    Demand,
    Effect,
    ExactlyOne,
    Excludes,
    Has,
    Is,
    MaxLength,
    Present,
    Range,
    Requires,
    Rule,
    Sum,
    demanded_names,
)
from specpress.ir.text import Word
from specpress.ir.types import (
    Boolean,
    Choice,
    Integer,
    List,
    Number,
    ScalarValue,
    Text,
    Type,
)
from specpress.spec.rule_fit import DEMANDS

_COMBINATIONS = 10_000


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
    if not never and rule.is_checked and rule.effect is Effect.REJECT:
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
            domain = _domain(type_)
            if domain is None:
                return {True, False}
            outcomes = {one in values for one in domain}
            lacking = not field.required and field.default is None
            return {one is not negated for one in outcomes | ({False} if lacking else set())}
        case Present(wanted=wanted):
            return {wanted} if _is_always_there(found) else {True, False}
        case Has(negated=negated):
            empty = isinstance(type_, List) and type_.max_items == 0
            return {negated} if empty else {True, False}


def _is_always_there(found: Parameter) -> bool:
    type_ = found.field.type
    filled = not isinstance(type_, List) or bool(type_.min_items)
    return found.field.required and filled


def _domain(type_: Type) -> tuple[ScalarValue, ...] | None:
    match type_:
        case Choice(values=values):
            return values
        case Boolean():
            return (True, False)
        case _:
            return None


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
        met = _decides(condition, demand)
        if met is not None and condition.name in demanded_names(demand):
            return met, f"`when` already speaks of `{condition.name}`", condition.name
    for one in demanded_names(demand):
        met = _alone(demand, _found(request, one))
        if met is not None:
            return met, "any request does" if met else "no request can", one
    if isinstance(demand, Combinations) and _covers(demand, request):
        return True, "these are all combinations", demand.names[0]
    return None, "", None


def _decides(condition: Condition, demand: Demand) -> bool | None:
    """Return whether a condition on a parameter means that a demand of it is met, or is not."""
    match condition, demand:
        case (Present(wanted=wanted), Requires()):
            return wanted
        case (Present(wanted=wanted), Excludes()):
            return not wanted
        case (Is(negated=False), (Requires() | Excludes())):
            return isinstance(demand, Requires)
        case (Is(values=values, negated=False), Allowed(values=allowed)):
            met = {one in allowed for one in values}
        case (Is(values=values, negated=False), Range(minimum=least, maximum=most)):
            met = {_within((float(one),) * 2, (least, most)) is True for one in _numbers(values)}
        case _:
            return None
    return met.pop() if len(met) == 1 else None


def _numbers(values: tuple[ScalarValue, ...]) -> Iterator[float]:
    yield from (one for one in values if isinstance(one, int | float))


def _alone(demand: Demand, found: Parameter) -> bool | None:
    """Return whether what one parameter may be always, or never, meets a demand."""
    type_, there = found.field.type, _is_always_there(found)
    match demand:
        case Requires() | AtLeastOne() if there:
            return True
        case Excludes() if there:
            return False
        case Allowed(values=values):
            domain = _domain(type_)
            return True if domain is not None and set(domain) <= set(values) else None
        case Range(minimum=least, maximum=most):
            return _within(_bounds(type_), (least, most))
        case MaxLength(most=most):
            longest = type_.max_length if isinstance(type_, Text) else None
            return True if longest is not None and longest <= most else None
        case Count(minimum=least, maximum=most):
            return _countable(demand, type_)
        case _:
            return None


def _within(
    own: tuple[float | None, float | None], asked: tuple[float | None, float | None]
) -> bool | None:
    """Return whether all numbers of a type lie within bounds, or none does, or neither."""
    (low, high), (least, most) = own, asked
    above = least is None or (low is not None and low >= least)
    below = most is None or (high is not None and high <= most)
    if above and below:
        return True
    beneath = least is not None and high is not None and high < least
    beyond = most is not None and low is not None and low > most
    return False if beneath or beyond else None


def _bounds(type_: Type) -> tuple[float | None, float | None]:
    match type_:
        case Integer() | Number():
            return type_.minimum, type_.maximum
        case Choice(values=values):
            numbers = [*_numbers(values)]
            return min(numbers), max(numbers)
        case _:
            return None, None


def _countable(count: Count, type_: Type) -> bool | None:
    if not isinstance(type_, List):
        return None
    fewest = 0 if count.where else type_.min_items or 0
    counts = (float(fewest), None if type_.max_items is None else float(type_.max_items))
    return _within(counts, (count.minimum or None, count.maximum))


def _covers(demand: Combinations, request: Request) -> bool:
    domains = [_domain(_found(request, one).field.type) for one in demand.names]
    size = 1
    for one in domains:
        size *= _COMBINATIONS if one is None else len(one)
    if size >= _COMBINATIONS:
        return False
    return set(product(*(one or () for one in domains))) <= set(demand.rows)


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
