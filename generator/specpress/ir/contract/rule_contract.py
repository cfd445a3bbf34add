"""Rules as JSON Schema: what it can say of them exactly, beside the contract of the request.

A schema of a key that is absent is silent, so each part here says whether it demands the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import assert_never

from specpress.ir.contract.contract import Schema, schema_of
from specpress.ir.contract.rule_evaluator import Judge
from specpress.ir.types.api import Model, Request
from specpress.ir.types.parameters import Parameter, item_field, parameter
from specpress.ir.types.rules import (
    Allowed,
    AtLeastOne,
    AtMostOne,
    Bound,
    Combinations,
    Condition,
    Count,
    Demand,
    ExactlyOne,
    Excludes,
    Has,
    Is,
    Match,
    MaxLength,
    Present,
    Range,
    Requires,
    Rule,
    SameLength,
    Sum,
    Unchecked,
    Unique,
)
from specpress.ir.types.text import Tree, Word
from specpress.ir.types.types import List, ScalarValue


def contract_of(model: Model) -> Schema:
    """Return the JSON Schema of a model's request, with all its rules that JSON Schema can say."""
    said = rules_of(model)
    rules: Schema = {"allOf": said} if said else {}
    return schema_of(model.request.record) | rules


def rules_of(model: Model) -> list[Tree]:
    """Return a schema for each rule that JSON Schema can say, with its id and sentence."""
    return [_annotated(one, model.request) for one in model.rules if is_sayable(one)]


def unsaid_rules(model: Model) -> tuple[Rule, ...]:
    """Return the rules that validators check and JSON Schema cannot say."""
    return tuple(one for one in model.rules if one.is_refusal and not is_sayable(one))


def is_sayable(rule: Rule) -> bool:
    """Return whether a rule refuses requests, and JSON Schema can say which."""
    if not rule.is_refusal:
        return False
    match rule.demand:
        case SameLength() | Sum() | Bound() | Unchecked():
            return False
        case Unique(field=field):
            return field is None
        case _:
            return True


def _annotated(rule: Rule, request: Request) -> Schema:
    head: Schema = {"title": rule.id, "description": rule.doc.en}
    return head | _Sayer(request).rule(rule)


class _Sayer:
    """Says conditions and demands of one request's parameters."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._judge = Judge(request)

    def rule(self, rule: Rule) -> Schema:
        dependent = self._dependent(rule)
        if dependent is not None:
            return dependent
        demand = self._demand(rule.demand)
        if not rule.when:
            return demand
        conditions = [self._condition(one) for one in rule.when]
        return {"if": _all(conditions), "then": demand}

    def _dependent(self, rule: Rule) -> Schema | None:
        """Return `dependentRequired`, where one setting in the request requires others."""
        match rule.when, rule.demand:
            case (Present(name=name, wanted=True),), Requires(names):
                found = [self._parameter(one) for one in (name, *names)]
                if any(one.is_list or len(one.path) == 1 for one in found):
                    return None
                dependent: Schema = {name: list(names)}
                return _at(found[0].path[:-1], {"dependentRequired": dependent})
            case _:
                return None

    def _condition(self, condition: Condition) -> Schema:
        assumed = self._judge.holds(condition, {})
        match condition:
            case Is(name, values, negated):
                is_one = self._seen(name, _one_of(values), when_absent=assumed is not negated)
                return _not(is_one) if negated else is_one
            case Present(name, wanted):
                return self._present(name) if wanted else _not(self._present(name))
            case Has(name, where, negated):
                contains: Schema = {"contains": self._like(name, where)}
                has = self._seen(name, contains, when_absent=assumed is not negated)
                return _not(has) if negated else has
            case _ as unreachable:
                assert_never(unreachable)

    def _demand(self, demand: Demand) -> Schema:
        match demand:
            case Requires(names):
                return _all([self._present(one) for one in names])
            case Excludes(names):
                return _all([_not(self._present(one)) for one in names])
            case AtLeastOne(names):
                return {"anyOf": [self._present(one) for one in names]}
            case AtMostOne(names):
                pairs = combinations([self._present(one) for one in names], 2)
                return _all([_not(_all(list(one))) for one in pairs])
            case ExactlyOne(names):
                return {"oneOf": [self._present(one) for one in names]}
            case Combinations(names, rows):
                return {"anyOf": [*self._absences(names), *self._rows(names, rows)]}
            case SameLength() | Unchecked():
                return {}
            case _:
                assumed = self._judge.breach(demand, {}) is None
                return self._seen(demand.name, self._limits(demand), when_absent=assumed)

    def _limits(self, demand: Allowed | Range | MaxLength | Unique | Sum | Count | Bound) -> Schema:
        """Return what a value must be; nothing for what JSON Schema cannot say."""
        match demand:
            case Allowed(values=values):
                return _one_of(values)
            case Range(minimum=least, maximum=most):
                return _present(minimum=least, maximum=most)
            case MaxLength(most=most):
                return {"maxLength": most}
            case Unique():
                return {"uniqueItems": True}
            case Count(where=(), minimum=least, maximum=most):
                return _present(minItems=least, maxItems=most)
            case Count(name, where, least, most):
                contains: Schema = {"contains": self._like(name, where)}
                return contains | _present(minContains=least or 0, maxContains=most)
            case _:
                return {}

    def _rows(
        self, names: tuple[Word, ...], rows: tuple[tuple[ScalarValue, ...], ...]
    ) -> Iterator[Schema]:
        for row in rows:
            cells = (Is(name, (value,)) for name, value in zip(names, row, strict=True))
            yield _all([self._condition(one) for one in cells])

    def _absences(self, names: tuple[Word, ...]) -> Iterator[Schema]:
        for found in map(self._parameter, names):
            if found.field.default is None and not found.field.required:
                required: Schema = {"required": [found.field.name]}
                yield _not(_at(found.path[:-1], required, needed=True))

    def _like(self, name: Word, where: tuple[Match, ...]) -> Schema:
        """Return the schema of an item that is as `where` says."""
        type_ = self._parameter(name).field.type
        properties: Schema = {one.field: _one_of(one.values) for one in where}
        fields = [item_field(type_, one.field) for one in where if isinstance(type_, List)]
        needed = [
            one.field
            for one, field in zip(where, fields, strict=True)
            if field is None or field.default not in one.values
        ]
        required: Schema = {"required": needed} if needed else {}
        return {"properties": properties} | required

    def _seen(self, name: Word, schema: Schema, *, when_absent: bool) -> Schema:
        """Return the schema of a request in which a parameter is so, or absent if that will do."""
        found = self._parameter(name)
        properties: Schema = {name: schema}
        so: Schema = {"properties": properties}
        required: Schema = {} if when_absent else {"required": [name]}
        return _at(found.path[:-1], so | required, needed=not when_absent)

    def _present(self, name: Word) -> Schema:
        found = self._parameter(name)
        required: Schema = {"required": [name]}
        properties: Schema = {name: {"minItems": 1}}
        filled: Schema = {"properties": properties} if found.is_list else {}
        return _at(found.path[:-1], filled | required, needed=True)

    def _parameter(self, name: Word) -> Parameter:
        found = parameter(self._request, name)
        if found is None:
            raise KeyError(name)
        return found


def _at(path: tuple[Word, ...], schema: Schema, *, needed: bool = False) -> Schema:
    """Return the schema of a request in which what stands at `path` is so."""
    for key in reversed(path):
        properties: Schema = {key: schema}
        required: Schema = {"required": [key]} if needed else {}
        schema = {"properties": properties} | required
    return schema


def _all(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


def _not(schema: Schema) -> Schema:
    return {"not": schema}


def _one_of(values: tuple[ScalarValue, ...]) -> Schema:
    match values:
        case (only,):
            return {"const": only}
        case _:
            return {"enum": list(values)}


def _present(**words: float | None) -> Schema:
    return {key: value for key, value in words.items() if value is not None}
