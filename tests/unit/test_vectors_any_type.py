"""Whatever the type, the contract agrees with the verdict of every variant."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import jsonschema_rs
from specpress.diagnostics.source import Source, Span
from specpress.emit.encoders.encoders import json_text
from specpress.ir.contract.contract import schema_of
from specpress.ir.types.text import Places, SpecText, Tree, Word
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Format,
    Integer,
    List,
    Number,
    Record,
    ScalarValue,
    Text,
    Type,
)
from specpress.targets.vectors.samples import number_of, sample
from specpress.targets.vectors.variants import variants

SPAN = Span(Source("specs/acme/pen.yaml"))


def field(name: str, type_: Type, *, required: bool = False) -> Field:
    return Field(Word(name, SPAN), type_, required=required, places=Places(SPAN))


def oracle(type_: Type) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(json_text(schema_of(type_))))


def as_json(tree: Tree) -> Any:
    """Return a tree as a reader of the written vectors gets it."""
    return json.loads(json_text(tree))


LENGTHS = (0, 1, 7, 8, 20, 24, 40)
WHOLE = (-(2**53) + 1, -100, -7, -1, 0, 1, 7, 1000, 2**53 - 1)
BOUNDS = (-100, -7, -1, -0.5, -0.1, 0, 0.05, 0.1, 0.3, 1, 2.5, 7, 1000)
STEPS = (0.001, 0.05, 0.1, 0.25, 0.5, 1, 3, 100)
SCALARS: tuple[ScalarValue, ...] = (
    *(SpecText(one, SPAN) for one in ("a", "1", "0.5", "", "some other text", "True", "ไทย")),
    *(0, 1, 2, 1.5, 0.5, -1, 2**53 - 1),
)


def between(random: Random, values: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return two of the values or None for either, the lesser first."""
    low, high = sorted(random.choices(values, k=2))
    return random.choice([(None, None), (low, None), (None, high), (low, high)])


def any_type(random: Random, depth: int = 0) -> Type:
    """Return a type of any kind with any limits."""
    kinds = ["text", "choice", "integer", "number", "boolean", "list", "record"]
    match random.choice(kinds[: 7 if depth < 3 else 5]):
        case "text":
            return Text(*between(random, LENGTHS), random.choice([None, None, *Format]))
        case "choice":
            return Choice(tuple(random.sample(SCALARS, random.randint(1, 5))))
        case "integer":
            return Integer(*between(random, WHOLE))
        case "number":
            return Number(*between(random, BOUNDS), random.choice([None, *STEPS]))
        case "boolean":
            return Boolean()
        case "list":
            return List(any_type(random, depth + 1), *between(random, (0, 1, 2, 3)))
        case _:
            return Record(
                tuple(
                    field(f"k{at}", any_type(random, depth + 1), required=random.random() < 0.5)
                    for at in range(random.randint(0, 3))
                )
            )


def test_the_contract_agrees_with_the_verdict_of_every_variant_of_any_type() -> None:
    random = Random(26)  # noqa: S311 - not for secrets
    seen: dict[str | None, int] = {}
    for _ in range(2000):
        type_ = any_type(random)
        contract = oracle(type_)
        if not contract.is_valid(as_json(sample(type_))):
            assert not has_room(type_), type_
            continue
        for one in variants(type_):
            assert contract.is_valid(as_json(one.value)) is (one.code is None), (type_, one)
            seen[one.code] = seen.get(one.code, 0) + 1
    assert seen.keys() == {
        *(None, "type", "choice", "too_long", "too_short", "minimum", "maximum", "step"),
        *("too_many", "too_few", "format"),
    }
    assert min(seen.values()) > 50


def has_room(type_: Type) -> bool:
    """Return whether a sample fits: a range may lack a multiple, or lengths exclude the format."""
    match type_:
        case Number(maximum=most, step=float() | int()) if most is not None:
            return number_of(type_) <= most
        case Text(format=Format.URL):
            return type_.max_length is None or type_.max_length > len("http://")
        case Text(format=Format.DATE_TIME):
            usual = len("2026-01-31T12:00:00Z")
            return (
                (type_.min_length or 0)
                <= usual
                <= (usual if type_.max_length is None else type_.max_length)
            )
        case List():
            return has_room(type_.item)
        case Record(fields=fields):
            return all(has_room(one.type) for one in fields)
        case _:
            return True
