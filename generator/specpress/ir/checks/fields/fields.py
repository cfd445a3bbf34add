"""Check fields: bounds that cross, defaults that the type refuses, reasons for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.fields.limits import check_limits
from specpress.ir.types.multiple import is_multiple
from specpress.ir.types.text import Places, SpecText, quoted
from specpress.ir.types.types import (
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
    elif (refusal := refusal_of(field.type, field.default, field.places)) is not None:
        yield Diagnostic(
            "E0305",
            f"the default {refusal.why}",
            Label(field.places.of("default"), refusal.why),
            (refusal.described,),
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


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is refused, as the end of a sentence, and the word that refuses it."""

    why: str
    described: Label


def refusal_of(type_: Type, value: Json, places: Places) -> Refusal | None:
    """Return why a type refuses a scalar, or None if it does not; `places` has the type's words."""
    match type_, value:
        case (Text(), SpecText()):
            return _text_refusal(type_, value, places)
        case (Boolean(), bool()):
            return None
        case ((Integer() | Number()), int() | float()) if not isinstance(value, bool):
            return _number_refusal(type_, value, places)
        case (List(), JsonArray(items=items)):
            within = type_.item_places or places
            found = (refusal_of(type_.item, one, within) for one in items)
            return next((one for one in found if one is not None), None)
        case (Choice(values=values), _):
            label = Label(places.of("choices"), "the choices")
            known = any(_same(value, one) for one in values)
            return None if known else Refusal("holds a value that is not among the choices", label)
        case (Record(), JsonObject()):
            return None
        case _:
            return _mistyped(type_, places)


def _mistyped(type_: Type, places: Places) -> Refusal:
    return Refusal(f"is not {_kind(type_)}", Label(places.of("type"), "the type"))


def _text_refusal(type_: Text, value: SpecText, places: Places) -> Refusal | None:
    most, least = type_.max_length, type_.min_length
    if most is not None and len(value) > most:
        return Refusal(f"is longer than {most} characters", _limit(places, "max_length"))
    if least is not None and len(value) < least:
        return Refusal(f"is shorter than {least} characters", _limit(places, "min_length"))
    return None


def _number_refusal(type_: Integer | Number, value: float, places: Places) -> Refusal | None:
    if isinstance(type_, Integer) and value != int(value):
        return _mistyped(type_, places)
    if type_.minimum is not None and value < type_.minimum:
        return Refusal(f"is below the minimum, {type_.minimum}", _limit(places, "min"))
    if type_.maximum is not None and value > type_.maximum:
        return Refusal(f"is above the maximum, {type_.maximum}", _limit(places, "max"))
    step = type_.step if isinstance(type_, Number) else None
    if step is not None and not is_multiple(value, step):
        return Refusal(f"is not a multiple of {step}", Label(places.of("step"), "the step"))
    return None


def _limit(places: Places, word: str) -> Label:
    return Label(places.of(word), "the limit")


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
