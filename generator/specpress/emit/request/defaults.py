"""`with_defaults`: spell out what the platform assumes."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.emit.code import Code
from specpress.emit.python import Assign, Call, Do, If, Return, Statement, raw
from specpress.emit.request.named import NamedField, NamedRecord
from specpress.emit.text import json_literal, literal


def defaults_body(request: NamedRecord, settings_key: str | None) -> tuple[Statement, ...]:
    """Return the body of `with_defaults(request)`."""
    return (
        Assign(Code("filled"), raw("request.copy()")),
        *_fill(request, "filled", settings_key),
        Return(raw("filled")),
    )


def _fill(record: NamedRecord, name: str, settings_key: str | None) -> Iterator[Statement]:
    """Yield what sets the defaults of the object in the variable `name`."""
    for field in record.fields:
        key = literal(str(field.field.name))
        if isinstance(field.type, NamedRecord) and _has_defaults(field.type):
            yield from _inner(field, field.type, name, made=field.field.name == settings_key)
        elif field.field.default is not None:
            default = raw(json_literal(field.field.default))
            yield Do(Call(f"{name}.setdefault", (raw(key), default)))


def _inner(
    field: NamedField, record: NamedRecord, name: str, *, made: bool
) -> Iterator[Statement]:
    """Yield what fills an object within; one that is absent is made only if `made`."""
    key = literal(str(field.field.name))
    local = field.local
    filled = (
        *_fill(record, local, None),
        Assign(Code(f"{name}[{key}]"), raw(local)),
    )
    if field.field.required:
        yield Assign(Code(local), raw(f"{name}[{key}].copy()"))
        yield from filled
    elif made:
        yield Assign(Code(local), raw(f"{name}.get({key}, {{}}).copy()"))
        yield from filled
    else:
        yield If(
            raw(f"{key} in {name}"), (Assign(Code(local), raw(f"{name}[{key}].copy()")), *filled)
        )


def _has_defaults(record: NamedRecord) -> bool:
    return any(
        one.field.default is not None
        or (isinstance(one.type, NamedRecord) and _has_defaults(one.type))
        for one in record.fields
    )
