"""What must be so of several keys at once, in the form that other people's tools leave alone."""

from __future__ import annotations

from collections.abc import Sequence

from specpress.ir.contract.contract import Schema
from specpress.ir.types.text import Tree


def holding(conditions: Sequence[Tree]) -> Schema:
    """Return what makes a schema demand that all of some others hold, beside its own words.

    They stand within `then`: generators of clients make a class of each branch of an `allOf` beside
    `properties`, and leave `then` to those who judge values. `if` is met by every value.
    """
    if not conditions:
        return {}
    always: Schema = {}
    every: Schema = {"allOf": [_opened(one) for one in conditions]}
    return {"if": always, "then": every}


def _opened(schema: Tree) -> Tree:
    """Return a schema that names each key it requires, and says that there may be others.

    JSON Schema means both anyway. Redocly warns of keys that are required and not described, and
    closes each object that does not say that it is open.
    """
    match schema:
        case list():
            return [_opened(one) for one in schema]
        case dict():
            words = _counted({key: one for key, one in schema.items() if isinstance(key, str)})
            said: dict[str, Tree] = {key: _word(key, one) for key, one in words.items()}
            described = _described(said)
            return said | described | ({"unevaluatedProperties": True} if described else {})
        case _:
            return schema


def _word(word: str, value: Tree) -> Tree:
    """Return what a word of JSON Schema says; under `properties` stand keys of the request."""
    if word == "properties" and isinstance(value, dict):
        return {key: _opened(one) for key, one in value.items()}
    return _opened(value)


def _described(schema: Schema) -> Schema:
    """Return the `properties` of a schema with all keys that it requires; nothing without keys."""
    known, required = schema.get("properties"), schema.get("required")
    keys: dict[str, Tree] = dict(known) if isinstance(known, dict) else {}
    for key in required if isinstance(required, list) else ():
        keys.setdefault(key, {})
    return {"properties": keys} if keys else {}


def _counted(schema: Schema) -> Schema:
    """Return a schema whose `contains` is true of an item wherever it stands.

    Judges of older JSON Schema pass over `minContains: 0`, and would demand an item.
    """
    if schema.get("minContains") != 0:
        return schema
    beside = {"contains", "minContains", "maxContains"}
    rest = {key: one for key, one in schema.items() if key not in beside}
    some: Schema = {key: one for key, one in schema.items() if key not in {*rest, "minContains"}}
    none: Schema = {"not": {"contains": schema["contains"]}}
    return {**rest, "anyOf": [none, some]}
