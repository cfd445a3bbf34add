"""`with_defaults`: spell out what the platform assumes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import json_literal, literal
from specpress.emit.python.request.named_request import NamedField, NamedRecord
from specpress.emit.python.syntax import Assign, Call, Do, If, Raw, Return, Statement

_PLAINLY: Final = Code("")


def defaults_body(request: NamedRecord, settings_key: str | None) -> tuple[Statement, ...]:
    """Return the body of `with_defaults(request)`; what is no object there stays as it is."""
    given, filled = Code("request"), Code("filled")
    copy = Call(Code(f"{given}.copy"), ())
    guard = If(_is_object(given, Code("not ")), (Return(Raw(given)),))
    if not _has_defaults(request):
        return (guard, Return(copy))
    return (
        guard,
        Assign(filled, copy),
        *_fill(request, filled, settings_key),
        Return(Raw(filled)),
    )


def _fill(record: NamedRecord, name: Code, settings_key: str | None) -> Iterator[Statement]:
    """Yield what sets the defaults of the object in the variable `name`."""
    for field in record.fields:
        if isinstance(field.type, NamedRecord) and _has_defaults(field.type):
            made = field.field.name == settings_key
            yield from _fill_inner(field, field.type, name, made=made)
        elif field.field.default is not None:
            sides = (literal(str(field.field.name)), json_literal(field.field.default))
            yield Do(Call(Code(f"{name}.setdefault"), tuple(Raw(one) for one in sides)))


def _fill_inner(
    field: NamedField, record: NamedRecord, name: Code, *, made: bool
) -> Iterator[Statement]:
    """Yield what fills an object within; one that is absent is made only if `made`."""
    key, local = literal(str(field.field.name)), field.local
    absent = (Raw(Code("{}")),) if made and not field.field.required else ()
    yield Assign(local, Call(Code(f"{name}.get"), (Raw(key), *absent)))
    yield If(
        _is_object(local),
        (
            Assign(local, Call(Code(f"{local}.copy"), ())),
            *_fill(record, local, None),
            Assign(Code(f"{name}[{key}]"), Raw(local)),
        ),
    )


def _is_object(name: Code, prefix: Code = _PLAINLY) -> Call:
    return Call(Code("isinstance"), (Raw(name), Raw(Code("dict"))), prefix=prefix)


def _has_defaults(record: NamedRecord) -> bool:
    return any(
        one.field.default is not None
        or (isinstance(one.type, NamedRecord) and _has_defaults(one.type))
        for one in record.fields
    )
