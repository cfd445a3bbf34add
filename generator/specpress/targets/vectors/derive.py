"""Derive the vectors of a record: vary one place at a time of a request that is valid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from specpress.emit.encoders.encoders import json_text
from specpress.ir.contract.contract import json_tree
from specpress.ir.types.api import Model
from specpress.ir.types.text import Tree
from specpress.ir.types.types import Choice, Integer, List, Number, Record, Type
from specpress.targets.vectors.case import (
    Case,
    Path,
    Verdict,
    pointer,
    value_at,
    with_value,
    without,
)
from specpress.targets.vectors.paired import agreeing, at_odds
from specpress.targets.vectors.ruled import Rules
from specpress.targets.vectors.samples import least, sample
from specpress.targets.vectors.variants import variants

_UNKNOWN = "not_a_key"

Base: TypeAlias = Callable[[Path], Tree]
"""What gives the request to be varied at a path."""


def derive(model: Model) -> Iterator[Case]:
    """Yield the vectors of a model: the page's examples, the extremes, and every variation."""
    rules = Rules(model)
    record = model.request.record
    for example in model.request_examples:
        body = json_tree(example.body)
        tags = {*_tags(record, json.loads(json_text(body)))}
        yield Case(f"example {example.name}", body, None, tuple(sorted(tags)))
    for case in _derive(model, rules):
        yield from rules.judged(case)
    yield from rules.cases()


def _derive(model: Model, rules: Rules) -> Iterator[Case]:
    """Yield the vectors of the contract; each varies one place of a request that keeps the rules.

    A setting is varied where it stands with all the keys that the rules let stand beside it.
    """
    record = model.request.record
    full = sample(record)
    yield Case("required keys only", least(record))
    yield Case("every key", rules.base(full, ()))
    yield from _vary(record, (), lambda path: rules.base(full, path))


def _tags(type_: Type, value: object) -> Iterator[str]:
    """Yield what some technologies cannot say of a valid value."""
    match type_, value:
        case Number(step=float() | int()), float():
            yield "step_ulp"
        case ((Integer() | Choice()), float()) if value.is_integer():
            yield "integral_float"
        case List(item=item), list():
            for one in value:
                yield from _tags(item, one)
        case Record(fields=fields), dict():
            for field in fields:
                yield from _tags(field.type, value.get(field.name))
        case _:
            return


def _vary(type_: Type, path: Path, base: Base) -> Iterator[Case]:
    where, full = pointer(path) or "request", base(path)
    for one in variants(type_):
        verdict = None if one.code is None else Verdict(one.code, pointer(path))
        yield Case(f"{where}: {one.name}", with_value(full, path, one.value), verdict, one.tags)
    match type_:
        case Record():
            yield from _vary_record(type_, path, base)
        case List(item=item) if type_.max_items != 0:
            yield from _vary(item, (*path, 0), base)
        case _:
            pass


def _agreeing(case: Case, record: Record, path: Path) -> Case:
    """Return a vector that varies a field at `path` of a record, with the others to go with it."""
    *above, key = path
    outer = tuple(above)
    item = agreeing(value_at(case.request, outer), record, str(key))
    return replace(case, request=with_value(case.request, outer, item))


def _vary_record(record: Record, path: Path, base: Base) -> Iterator[Case]:
    where = pointer(path) or "request"
    for field in record.fields:
        inner = (*path, field.name)
        verdict = Verdict("required", pointer(inner)) if field.required else None
        yield Case(f"{pointer(inner)}: absent", without(base(inner), inner), verdict)
        for case in _vary(field.type, inner, base):
            yield case if case.verdict else _agreeing(case, record, inner)
    yield from at_odds(record, path, base(path))
    extra = (*path, _UNKNOWN)
    verdict = Verdict("unknown", pointer(extra))
    yield Case(f"{where}: unknown key", with_value(base(path), extra, 1), verdict)
