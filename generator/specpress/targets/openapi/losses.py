"""What a document cannot carry."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.ir.contract.rule_contract import unsaid_rules
from specpress.ir.types.types import Number, Record, Type, innermost
from specpress.targets.openapi.subject import Subject


def losses_of(subject: Subject) -> Iterator[str]:
    """Yield the facts that readers of a document must not look for in its schemas."""
    models = subject.models
    for model in models:
        for rule in unsaid_rules(model):
            yield f"the rule {rule.id} of {model.id}, but in x-rules"
    if any(one.price is not None for one in models):
        yield "the price"
    if any(one.form is not None for one in subject.operations):
        yield "the largest upload and the MIME types of each kind as limits"
    if any(_has_step(one.request.record) for one in models):
        yield "steps that are fractions, but in x-step"
    calls = [(one.path, one.method) for one in subject.operations]
    if len(set(calls)) < len(calls):
        yield "the second of two calls with one path and method"


def _has_step(type_: Type) -> bool:
    match innermost(type_):
        case Record(fields=fields):
            return any(_has_step(one.type) for one in fields)
        case Number(step=step):
            return step is not None and step % 1 != 0
        case _:
            return False
