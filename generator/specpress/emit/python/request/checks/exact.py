"""The exact phase: a function a record that collects every violation, in the page's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.request.checks.limits import multiple_test, pattern_name
from specpress.emit.python.request.checks.variant import VariantTest, variant_tests
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    records_of,
)
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Compare,
    Do,
    Expression,
    For,
    If,
    Item,
    Joined,
    Raw,
    Return,
    Statement,
)
from specpress.ir.types.types import Boolean, Integer, Number, Text


@dataclass(frozen=True, slots=True)
class Check:
    """A function that checks one record: its name, and its body."""

    name: Code
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Fault:
    """A test that a bad value meets, and the violation it then is."""

    test: Expression
    code: str
    expected: Code
    found: Code


_NONE: Final = Code("None")


def exact_checks(request: NamedRecord) -> tuple[Check, ...]:
    """Return the checks of a request, the outermost first; each is called by the one above it."""
    return tuple(Check(one.check, tuple(_body(one))) for one in reversed(records_of(request)))


def _body(record: NamedRecord) -> Iterator[Statement]:
    at, value = Raw(Code("at")), Code("value")
    fault = _wrong_type(_is_instance(value, "dict"), "object", value)
    yield If(fault.test, (_report(fault, at.code), Return()))
    for field in record.fields:
        yield from _field(field, value)
    keys = Raw(Code(f"{record.constant}_KEYS"))
    unknown = Call(Code("unknown_keys"), (at, keys, Raw(value)))
    yield Do(Call(Code("found.extend"), (unknown,)))


def _field(field: NamedField, value: Code) -> Iterator[Statement]:
    key = literal(str(field.field.name))
    at = Code(f'f"{{at}}/{field.field.name}"')
    if isinstance(field.type, NamedChoice):
        variants = variant_tests(field, value)
        tests: tuple[Statement, ...] = (_choice(field.type, field.local, at, variants),)
    else:
        tests = tuple(_value(field.type, field.local, at))
    checks = (Assign(field.local, Item(value, key)), *tests)
    if field.field.required:
        missing = _Fault(Compare(key, Code("not in"), value), "required", _NONE, _NONE)
        yield If(missing.test, (_report(missing, at),), checks)
    else:
        yield If(Compare(key, Code("in"), value), checks)


def _choice(
    choice: NamedChoice, name: Code, at: Code, variants: Iterator[VariantTest]
) -> Statement:
    """Return `if … elif …`: no choice at all, or none that a discriminator leaves."""
    following: tuple[Statement, ...] = ()
    for one in reversed([*variants]):
        absent = Compare(name, Code("not in"), one.constant)
        beyond = Joined(Code("and"), (one.applies, absent))
        following = (If(beyond, (_refuse(at, one.constant, name),), following),)
    return If(_is_no_choice(choice, name), (_refuse(at, choice.constant, name),), following)


def _refuse(at: Code, choices: Code, name: Code) -> Statement:
    refused = Call(Code("refused"), (Raw(at), Raw(choices), Raw(name)))
    return Do(Call(Code("found.append"), (refused,)))


def _value(type_: NamedType, name: Code, at: Code) -> Iterator[Statement]:
    """Yield the checks of the variable `name`, whose JSON Pointer is the expression `at`."""
    match type_:
        case NamedRecord(check=check):
            yield Do(Call(check, (Raw(name), Raw(at), Raw(Code("found")))))
        case NamedChoice():
            yield _choice(type_, name, at, iter(()))
        case NamedList():
            wrong, *bounds = _list_faults(type_, name)
            within = (*([_chain(tuple(bounds), at)] if bounds else []), _items(type_, name, at))
            yield If(wrong.test, (_report(wrong, at),), within)
        case NamedScalar():
            yield _chain((*_scalar_faults(type_, name),), at)
        case _ as unreachable:
            assert_never(unreachable)


def _is_no_choice(choice: NamedChoice, name: Code) -> Expression:
    """Return the test that a value is not among the choices; texts need no call for it."""
    if choice.is_text:
        absent = Compare(name, Code("not in"), choice.constant)
        return Joined(Code("or"), (_is_instance(name, "str"), absent))
    return Call(Code("is_choice"), (Raw(name), Raw(choice.constant)), prefix=Code("not "))


def _items(list_: NamedList, name: Code, at: Code) -> Statement:
    # A list within a list has an index of its own.
    index = "index" if "{index}" not in at else f"{list_.local}_index"
    place = Code(f'{at.removesuffix(Code(chr(34)))}/{{{index}}}"')
    return For(
        Code(f"{index}, {list_.local}"),
        Call(Code("enumerate"), (Raw(name),)),
        tuple(_value(list_.item, list_.local, place)),
    )


def _list_faults(list_: NamedList, name: Code) -> Iterator[_Fault]:
    yield _wrong_type(_is_instance(name, "list"), "array", name)
    length, stem = Code(f"len({name})"), list_.constant
    if list_.type.max_items is not None:
        yield _beyond(length, ">", Code(f"{stem}_MAX_ITEMS"), "too_many", length)
    if list_.type.min_items is not None:
        yield _beyond(length, "<", Code(f"{stem}_MIN_ITEMS"), "too_few", length)


def _scalar_faults(scalar: NamedScalar, name: Code) -> Iterator[_Fault]:
    match scalar.type:
        case Text() as text:
            yield _wrong_type(_is_instance(name, "str"), "string", name)
            yield from _text_faults(scalar, text, name)
        case Boolean():
            yield _wrong_type(_is_instance(name, "bool"), "boolean", name)
        case Integer() as type_:
            yield _wrong_type(_is_not("is_integer", name), "integer", name)
            yield from _number_faults(scalar, type_, name)
        case Number() as type_:
            yield _wrong_type(_is_not("is_number", name), "number", name)
            yield from _number_faults(scalar, type_, name)
        case _ as unreachable:
            assert_never(unreachable)


def _text_faults(scalar: NamedScalar, text: Text, name: Code) -> Iterator[_Fault]:
    length, stem = Code(f"len({name})"), scalar.constant
    if text.max_length is not None:
        yield _beyond(length, ">", Code(f"{stem}_MAX_LENGTH"), "too_long", length)
    if text.min_length is not None:
        yield _beyond(length, "<", Code(f"{stem}_MIN_LENGTH"), "too_short", length)
    if text.format is not None:
        test = _is_not(f"{pattern_name(text.format)}.fullmatch", name)
        yield _Fault(test, "format", literal(text.format.value), _NONE)


def _number_faults(scalar: NamedScalar, type_: Integer | Number, name: Code) -> Iterator[_Fault]:
    stem, found = scalar.constant, Code(f"shown({name})")
    if type_.minimum is not None:
        yield _beyond(name, "<", Code(f"{stem}_MIN"), "minimum", found)
    if type_.maximum is not None:
        yield _beyond(name, ">", Code(f"{stem}_MAX"), "maximum", found)
    if isinstance(type_, Number) and type_.step is not None:
        yield _Fault(multiple_test(type_.step, name), "step", literal(type_.step), found)


def _beyond(value: Code, operator: str, limit: Code, code: str, found: Code) -> _Fault:
    return _Fault(Compare(value, Code(operator), limit), code, limit, found)


def _wrong_type(test: Expression, expected: str, name: Code) -> _Fault:
    return _Fault(test, "type", literal(expected), Code(f"json_type({name})"))


def _is_instance(name: Code, type_: str) -> Expression:
    return Call(Code("isinstance"), (Raw(name), Raw(Code(type_))), prefix=Code("not "))


def _is_not(function: str, name: Code) -> Expression:
    return Call(Code(function), (Raw(name),), prefix=Code("not "))


def _chain(faults: tuple[_Fault, ...], at: Code) -> Statement:
    """Return `if … elif … else`: the first fault that holds is the one that is reported."""
    first, *rest = faults
    following = (_chain(tuple(rest), at),) if rest else ()
    return If(first.test, (_report(first, at),), following)


def _report(fault: _Fault, at: Code) -> Statement:
    sides = (literal(fault.code), at, fault.expected, fault.found)
    violation = Call(Code("Violation"), tuple(Raw(one) for one in sides))
    return Do(Call(Code("found.append"), (violation,)))
