"""What of a request a price depends on, and which values that may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.ir.types.api import Request
from specpress.ir.types.prices import Condition, Counted, Figure, Per, Price
from specpress.ir.types.text import SpecText, Word
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Integer,
    Json,
    List,
    Number,
    Record,
    ScalarValue,
    Text,
)

_PROMPT: Final = "prompt"
_REFERENCES: Final = "references"
_MOST_VALUES: Final = 100
"""A range of more whole numbers than this is no list of values."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A value of the request: its name in the price, its keys from the outside in, its field."""

    name: Word
    path: tuple[Word, ...]
    field: Field

    @property
    def is_optional(self) -> bool:
        """Return whether a request may leave the value to the platform without knowing it."""
        known = isinstance(self.field.type, Text | List | Record)
        return not (known or self.field.required or self.field.default is not None)


def levers_in(request: Request) -> dict[str, Lever]:
    """Return what a price may name: settings first, then `prompt`, `references` and the rest."""
    record = request.record
    settings = None if request.settings_key is None else record.get(request.settings_key)
    inner = settings.type.fields if settings and isinstance(settings.type, Record) else ()
    found: dict[str, Lever] = {}
    for field in inner:
        path = (settings.name, field.name) if settings else ()
        own = _REFERENCES if field.name == request.references_key else str(field.name)
        found.setdefault(own, Lever(Word(own, field.name.span), path, field))
    for field in record.fields:
        if field.name not in {request.model_key, request.settings_key}:
            own = _PROMPT if field.name == request.prompt_key else str(field.name)
            found.setdefault(own, Lever(Word(own, field.name.span), (field.name,), field))
    return found


def named_in(price: Price) -> list[Word]:
    """Return the names of what a price depends on, each once, in the order of the price."""
    return list(dict.fromkeys([*_conditions_in(price), *(one.lever for one in counted_in(price))]))


def listed_in(price: Price) -> set[str]:
    """Return the names of what a price asks for single values of."""
    return {str(one) for one in _conditions_in(price)}


def pers_in(price: Price) -> Iterator[Per]:
    """Yield the units of a price and of what it adds."""
    yield from price.per
    for addition in price.add:
        yield from addition.per


def counted_in(price: Price) -> Iterator[Counted]:
    """Yield the numbers of the request that a price counts with."""
    yield from (one.source for one in pers_in(price) if isinstance(one.source, Counted))
    yield from (one.source for addition in price.add for one in addition.above)


def conditions_in(price: Price) -> Iterator[Condition]:
    """Yield the conditions of a price's rows and additions."""
    for row in price.table:
        yield from row.when
    for addition in price.add:
        yield from addition.when


def _conditions_in(price: Price) -> Iterator[Word]:
    yield from (one.lever for row in price.table for one in row.when)
    yield from (one.lever for one in price.times)
    yield from (one.lever for addition in price.add for one in addition.when)


def closed_values(lever: Lever) -> tuple[ScalarValue, ...] | None:
    """Return every value that a price can ask for, or None if they cannot be listed.

    Of a list that is the number of its items.
    """
    match lever.field.type:
        case Choice(values=values):
            return values
        case Boolean():
            return (True, False)
        case Integer(minimum=int() as least, maximum=int() as most):
            return _range(least, most)
        case List(min_items=least, max_items=int() as most):
            none = () if lever.field.required or lever.field.default is not None else (0,)
            return tuple(dict.fromkeys((*none, *(_range(least or 0, most) or ())))) or None
        case _:
            return None


def _range(least: int, most: int) -> tuple[int, ...] | None:
    return tuple(range(least, most + 1)) if most - least < _MOST_VALUES else None


def ends_of(lever: Lever) -> tuple[float, float | None]:
    """Return the least and the greatest number that a parameter of a range can be."""
    match lever.field.type:
        case Integer(minimum=least, maximum=most) | Number(minimum=least, maximum=most):
            return max(least or 0, 0), most
        case _:
            return 0, None


def same(left: Json, right: Json) -> bool:
    """Compare as JSON does: 1 and 1.0 are one number, true is none."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def holds(condition: Condition, value: ScalarValue) -> bool:
    """Return whether a value is one of those that a condition asks for."""
    return any(same(value, one) for one in condition.values)


def is_key(key: SpecText, value: ScalarValue) -> bool:
    """Return whether a key is a choice; keys are text, so a number is compared as written."""
    if isinstance(value, SpecText):
        return key == value
    return any(key == SpecText(one, key.span) for one in _written(value))


def _written(value: float | bool) -> tuple[str, ...]:  # noqa: FBT001 - a value of JSON
    """Return the ways to write a value that is no text: 1 and 1.0 are one number."""
    if isinstance(value, bool):
        return ("true" if value else "false",)
    whole = (repr(int(value)),) if value == int(value) else ()
    return (repr(value), *whole)


def figure_of(figures: tuple[Figure, ...], value: ScalarValue) -> float | None:
    """Return the number that stands for a choice, or None if there is none."""
    return next((one.number for one in figures if is_key(one.choice, value)), None)
