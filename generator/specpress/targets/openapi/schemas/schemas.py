"""JSON Schema of a group, one component an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
)
from specpress.ir.contract.contract import Schema, remarks, schema_of, variants_of
from specpress.ir.types.text import Tree
from specpress.ir.types.types import Boolean, Integer, Number, ScalarValue, Text
from specpress.targets.openapi.schemas.catalog import Group
from specpress.targets.openapi.schemas.conditions import holding


def reference(name: str, section: str = "schemas") -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{section}/{name}"}


def components_of(
    group: Group,
    more: Mapping[str, Schema] | None = None,
    conditions: Sequence[Tree] = (),
) -> Iterator[tuple[str, Schema]]:
    """Yield the components of a group by name, outer ones first.

    `more` is what the outermost object's fields hold beside what their types say, and `conditions`
    are schemas that the whole of it must meet.
    """
    about: Schema = {"description": group.about}
    yield group.root, about | _object(group, group.record, more or {}, conditions)
    yield from _inner(group, group.record)


def _inner(group: Group, record: NamedRecord) -> Iterator[tuple[str, Schema]]:
    for field in record.fields:
        inner = _innermost(field.type)
        if isinstance(inner, NamedRecord):
            said = remarks(field.field) if _is_whole(field) else {}
            about: Schema = {"description": inner.summary}
            yield group.name_of(inner), about | said | _object(group, inner, {})
            yield from _inner(group, inner)


def _object(
    group: Group,
    record: NamedRecord,
    more: Mapping[str, Schema],
    conditions: Sequence[Tree] = (),
) -> Schema:
    properties: Schema = {
        one.field.name: _field(group, one) | more.get(one.field.name, {}) for one in record.fields
    }
    schema: Schema = {"type": "object", "properties": properties}
    required = [one.field.name for one in record.fields if one.field.required]
    if required:
        schema["required"] = required
    if group.is_closed:
        schema["additionalProperties"] = False
    return schema | holding([*variants_of(record.type), *conditions])


def _field(group: Group, named: NamedField) -> Schema:
    """Return the schema of a field; what is said of a whole object stands in its component."""
    schema = _type(group, named.type)
    if _is_whole(named):
        return schema
    if named.field.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    copied = named.field.taken_from
    origin: Schema = {} if copied is None else {"x-copied-from": f"upload#/{copied}"}
    return schema | remarks(named.field) | origin


def _is_whole(named: NamedField) -> bool:
    return isinstance(named.type, NamedRecord) and not named.field.nullable


def _type(group: Group, type_: NamedType) -> Schema:
    match type_:
        case NamedRecord():
            return reference(group.name_of(type_))
        case NamedList():
            return schema_of(type_.type) | {"items": _type(group, type_.item)}
        case NamedChoice():
            return _choice(type_.type.values)
        case NamedScalar():
            return _scalar(type_.type)
        case _ as unreachable:
            assert_never(unreachable)


def _scalar(type_: Text | Integer | Number | Boolean) -> Schema:
    """Return the schema of a scalar; a step that is a fraction is told to people only.

    Tools that divide binary fractions would refuse 0.3 as a multiple of 0.05.
    """
    schema = schema_of(type_)
    if isinstance(type_, Number) and type_.step is not None and type_.step % 1:
        schema["x-step"] = schema.pop("multipleOf")
    return schema


def _choice(values: Sequence[ScalarValue]) -> Schema:
    """Return the schema of a choice, with its type, which generators of code want beside it.

    They make an enumeration of texts or of whole numbers, and of nothing else.
    """
    groups: dict[str, list[ScalarValue]] = {}
    for one in values:
        groups.setdefault(_json_type(one), []).append(one)
    ways = [way for type_, found in groups.items() for way in _ways(type_, found)]
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _ways(type_: str, values: Sequence[ScalarValue]) -> Iterator[Schema]:
    if type_ == "number":
        for one in values:
            yield {"type": type_, "const": one}
    elif len(values) == 1:
        yield {"type": type_, "const": values[0], "enum": list(values)}
    else:
        yield {"type": type_, "enum": list(values)}


def _json_type(value: ScalarValue) -> str:
    match value:
        case int():
            return "integer"
        case float():
            return "number"
        case _:
            return "string"


def _innermost(type_: NamedType) -> NamedType:
    while isinstance(type_, NamedList):
        type_ = type_.item
    return type_
