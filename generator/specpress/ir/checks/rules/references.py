"""Check that rules speak of what there is: parameters, fields, values, and types that fit."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.fields.fields import check_inferred, refusal_of
from specpress.ir.checks.rules.conflicts import check_conflicts
from specpress.ir.checks.rules.effects import check_effects
from specpress.ir.checks.rules.types import check_types
from specpress.ir.types.api import Model
from specpress.ir.types.parameters import item_field, parameter, parameters
from specpress.ir.types.rules import (
    Allowed,
    AtLeastOne,
    AtMostOne,
    Combinations,
    Count,
    ExactlyOne,
    Excludes,
    Has,
    Is,
    Match,
    Present,
    Requires,
    Rule,
    Sum,
    Unique,
    demanded_names,
)
from specpress.ir.types.text import Places, SpecText, Word, quoted
from specpress.ir.types.types import Field, List, ScalarValue
from specpress.spec.nearest import listed, nearest


def check_rules(model: Model) -> Iterator[Diagnostic]:
    """Yield everything in which the rules of a model contradict it or each other."""
    yield from _check_ids(model.rules)
    for rule in model.rules:
        yield from _check_rule(rule, model)
    sound = sound_rules(model)
    for rule in sound:
        yield from check_effects(rule, model.request)
    yield from check_conflicts(sound, model.request)


def sound_rules(model: Model) -> list[Rule]:
    """Return the rules that name what is there and ask of it what it can be."""
    return [one for one in model.rules if not any(True for _ in _check_rule(one, model))]


def _check_ids(rules: tuple[Rule, ...]) -> Iterator[Diagnostic]:
    seen: dict[str, Word] = {}
    for rule in rules:
        first = seen.setdefault(rule.id, rule.id)
        if first is not rule.id:
            yield Diagnostic(
                "E0326",
                f"a second rule `{rule.id}`",
                Label(rule.id.span, "again"),
                (Label(first.span, "first here"),),
                notes=("violations carry the id, so it must tell one rule from another",),
                help="rename one of the two",
            )


def _check_rule(rule: Rule, model: Model) -> Iterator[Diagnostic]:
    yield from check_inferred(rule.inferred, rule.places)
    unknown = list(_check_names(rule, model))
    yield from unknown
    if unknown:
        return
    types = list(check_types(rule, model.request))
    yield from types
    if not types:
        yield from _check_values(rule, model)
        yield from _check_presence(rule, model)


def _check_names(rule: Rule, model: Model) -> Iterator[Diagnostic]:
    known = [one.field.name for one in parameters(model.request)]
    for name in (*(one.name for one in rule.when), *demanded_names(rule.demand)):
        if name not in known:
            meant = nearest(name, known)
            yield Diagnostic(
                "E0322",
                f"the rule `{rule.id}` names no parameter: `{name}`",
                Label(name.span, "no such parameter"),
                notes=(f"the parameters are {listed(known, 'and')}",) if known else (),
                help=f"did you mean `{meant}`?" if meant else "correct the name",
            )
    for name, key in _field_keys(rule):
        found = parameter(model.request, name)
        type_ = None if found is None else found.field.type
        if isinstance(type_, List) and item_field(type_, key) is None:
            yield Diagnostic(
                "E0322",
                f"the items of `{name}` have no field `{key}`",
                Label(key.span, "no such field"),
                help="name a field of its items",
            )


def _field_keys(rule: Rule) -> Iterator[tuple[Word, Word]]:
    """Yield the lists whose items' fields a rule speaks of, each with such a field."""
    for name, match in _matches(rule):
        yield name, match.field
    match rule.demand:
        case Unique(name, Word() as key) | Sum(name, Word() as key):
            yield name, key
        case _:
            pass


def _matches(rule: Rule) -> Iterator[tuple[Word, Match]]:
    for condition in rule.when:
        if isinstance(condition, Has):
            yield from ((condition.name, one) for one in condition.where)
    if isinstance(rule.demand, Count):
        yield from ((rule.demand.name, one) for one in rule.demand.where)


def _check_values(rule: Rule, model: Model) -> Iterator[Diagnostic]:
    for name, value in _values(rule):
        found = parameter(model.request, name)
        if found is not None:
            yield from _check_value(rule, name, found.field, value)
    for name, match in _matches(rule):
        found = parameter(model.request, name)
        type_ = None if found is None else found.field.type
        field = item_field(type_, match.field) if isinstance(type_, List) else None
        if field is not None:
            for value in match.values:
                yield from _check_value(rule, match.field, field, value)


def _values(rule: Rule) -> Iterator[tuple[Word, ScalarValue]]:
    for condition in rule.when:
        if isinstance(condition, Is):
            yield from ((condition.name, one) for one in condition.values)
    match rule.demand:
        case Allowed(name, values):
            yield from ((name, one) for one in values)
        case Combinations(names, rows):
            yield from (pair for row in rows for pair in zip(names, row, strict=True))
        case _:
            pass


def _check_value(rule: Rule, name: Word, field: Field, value: ScalarValue) -> Iterator[Diagnostic]:
    if refusal_of(field.type, value, field.places) is not None:
        word = "choices" if field.places.has("choices") else "type"
        span = value.span if isinstance(value, SpecText) else name.span
        yield Diagnostic(
            "E0323",
            f"the rule `{rule.id}` speaks of a value that `{name}` cannot have",
            Label(span, f"`{name}` is never {quoted(value)}"),
            (Label(field.places.of(word), "what it can be"),),
            notes=('values are exact in type: "5" is not 5',),
            help="use a value that may be sent",
        )


def _check_presence(rule: Rule, model: Model) -> Iterator[Diagnostic]:
    asked = [one.name for one in rule.when if isinstance(one, Present)]
    if isinstance(rule.demand, Requires | Excludes | AtLeastOne | AtMostOne | ExactlyOne):
        asked += rule.demand.names
    for name in asked:
        found = parameter(model.request, name)
        if found is not None and found.field.default is not None:
            yield _defaulted(rule, name, found.field.places)


def _defaulted(rule: Rule, name: Word, places: Places) -> Diagnostic:
    return Diagnostic(
        "E0325",
        f"the rule `{rule.id}` asks whether `{name}` is present, which has a default",
        Label(name.span, "present or not, it has a value"),
        (Label(places.of("default"), "its default"),),
        notes=("a request must not change its meaning when its defaults are spelled out",),
        help="ask for its value instead",
    )
