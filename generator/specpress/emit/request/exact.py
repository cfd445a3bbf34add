"""The exact phase: a function a record that collects every violation, in the page's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.emit.code import Code
from specpress.emit.python import AnyOf, Assign, Call, Do, For, If, Return, Statement, raw
from specpress.emit.request.limits import format_of, pattern_name, step_of
from specpress.emit.request.named import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    records_of,
)
from specpress.emit.text import literal
from specpress.ir.types import Boolean, Integer, Number, Text


@dataclass(frozen=True, slots=True)
class Check:
    """A function that checks one record: its name, and its body."""

    name: Code
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Fault:
    """A test that a bad value meets, and the violation it then is."""

    test: Code
    code: str
    expected: Code
    found: Code


def exact_checks(request: NamedRecord) -> tuple[Check, ...]:
    """Return the checks of a request, the outermost first; each is called by the one above it."""
    return tuple(Check(Code(one.check), tuple(_body(one))) for one in reversed(records_of(request)))


def _body(record: NamedRecord) -> Iterator[Statement]:
    fault = _Fault(
        Code("not isinstance(value, dict)"), "type", Code('"object"'), Code("json_type(value)")
    )
    yield If(raw(fault.test), (_report(fault, Code("at")), Return()))
    for field in record.fields:
        yield from _field(field)
    keys = Code(f"{record.constant}_KEYS")
    yield Do(Call("found.extend", (Call("unknown_keys", (raw("at"), raw(keys), raw("value"))),)))


def _field(field: NamedField) -> Iterator[Statement]:
    key = literal(str(field.field.name))
    at = Code(f'f"{{at}}/{field.field.name}"')
    checks = (
        Assign(Code(field.local), raw(f"value[{key}]")),
        *_value(field.type, field.local, at),
    )
    if field.field.required:
        missing = _Fault(Code(f"{key} not in value"), "required", Code("None"), Code("None"))
        yield If(raw(missing.test), (_report(missing, at),), checks)
    else:
        yield If(raw(f"{key} in value"), checks)


def _value(type_: NamedType, name: str, at: Code) -> Iterator[Statement]:
    """Yield the checks of the variable `name`, whose JSON Pointer is the expression `at`."""
    match type_:
        case NamedRecord(check=check):
            yield Do(Call(check, (raw(name), raw(at), raw("found"))))
        case NamedChoice(constant=constant):
            refused = Call("refused", (raw(at), raw(constant), raw(name)))
            yield If(
                raw(f"not is_choice({name}, {constant})"), (Do(Call("found.append", (refused,))),)
            )
        case NamedList():
            yield _chain([*_list_faults(type_, name)], at, orelse=(_items(type_, name, at),))
        case NamedScalar():
            yield _chain([*_scalar_faults(type_, name)], at)


def _items(list_: NamedList, name: str, at: Code) -> Statement:
    place = Code(f"{at[:-1]}/{{index}}\"")
    return For(
        Code(f"index, {list_.local}"),
        Call("enumerate", (raw(name),)),
        tuple(_value(list_.item, list_.local, place)),
    )


def _list_faults(list_: NamedList, name: str) -> Iterator[_Fault]:
    yield _type_fault(f"not isinstance({name}, list)", "array", name)
    length, stem = f"len({name})", list_.constant
    yield from _bound(list_.type.max_items, f"{length} > ", "too_many", f"{stem}_MAX_ITEMS", length)
    yield from _bound(list_.type.min_items, f"{length} < ", "too_few", f"{stem}_MIN_ITEMS", length)


def _scalar_faults(scalar: NamedScalar, name: str) -> Iterator[_Fault]:
    match scalar.type:
        case Text():
            yield _type_fault(f"not isinstance({name}, str)", "string", name)
            yield from _text_faults(scalar, scalar.type, name)
        case Boolean():
            yield _type_fault(f"not isinstance({name}, bool)", "boolean", name)
        case Integer() as type_:
            yield _type_fault(f"not is_integer({name})", "integer", name)
            yield from _number_faults(scalar, type_, name)
        case Number() as type_:
            yield _type_fault(f"not is_number({name})", "number", name)
            yield from _number_faults(scalar, type_, name)


def _text_faults(scalar: NamedScalar, type_: Text, name: str) -> Iterator[_Fault]:
    length, stem = f"len({name})", scalar.constant
    yield from _bound(type_.max_length, f"{length} > ", "too_long", f"{stem}_MAX_LENGTH", length)
    yield from _bound(type_.min_length, f"{length} < ", "too_short", f"{stem}_MIN_LENGTH", length)
    if (format_ := format_of(scalar)) is not None:
        test = Code(f"not {pattern_name(format_)}.fullmatch({name})")
        yield _Fault(test, "format", literal(format_.value), Code("None"))


def _number_faults(scalar: NamedScalar, type_: Integer | Number, name: str) -> Iterator[_Fault]:
    stem, found = scalar.constant, f"shown({name})"
    yield from _bound(type_.minimum, f"{name} < ", "minimum", f"{stem}_MIN", found)
    yield from _bound(type_.maximum, f"{name} > ", "maximum", f"{stem}_MAX", found)
    if isinstance(type_, Number) and (step := step_of(type_)) is not None:
        test = Code(f"not is_multiple({name}, {step.step}, {step.unit})")
        yield _Fault(test, "step", literal(type_.step), Code(found))


def _bound(
    limit: float | None, test: str, code: str, constant: str, found: str
) -> Iterator[_Fault]:
    if limit is not None:
        yield _Fault(Code(f"{test}{constant}"), code, Code(constant), Code(found))


def _type_fault(test: str, expected: str, name: str) -> _Fault:
    return _Fault(Code(test), "type", literal(expected), Code(f"json_type({name})"))


def _chain(
    faults: list[_Fault], at: Code, orelse: tuple[Statement, ...] = ()
) -> Statement:
    """Return `if … elif … else`: the first fault that holds is the one that is reported."""
    first, *rest = faults
    following = (_chain(rest, at, orelse),) if rest else orelse
    return If(raw(first.test), (_report(first, at),), following)


def _report(fault: _Fault, at: Code) -> Statement:
    sides = (raw(literal(fault.code)), raw(at), raw(fault.expected), raw(fault.found))
    return Do(Call("found.append", (Call("Violation", sides),)))
