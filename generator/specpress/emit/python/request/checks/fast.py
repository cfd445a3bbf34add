"""The fast phase: one function that says yes to most valid requests, and never to a bad one.

It asks for exact types (`type(x) is str`), counts known keys down instead of walking all of
them, and gives up at anything unusual; the exact phase then decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.request.checks.limits import multiple_test, pattern_name
from specpress.emit.python.request.checks.variant import variant_tests
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
)
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Compare,
    Expression,
    For,
    If,
    Item,
    Joined,
    Raw,
    Return,
    Statement,
    Subtract,
    Try,
)
from specpress.ir.types.types import Boolean, Integer, Number, Text

_REFUSE = Return(Raw(Code("False")))


def fast_body(request: NamedRecord, *, ruled: bool = False) -> tuple[Statement, ...]:
    """Return the body of `_fits(request)`; where the request is `ruled`, it asks the rules too."""
    left = Code("left")
    *checks, _ = _record(request, Code("request"), left)
    rules = " and not _broken_rules(request, [])" if ruled else ""
    return (*checks, Return(Raw(Code(f"not {left}{rules}"))))


def _record(record: NamedRecord, name: Code, left: Code) -> Iterator[Statement]:
    """Yield the checks of the object in the variable `name`; `left` counts its unread keys."""
    yield _refuse_if(_is_not(name, "dict"))
    needed = [one for one in record.fields if one.field.required]
    if needed:
        yield Try(tuple(_read(one, name) for one in needed), Code("KeyError"), (_REFUSE,))
    for field in needed:
        yield from _value(field.type, field.local)
    keys = Code(f"len({name})")
    yield Assign(left, Compare(keys, Code("-"), Code(len(needed))) if needed else Raw(keys))
    for field in record.fields:
        if not field.field.required:
            yield _optional(field, name, left)
    yield _refuse_if(Raw(left))
    for field in record.fields:
        yield from _variants(field, name)


def _optional(field: NamedField, name: Code, left: Code) -> Statement:
    key = literal(str(field.field.name))
    test = Joined(Code("and"), (Raw(left), Compare(key, Code("in"), name)))
    checks = (_read(field, name), *_value(field.type, field.local), Subtract(left))
    return If(test, checks)


def _variants(field: NamedField, record: Code) -> Iterator[Statement]:
    """Yield the checks that a choice goes with its discriminator; both are sound by themselves."""
    for test in variant_tests(field, record):
        key = literal(str(field.field.name))
        value = Code(f"{record}[{key}]")
        absent = Compare(value, Code("not in"), test.constant)
        is_there = Compare(key, Code("in"), record)
        yield _refuse_if(Joined(Code("and"), (test.applies, is_there, absent)))


def _read(field: NamedField, name: Code) -> Statement:
    return Assign(field.local, Item(name, literal(str(field.field.name))))


def _value(type_: NamedType, name: Code) -> Iterator[Statement]:
    match type_:
        case NamedRecord():
            yield from _record(type_, name, Code(f"{name}_left"))
        case NamedList():
            yield _refuse_if(_is_not(name, "list"), *_list_bounds(type_, name))
            yield For(type_.local, Raw(name), tuple(_value(type_.item, type_.local)))
        case NamedChoice():
            yield _refuse_if(*_choice_tests(type_, name))
        case NamedScalar():
            yield _refuse_if(*_scalar_tests(type_, name))
        case _ as unreachable:
            assert_never(unreachable)


def _refuse_if(*tests: Expression) -> Statement:
    return If(tests[0] if len(tests) == 1 else Joined(Code("or"), tests), (_REFUSE,))


def _is_not(name: Code, type_: str) -> Expression:
    return Compare(Code(f"type({name})"), Code("is not"), Code(type_))


def _beyond(value: Code, operator: str, stem: Code, suffix: str) -> Expression:
    return Compare(value, Code(operator), Code(f"{stem}{suffix}"))


def _list_bounds(list_: NamedList, name: Code) -> Iterator[Expression]:
    length = Code(f"len({name})")
    if list_.type.max_items is not None:
        yield _beyond(length, ">", list_.constant, "_MAX_ITEMS")
    if list_.type.min_items is not None:
        yield _beyond(length, "<", list_.constant, "_MIN_ITEMS")


def _choice_tests(choice: NamedChoice, name: Code) -> Iterator[Expression]:
    if choice.is_text:
        yield _is_not(name, "str")
        yield Compare(name, Code("not in"), choice.constant)
    else:
        yield Call(Code("is_choice"), (Raw(name), Raw(choice.constant)), prefix=Code("not "))


def _scalar_tests(scalar: NamedScalar, name: Code) -> Iterator[Expression]:
    match scalar.type:
        case Text() as text:
            yield _is_not(name, "str")
            yield from _text_tests(scalar, text, name)
        case Boolean():
            yield _is_not(name, "bool")
        case Integer() as type_:
            yield _is_not(name, "int")
            yield from _number_tests(scalar, type_, name)
        case Number() as type_:
            yield Call(Code("is_number"), (Raw(name),), prefix=Code("not "))
            yield from _number_tests(scalar, type_, name)
        case _ as unreachable:
            assert_never(unreachable)


def _text_tests(scalar: NamedScalar, text: Text, name: Code) -> Iterator[Expression]:
    length = Code(f"len({name})")
    if text.max_length is not None:
        yield _beyond(length, ">", scalar.constant, "_MAX_LENGTH")
    if text.min_length is not None:
        yield _beyond(length, "<", scalar.constant, "_MIN_LENGTH")
    if text.format is not None:
        match_ = Code(f"{pattern_name(text.format)}.fullmatch")
        yield Call(match_, (Raw(name),), prefix=Code("not "))


def _number_tests(scalar: NamedScalar, type_: Integer | Number, name: Code) -> Iterator[Expression]:
    if type_.minimum is not None:
        yield _beyond(name, "<", scalar.constant, "_MIN")
    if type_.maximum is not None:
        yield _beyond(name, ">", scalar.constant, "_MAX")
    if isinstance(type_, Number) and type_.step is not None:
        yield multiple_test(type_.step, name)
