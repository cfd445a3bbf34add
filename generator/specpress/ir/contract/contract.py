"""The contract: JSON Schema 2020-12 of a record, the meaning every target must keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias, assert_never

from specpress.ir.types.text import Tree
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Doc,
    Field,
    Format,
    Integer,
    Json,
    JsonArray,
    JsonObject,
    List,
    Number,
    Record,
    Text,
    Type,
)

Schema: TypeAlias = dict[str, Tree]

PATTERNS: Final = {
    Format.URL: r"^https?://[^\x00-\x20\x7f]+$",
    Format.DATE_TIME: (
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
        r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
    ),
}
"""What each format looks like, the same to ECMA 262, RE2 and Python's `re` with `fullmatch`."""


def schema_of(type_: Type) -> Schema:
    """Return the JSON Schema of a type, without descriptions of the type itself."""
    match type_:
        case Text():
            return _text(type_)
        case Choice(values=(only,)):
            return {"const": only}
        case Choice(values=values):
            return {"enum": list(values)}
        case Integer():
            return {"type": "integer"} | _present(minimum=type_.minimum, maximum=type_.maximum)
        case Number():
            bounds = _present(minimum=type_.minimum, maximum=type_.maximum, multipleOf=type_.step)
            return {"type": "number"} | bounds
        case Boolean():
            return {"type": "boolean"}
        case List():
            limits = _present(minItems=type_.min_items, maxItems=type_.max_items)
            schema: Schema = {"type": "array", "items": schema_of(type_.item)}
            return schema | limits
        case Record():
            return _record(type_)
        case _ as unreachable:
            assert_never(unreachable)


def json_tree(value: Json) -> Tree:
    """Return JSON of the IR as a tree for a serialiser."""
    match value:
        case JsonArray(items=items):
            return [json_tree(item) for item in items]
        case JsonObject(members=members):
            return {one.key: json_tree(one.value) for one in members}
        case _:
            return value


def remarks(field: Field) -> Schema:
    """Return what is said of a field beside its type: default, description, what is inferred."""
    schema: Schema = {}
    if field.default is not None:
        schema["default"] = json_tree(field.default)
    if field.doc is not None:
        schema["description"] = _english(field.doc)
    if field.inferred:
        reasons: Schema = {one.word: one.reason for one in field.inferred}
        schema["x-inferred"] = reasons
    return schema


def variants_of(record: Record) -> list[Tree]:
    """Return a condition for each value of a discriminator in a record: which choices are left."""
    return [one for field in record.fields for one in _variants(field)]


def _text(type_: Text) -> Schema:
    pattern = None if type_.format is None else PATTERNS[type_.format]
    lengths = _present(minLength=type_.min_length, maxLength=type_.max_length)
    return {"type": "string"} | lengths | _present(pattern=pattern)


def _record(record: Record) -> Schema:
    properties: Schema = {one.name: _field(one) for one in record.fields}
    schema: Schema = {"type": "object", "properties": properties}
    required = [one.name for one in record.fields if one.required]
    if required:
        schema["required"] = required
    schema["additionalProperties"] = False
    return schema | _present(allOf=variants_of(record) or None)


def _variants(field: Field) -> Iterator[Tree]:
    """Yield, for each value of a field's discriminator, which choices are left."""
    found = field.type.discriminator if isinstance(field.type, Choice) else None
    if found is None:
        return
    for one in found.variants:
        value: Schema = {"type": "string", "const": one.value}
        key: Schema = {found.key: value}
        chosen: Schema = {"type": "string", "enum": list(one.choices)}
        choices: Schema = {field.name: chosen}
        condition: Schema = {"properties": key, "required": [found.key]}
        consequence: Schema = {"properties": choices}
        yield {"if": condition, "then": consequence}


def _field(field: Field) -> Schema:
    schema = schema_of(field.type)
    if field.nullable:
        null: Schema = {"type": "null"}
        schema = {"anyOf": [schema, null]}
    return schema | remarks(field)


def _english(doc: Doc) -> Tree:
    return doc.en


def _present(**words: Tree) -> Schema:
    return {key: value for key, value in words.items() if value is not None}
