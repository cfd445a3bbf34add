"""A model's rules as functions: one a rule, in straight lines, and the two that call them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import json_literal, literal, sentence
from specpress.emit.encoders.width import WIDTH, columns
from specpress.emit.python.printer import print_assignment, print_statements
from specpress.emit.python.request.checks.limits import limits_of
from specpress.emit.python.request.checks.reads import Scribe, Sources
from specpress.emit.python.request.checks.rule_tests import Breach, breaches, condition_test
from specpress.emit.python.request.named_request import NamedRecord
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Compare,
    Do,
    Expression,
    If,
    Joined,
    Raw,
    Statement,
)
from specpress.ir.types.api import Request
from specpress.ir.types.rules import Rule, names_of

_AND: Final = Code("and")


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule: its constants, the head of its function, and its statements."""

    constants: tuple[Code, ...]
    head: Code
    body: Code


@dataclass(frozen=True, slots=True)
class RulesView:
    """What a model's rules are written as.

    Attributes:
        rules: the functions, a rule each.
        settings: the pointer of the settings, as a literal; None if there are none.
        broken_body: the statements that call the rules that refuse a request; None if there is
            none.
        advice_body: those that call the others; None if there is none.

    """

    rules: tuple[RuleView, ...]
    settings: Code | None
    broken_body: Code | None
    advice_body: Code | None

    @property
    def bodies(self) -> tuple[Code, ...]:
        """Return the statements of the rules' functions."""
        return tuple(one.body for one in self.rules)


def rules_view(rules: Sequence[Rule], request: Request, named: NamedRecord) -> RulesView:
    """Return the view of the rules that can be checked."""
    checked = [one for one in rules if one.is_checked]
    sources = Sources(request, named)
    taken = {str(one.name) for one in limits_of(named)}
    refusing = [one for one in checked if not one.is_advice]
    advising = [one for one in checked if one.is_advice]
    return RulesView(
        tuple(_rule_view(one, sources, _stem(one, taken)) for one in checked),
        None if request.settings_key is None else literal(f"/{request.settings_key}"),
        print_statements((*_calls(refusing, sources),), 1) if refusing else None,
        print_statements((*_calls(advising, sources),), 1) if advising else None,
    )


def _stem(rule: Rule, taken: set[str]) -> Code:
    """Return how the names of a rule's constants begin: as no other constant's does."""
    stem = f"_{rule.id.upper()}"
    while any(one.startswith(stem) for one in taken):
        stem = f"{stem}_RULE"
    taken.add(stem)
    return Code(stem)


def _rule_view(rule: Rule, sources: Sources, stem: Code) -> RuleView:
    scribe = Scribe(sources, stem)
    conditions = tuple(condition_test(scribe, one) for one in rule.when)
    faults = tuple(breaches(scribe, sources, rule.demand))
    locales = [("_EN", rule.doc.en), *([("_TH", rule.doc.th)] if rule.doc.th else [])]
    names = tuple(Code(f"{stem}{suffix}") for suffix, _ in locales)
    told = (sentence(name, text) for name, (_, text) in zip(names, locales, strict=True))
    compared = (print_assignment(name, Code("Final"), value) for name, value in scribe.constants)
    expected = Code(f"({', '.join(names)}{',' if len(names) == 1 else ''})")
    reports = tuple((one, _report(rule, one, expected)) for one in faults)
    return RuleView(
        (*told, *compared),
        _head(rule, sources),
        print_statements((*scribe.reads, *_judge(conditions, reports)), 1),
    )


def _judge(
    conditions: tuple[Expression, ...], reports: tuple[tuple[Breach, Statement], ...]
) -> Iterator[Statement]:
    """Yield the statement that reports the first breach, where the conditions hold."""
    if len(reports) == 1 or not conditions:
        yield _chain(reports, conditions)
    else:
        yield If(_all(conditions), (_chain(reports, ()),))


def _chain(reports: tuple[tuple[Breach, Statement], ...], conditions: tuple[Expression, ...]) -> If:
    (breach, report), *rest = reports
    following = (_chain(tuple(rest), conditions),) if rest else ()
    return If(_all((*conditions, *breach.tests)), (report,), following)


def _all(tests: tuple[Expression, ...]) -> Expression:
    return tests[0] if len(tests) == 1 else Joined(_AND, tests)


def _report(rule: Rule, breach: Breach, expected: Code) -> Statement:
    sides = (literal(f"rule:{rule.id}"), literal(breach.at), expected, breach.found)
    violation = Call(Code("Violation"), tuple(Raw(one) for one in sides))
    return Do(Call(Code("broken.append"), (violation,)))


def _head(rule: Rule, sources: Sources) -> Code:
    parameters = [f"{name}: {type_}" for name, _, type_ in _arguments([rule], sources)]
    parameters.append("broken: list[Violation]")
    name = f"def _rule_{rule.id}("
    line = f"{name}{', '.join(parameters)}) -> None:"
    if columns(line) <= WIDTH:
        return Code(line)
    inner = "\n".join(f"    {one}," for one in parameters)
    return Code(f"{name}\n{inner}\n) -> None:")


def _calls(rules: Sequence[Rule], sources: Sources) -> Iterator[Statement]:
    """Yield what reads the settings and the prompt, and calls each rule that can be judged."""
    for name, value, _ in _arguments(rules, sources):
        yield Assign(name, value)
    yield Assign(Code("broken"), Raw(Code("[]")), Code("list[Violation]"))
    for rule in rules:
        places = [literal(sources.parameter(one).pointer) for one in names_of(rule)]
        names = [name for name, _, _ in _arguments([rule], sources)]
        call = Call(Code(f"_rule_{rule.id}"), tuple(Raw(one) for one in (*names, Code("broken"))))
        yield If(_untouched(places), (Do(call),))


def _untouched(places: list[Code]) -> Expression:
    if len(places) == 1:
        return Compare(places[0], Code("not in"), Code("wrong"))
    listed = Raw(Code(f"({', '.join(places)})"))
    return Call(Code("wrong.isdisjoint"), (listed,))


def _arguments(rules: Sequence[Rule], sources: Sources) -> Iterator[tuple[Code, Expression, Code]]:
    """Yield what rules are called with: the settings and the prompt, as far as they look there."""
    found = [sources.parameter(name) for rule in rules for name in names_of(rule)]
    if any(len(one.path) > 1 for one in found):
        settings = sources.settings
        key = literal(str(settings.field.name))
        empty = Call(Code("request.get"), (Raw(key), Raw(Code("{}"))))
        class_name = (
            settings.type.class_name if isinstance(settings.type, NamedRecord) else Code("")
        )
        yield settings.local, empty, class_name
    prompt = next((one for one in found if len(one.path) == 1), None)
    if prompt is not None:
        field = sources.field(prompt)
        default = prompt.field.default
        others = () if default is None else (Raw(json_literal(default)),)
        value = Call(Code("request.get"), (Raw(literal(str(prompt.field.name))), *others))
        optional = "" if prompt.field.required or others else " | None"
        yield field.local, value, Code(f"str{optional}")
