"""What datamodel-code-generator is asked: the contract of a request, without an author's word.

That generator has let descriptions, defaults, patterns and choices become code more than once. So
it is shown none: records and choices go by names of ours, and the texts under fields do not pass
through it at all. What its answer calls by these names is put back when that is printed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    parts_of,
    records_of,
)
from specpress.ir.contract.contract import Schema, schema_of

IMPORTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Annotated", "Literal", "TypeAlias"), "typing"),
    **dict.fromkeys(("MISSING", "BaseModel", "BeforeValidator", "ConfigDict"), "pydantic"),
    **dict.fromkeys(("Field", "StrictBool", "StrictFloat", "StrictInt", "StrictStr"), "pydantic"),
    "PydanticCustomError": "pydantic_core",
}
"""Every name that models import, and the module it is from."""

_NO_FIELD: Final = frozenset({*IMPORTS, "list", "I", "O", "l"})
"""Names that annotations need, and letters that look like digits."""


@dataclass(frozen=True, slots=True)
class Question:
    """A schema as JSON, and what stands behind the names in it.

    `root` is the name of the request itself. `fields` are the keys that are called otherwise in
    Python, because a field of that name would hide an import or a type.
    """

    schema: str
    root: str
    records: Mapping[str, NamedRecord]
    choices: Mapping[str, NamedChoice]
    fields: Mapping[str, str]


def question_of(request: NamedRecord) -> Question:
    """Return what to ask for a request.

    Raises:
        TypeError: if a text of the author were among it, for `json` cannot write one.

    """
    records = {f"Record{at}": one for at, one in enumerate(records_of(request))}
    names = {str(one.class_name): name for name, one in records.items()}
    schemas = {name: _record(one, names) for name, one in records.items()}
    root = names[str(request.class_name)]
    schema = {**schemas.pop(root), "$defs": schemas}
    choices = [one for one in parts_of(request) if isinstance(one, NamedChoice)]
    taken = {*_NO_FIELD, *names, *(str(one.alias) for one in choices)}
    return Question(
        json.dumps(schema, allow_nan=False),
        root,
        records,
        {str(one.constant): one for one in choices},
        _renamed([field.field.name for one in records.values() for field in one.fields], taken),
    )


def _record(record: NamedRecord, names: Mapping[str, str]) -> Schema:
    properties: Schema = {one.field.name: _field(one, names) for one in record.fields}
    schema = schema_of(record.type)
    schema.pop("allOf", None)  # which choices go with a discriminator: the models cannot say it
    return schema | {"properties": properties}


def _field(field: NamedField, names: Mapping[str, str]) -> Schema:
    schema = _schema(field.type, names)
    null: Schema = {"type": "null"}
    return {"anyOf": [schema, null]} if field.field.nullable else schema


def _schema(type_: NamedType, names: Mapping[str, str]) -> Schema:
    match type_:
        case NamedRecord(class_name=name):
            return {"$ref": f"#/$defs/{names[str(name)]}"}
        case NamedList(type=list_, item=item):
            return schema_of(list_) | {"items": _schema(item, names)}
        case NamedChoice(constant=constant):
            return {"const": str(constant)}
        case NamedScalar(type=scalar):
            return schema_of(scalar)
        case _ as unreachable:
            assert_never(unreachable)


def _renamed(keys: Collection[str], taken: Collection[str]) -> Mapping[str, str]:
    renamed: dict[str, str] = {}
    for key in sorted({*keys} & {*taken}):
        name = f"{key}_"
        while name in {*keys, *taken}:
            name += "_"
        renamed[str(key)] = name
    return renamed
