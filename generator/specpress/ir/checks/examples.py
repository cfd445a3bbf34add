"""Check the page's examples and defaults against the contract derived from the same file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.ir.checks.prices.worked import check_worked_price
from specpress.ir.checks.rules.effects import demand_span
from specpress.ir.contract.contract import json_tree
from specpress.ir.contract.rule_evaluator import Judge
from specpress.ir.contract.violations import faults_of
from specpress.ir.types.api import Example, Model, Platform
from specpress.ir.types.prices import PriceExample
from specpress.ir.types.text import plain, reveal
from specpress.ir.types.types import Field, Json, JsonObject, Record, innermost
from specpress.spec.nearest import nearest


def check_examples(model: Model, platform: Platform) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each thing an example or a default holds that the contract refuses."""
    yield from _check_defaults(model.request.record)
    for example in model.request_examples:
        found = list(_check(example, model.request.record, "E0311", "the request"))
        yield from found or _check_rules(example, model, "request example")
    for priced in model.price_examples:
        yield from _check_priced(priced, model)
    if platform.job is None:
        return
    for example in model.answer_examples:
        yield from _check(example, platform.job.answer, "E0312", "the answer")


def _check(example: Example, record: Record, code: str, what: str) -> Iterator[Diagnostic]:
    for fault in faults_of(example.body, record, example.places.key):
        yield Diagnostic(
            code,
            f"{what} example `{example.name}` is not what the spec says",
            fault.at,
            fault.described,
            notes=("the page's own examples must be accepted, or the spec has misread the page",),
            help="correct the example or the description of this value",
        )


def _check_priced(priced: PriceExample, model: Model) -> Iterator[Diagnostic]:
    """Check a worked price: its request by the contract, then what it costs."""
    if isinstance(priced.request, JsonObject):
        example = Example(priced.name, priced.request, places=priced.places)
        refused = list(_check(example, model.request.record, "E0347", "the worked price"))
        refused = refused or list(_check_rules(example, model, "worked price"))
        yield from refused or check_worked_price(priced, priced.request, model)
        return
    named = {str(one.name): one.body for one in model.request_examples}
    if priced.request in named:
        yield from check_worked_price(priced, named[priced.request], model)
        return
    meant = nearest(priced.request, named)
    yield Diagnostic(
        "E0347",
        f"there is no request example `{priced.request}`",
        Label(priced.request.span, "names none of them"),
        help=f"did you mean `{meant}`?" if meant else "write the request here",
    )


def _check_rules(example: Example, model: Model, what: str) -> Iterator[Diagnostic]:
    body, judge = plain(json_tree(example.body)), Judge(model.request)
    for rule in model.rules:
        at = None if rule.is_advice else judge.breaks(rule, body)
        if at is not None:
            span = span_near(example.body, at.split("/")[1:], example.places.key)
            yield Diagnostic(
                "E0329",
                f"the rule `{rule.id}` refuses the {what} `{example.name}`",
                Label(span, "breaks the rule"),
                (Label(demand_span(rule), "this demand"),),
                notes=("the page's own examples must be accepted, or the spec has misread it",),
                help="correct the example or the rule",
            )


def _check_defaults(record: Record) -> Iterator[Diagnostic]:
    for field in record.fields:
        yield from _check_default(field)
        inner = innermost(field.type)
        if isinstance(inner, Record):
            yield from _check_defaults(inner)


def _check_default(field: Field) -> Iterator[Diagnostic]:
    if field.default is None:
        return
    for fault in faults_of(field.default, field.type, field.places.of("default"), field.places):
        yield Diagnostic(
            "E0305",
            "the default is not what the spec says",
            fault.at,
            fault.described,
            notes=("a request that spells the default out would be refused",),
            help="correct the default or the description of this value",
        )


def span_near(value: Json, path: Iterable[str], span: Span) -> Span:
    """Return where the value at `path` stands, or what should hold it if there is none."""
    for step in path:
        found = None
        if isinstance(value, JsonObject):
            found = next((one for one in value.members if reveal(one.key) == step), None)
        if found is None:
            return span
        value, span = found.value, found.span
    return span
