"""Check fields: bounds that cross, defaults that the type refuses, reasons for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.limits import check_limits
from specpress.ir.multiple import is_multiple
from specpress.ir.text import Places, SpecText, quoted
from specpress.ir.types import (
    Boolean,
    Choice,
    Field,
    Inference,
    Integer,
    Json,
    JsonArray,
    JsonObject,
    List,
    Number,
    Record,
    Text,
    Type,
    innermost,
)


def check_record(record: Record) -> Iterator[Diagnostic]:
    """Yield what is wrong with the fields of a record and of the records within."""
    for field in record.fields:
        yield from check_limits(field)
        yield from _check_default(field)
        yield from check_inferred(field.inferred, field.places)
        inner = innermost(field.type)
        if isinstance(inner, Record):
            yield from check_record(inner)


def check_inferred(inferred: tuple[Inference, ...], places: Places) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each reason whose word is not written beside it."""
    for one in inferred:
        if not places.has(one.word) and one.word != "required":
            yield Diagnostic(
                "E0318",
                f"a reason for `{one.word}`, which is not written here",
                Label(one.word.span, "no such word beside `inferred`"),
                help=f"write `{one.word}: …` too, or remove the reason",
            )


def _check_default(field: Field) -> Iterator[Diagnostic]:
    if field.default is None:
        return
    if isinstance(field.type, Choice):
        yield from _check_choice(field, field.type)
    elif (refusal := refusal_of(field.type, field.default)) is not None:
        yield Diagnostic(
            "E0305",
            f"the default {refusal}",
            Label(field.places.of("default"), refusal),
            notes=("a request that spells the default out would be refused",),
            help="correct the default or the type",
        )


def _check_choice(field: Field, choice: Choice) -> Iterator[Diagnostic]:
    if any(_same(field.default, one) for one in choice.values):
        return
    allowed = [quoted(one) for one in choice.values[:8]]
    yield Diagnostic(
        "E0304",
        "the default is not among the choices",
        Label(field.places.of("default"), "not one of them"),
        (Label(field.places.of("choices"), "the choices"),),
        help=f"use {' or '.join(allowed)}",
    )


def refusal_of(type_: Type, value: Json) -> str | None:
    """Return why a type refuses a scalar, as the end of a sentence, or None if it does not."""
    match type_, value:
        case (Text(), SpecText()):
            return _text_refusal(type_, value)
        case (Boolean(), bool()):
            return None
        case ((Integer() | Number()), int() | float()) if not isinstance(value, bool):
            return _number_refusal(type_, value)
        case (List(), JsonArray(items=items)):
            return next((why for one in items if (why := refusal_of(type_.item, one))), None)
        case (Choice(values=values), _):
            known = any(_same(value, one) for one in values)
            return None if known else "holds a value that is not among the choices"
        case (Record(), JsonObject()):
            return None
        case _:
            return f"is not {_kind(type_)}"


def _text_refusal(type_: Text, value: SpecText) -> str | None:
    if type_.max_length is not None and len(value) > type_.max_length:
        return f"is longer than {type_.max_length} characters"
    if type_.min_length is not None and len(value) < type_.min_length:
        return f"is shorter than {type_.min_length} characters"
    return None


def _number_refusal(type_: Integer | Number, value: float) -> str | None:
    if isinstance(type_, Integer) and value != int(value):
        return "is not a whole number"
    if type_.minimum is not None and value < type_.minimum:
        return f"is below the minimum, {type_.minimum}"
    if type_.maximum is not None and value > type_.maximum:
        return f"is above the maximum, {type_.maximum}"
    step = type_.step if isinstance(type_, Number) else None
    if step is not None and not is_multiple(value, step):
        return f"is not a multiple of {step}"
    return None


def _same(left: Json, right: Json) -> bool:
    """Compare as JSON does: 1 and 1.0 are one number, true is none."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _kind(type_: Type) -> str:
    match type_:
        case Text():
            return "text"
        case Integer():
            return "a whole number"
        case Number():
            return "a number"
        case Boolean():
            return "true or false"
        case List():
            return "a list"
        case _:
            return "an object"
