"""Check the page's examples and defaults against the contract derived from the same file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError, validators

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.ir.api import Example, Model, Platform
from specpress.ir.checks.rule_effects import demand_span
from specpress.ir.checks.worked import check_worked_price
from specpress.ir.contract import json_tree, schema_of
from specpress.ir.judge import Judge
from specpress.ir.multiple import is_multiple
from specpress.ir.prices import PriceExample
from specpress.ir.text import plain, reveal
from specpress.ir.types import Json, JsonArray, JsonObject, Record, Type, innermost
from specpress.spec.nearest import listed, nearest


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
    for error in _errors(record, example.body):
        span = span_at(example.body, error.absolute_path, example.places.key)
        yield Diagnostic(
            code,
            f"{what} example `{example.name}` is not what the spec says",
            Label(span, _reason(error)),
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
        for error in () if field.default is None else _errors(field.type, field.default):
            span = span_at(field.default, error.absolute_path, field.places.of("default"))
            yield Diagnostic(
                "E0305",
                "the default is not what the spec says",
                Label(span, _reason(error)),
                notes=("a request that spells the default out would be refused",),
                help="correct the default or the description of this value",
            )
        inner = innermost(field.type)
        if isinstance(inner, Record):
            yield from _check_defaults(inner)


def _errors(type_: Type, value: Json) -> Iterator[Any]:
    """Yield what the contract of a type finds wrong with a value, as ValidationErrors."""
    schema = {key: plain(one) for key, one in schema_of(type_).items()}
    return _DIALECT(schema).iter_errors(plain(json_tree(value)))


def _check_multiple(
    _validator: Draft202012Validator, step: float, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    """Check `multipleOf` in exact decimal; jsonschema would divide binary fractions."""
    is_number = isinstance(instance, int | float) and not isinstance(instance, bool)
    if is_number and not is_multiple(instance, step):
        yield ValidationError("multipleOf")


_DIALECT: Final[type[Draft202012Validator]] = validators.extend(
    Draft202012Validator, {"multipleOf": _check_multiple}
)
"""JSON Schema as Python's jsonschema reads it, but for exact steps; made once, as it takes time."""


def _reason(error: Any) -> str:
    """Say why a keyword of the contract refuses an instance; `error` is a ValidationError."""
    keyword, value, instance = error.validator, error.validator_value, error.instance
    match keyword:
        case "type":
            return f"expected {value}"
        case "required":
            return f"lacks {listed([f'`{key}`' for key in value if key not in instance], 'and')}"
        case "additionalProperties":
            extra = [f"`{key}`" for key in instance if key not in error.schema["properties"]]
            return f"not described: {', '.join(extra)}"
        case "enum" | "const":
            return "not among the choices"
        case "maxLength" | "maxItems" | "maximum":
            return f"more than {value}"
        case "minLength" | "minItems" | "minimum":
            return f"less than {value}"
        case "multipleOf":
            return f"not a multiple of {value}"
        case _:
            return "not in the documented form"


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


def span_at(value: Json, path: Iterable[str | int], span: Span) -> Span:
    """Return where the value at `path` within `value` stands; `span` is where `value` does."""
    for step in path:
        match value:
            case JsonArray(items=items, spans=spans) if isinstance(step, int):
                value, span = items[step], spans[step]
            case JsonObject(members=members):
                found = next(one for one in members if reveal(one.key) == step)
                value, span = found.value, found.span
    return span
