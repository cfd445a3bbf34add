"""The fast phase: one function that says yes to most valid requests, and never to a bad one.

It asks for exact types (`type(x) is str`), counts known keys down instead of walking all of
them, and gives up at anything unusual; the exact phase then decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from specpress.emit.code import Code
from specpress.emit.python import (
    AnyOf,
    Assign,
    AugAssign,
    For,
    If,
    Return,
    Statement,
    Try,
    raw,
)
from specpress.emit.request.limits import format_of, pattern_name, step_of
from specpress.emit.request.named import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
)
from specpress.emit.text import literal
from specpress.ir.text import SpecText
from specpress.ir.types import Boolean, Integer, Number, Text

_REFUSE = Return(raw("False"))


def fast_body(request: NamedRecord) -> tuple[Statement, ...]:
    """Return the body of `_fits(request)`."""
    return (*_record(request, "request", "left"), Return(raw("True")))


def _record(record: NamedRecord, name: str, left: str) -> Iterator[Statement]:
    """Yield the checks of the object in the variable `name`; `left` counts its unread keys."""
    yield _refuse_if(f"type({name}) is not dict")
    needed = [one for one in record.fields if one.field.required]
    if needed:
        reads = tuple(Assign(Code(one.local), raw(_item(name, one))) for one in needed)
        yield Try(reads, Code("KeyError"), (_REFUSE,))
    for field in needed:
        yield from _value(field.type, field.local)
    spent = f" - {len(needed)}" if needed else ""
    yield Assign(Code(left), raw(f"len({name}){spent}"))
    for field in record.fields:
        if not field.field.required:
            yield _optional(field, name, left)
    yield _refuse_if(left)


def _optional(field: NamedField, name: str, left: str) -> Statement:
    key = literal(str(field.field.name))
    return If(
        raw(f"{left} and {key} in {name}"),
        (
            Assign(Code(field.local), raw(_item(name, field))),
            *_value(field.type, field.local),
            AugAssign(Code(left), "-=", raw("1")),
        ),
    )


def _item(name: str, field: NamedField) -> str:
    return f"{name}[{literal(str(field.field.name))}]"


def _value(type_: NamedType, name: str) -> Iterator[Statement]:
    match type_:
        case NamedRecord():
            yield from _record(type_, name, f"{name}_left")
        case NamedList():
            yield _refuse_if(f"type({name}) is not list", *_list_bounds(type_, name))
            yield For(Code(type_.local), raw(name), tuple(_value(type_.item, type_.local)))
        case NamedChoice():
            yield _refuse_if(*_choice_tests(type_, name))
        case NamedScalar():
            yield _refuse_if(*_scalar_tests(type_, name))


def _refuse_if(*tests: str) -> Statement:
    return If(AnyOf(tuple(raw(one) for one in tests)), (_REFUSE,))


def _list_bounds(list_: NamedList, name: str) -> Iterator[str]:
    if list_.type.max_items is not None:
        yield f"len({name}) > {list_.constant}_MAX_ITEMS"
    if list_.type.min_items is not None:
        yield f"len({name}) < {list_.constant}_MIN_ITEMS"


def _choice_tests(choice: NamedChoice, name: str) -> Iterator[str]:
    if all(isinstance(one, SpecText) for one in choice.type.values):
        yield f"type({name}) is not str"
        yield f"{name} not in {choice.constant}"
    else:
        yield f"not is_choice({name}, {choice.constant})"


def _scalar_tests(scalar: NamedScalar, name: str) -> Iterator[str]:
    match scalar.type:
        case Text() as text:
            yield f"type({name}) is not str"
            if text.max_length is not None:
                yield f"len({name}) > {scalar.constant}_MAX_LENGTH"
            if text.min_length is not None:
                yield f"len({name}) < {scalar.constant}_MIN_LENGTH"
            if (format_ := format_of(scalar)) is not None:
                yield f"not {pattern_name(format_)}.fullmatch({name})"
        case Boolean():
            yield f"type({name}) is not bool"
        case Integer() as type_:
            yield f"type({name}) is not int"
            yield from _number_bounds(scalar, type_, name)
        case Number() as type_:
            yield f"not is_number({name})"
            yield from _number_bounds(scalar, type_, name)


def _number_bounds(scalar: NamedScalar, type_: Integer | Number, name: str) -> Iterator[str]:
    if type_.minimum is not None:
        yield f"{name} < {scalar.constant}_MIN"
    if type_.maximum is not None:
        yield f"{name} > {scalar.constant}_MAX"
    if isinstance(type_, Number) and (step := step_of(type_)) is not None:
        yield f"not is_multiple({name}, {step.step}, {step.unit})"
