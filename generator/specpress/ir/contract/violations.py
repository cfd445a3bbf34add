"""What the contract of a type refuses in a value, and where the two stand that disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError, validators

from specpress.diagnostics.diagnostic import Label
from specpress.diagnostics.source import Span
from specpress.ir.contract.contract import json_tree, schema_of
from specpress.ir.types.multiple import is_multiple
from specpress.ir.types.text import Places, SpecText, plain, reveal
from specpress.ir.types.types import Choice, Json, JsonArray, JsonObject, List, Record, Type
from specpress.spec.nearest import listed


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is refused: where and why, and what in the spec refuses it."""

    at: Label
    described: tuple[Label, ...]


def faults_of(value: Json, type_: Type, span: Span, places: Places | None = None) -> list[Fault]:
    """Return what a type refuses in a value that stands at `span`, each thing once.

    `places` is where the words of the type stand; a record has none, only its fields have.
    """
    schema = {key: plain(one) for key, one in schema_of(type_).items()}
    found = dict.fromkeys(
        Fault(
            Label(span_at(value, error.absolute_path, span), _reason(error)),
            tuple(_described(error, *_reach(type_, places, error.absolute_path))),
        )
        for error in _DIALECT(schema).iter_errors(plain(json_tree(value)))
    )
    return [*found]


def span_at(value: Json, path: Iterable[str | int], span: Span) -> Span:
    """Return where the value at `path` within `value` stands; `span` is where `value` does."""
    for step in path:
        match value:
            case JsonArray(items=items, spans=spans) if isinstance(step, int):
                value, span = items[step], spans[step]
            case JsonObject(members=members):
                found = next(one for one in members if reveal(one.key) == step)
                value, span = found.value, found.span
    return span


def _check_multiple(
    _validator: Draft202012Validator, step: float, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    """Check `multipleOf` in exact decimal; jsonschema would divide binary fractions."""
    is_number = isinstance(instance, int | float) and not isinstance(instance, bool)
    if is_number and not is_multiple(instance, step):
        yield ValidationError("multipleOf")


_DIALECT: Final[type[Draft202012Validator]] = validators.extend(
    Draft202012Validator, {"multipleOf": _check_multiple}
)
"""JSON Schema as Python's jsonschema reads it, but for exact steps; made once, as it takes time."""


def _reason(error: Any) -> str:
    """Say why a keyword of the contract refuses an instance; `error` is a ValidationError."""
    keyword, value, instance = error.validator, error.validator_value, error.instance
    match keyword:
        case "type":
            return f"expected {value}"
        case "required":
            return f"lacks {listed([f'`{key}`' for key in _missing(error)], 'and')}"
        case "additionalProperties":
            extra = [f"`{key}`" for key in instance if key not in error.schema["properties"]]
            return f"not described: {', '.join(extra)}"
        case "enum" | "const":
            return "not among the choices"
        case "maxLength" | "maxItems" | "maximum":
            return f"more than {value}"
        case "minLength" | "minItems" | "minimum":
            return f"less than {value}"
        case "multipleOf":
            return f"not a multiple of {value}"
        case _:
            return "not in the documented form"


def _missing(error: Any) -> list[str]:
    return [key for key in error.validator_value if key not in error.instance]


def _reach(
    type_: Type, places: Places | None, path: Iterable[str | int]
) -> tuple[Type, Places | None]:
    """Return the type of the value at `path`, and where the words of that type stand."""
    for step in path:
        match type_:
            case List(item=item, item_places=within):
                type_, places = item, within or places
            case Record() if (field := type_.get(str(step))) is not None:
                type_, places = field.type, field.places
            case _:
                break
    return type_, places


def _described(error: Any, type_: Type, places: Places | None) -> Iterator[Label]:
    """Yield the words of the spec that refuse an instance, in a type whose words are `places`."""
    match type_, error.validator:
        case Record(), "required":
            fields = [type_.get(key) for key in _missing(error)]
            yield from (Label(one.places.key, "required") for one in fields if one is not None)
        case Record(fields=(first, *_)), "additionalProperties":
            yield Label(first.places.key, "the described keys begin here")
        case Choice(values=(SpecText() as first, *_)), _ if not _writes(places, "choices"):
            yield Label(first.span, "described here")
        case _ if places is not None:
            word, text = _WORDS.get(error.validator, ("type", "described here"))
            yield Label(places.of(word), text)


def _writes(places: Places | None, word: str) -> bool:
    return places is not None and places.has(word)


_WORDS: Final = {
    "enum": ("choices", "the choices"),
    "const": ("choices", "the only choice"),
    "maxLength": ("max_length", "the limit"),
    "minLength": ("min_length", "the limit"),
    "maxItems": ("max_items", "the limit"),
    "minItems": ("min_items", "the limit"),
    "maximum": ("max", "the limit"),
    "minimum": ("min", "the limit"),
    "multipleOf": ("step", "the step"),
    "pattern": ("format", "the form"),
}
"""The word of the language that says each keyword of the contract, and what it is called."""
