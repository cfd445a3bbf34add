"""What a job costs: a closed vocabulary of rate cards, without arithmetic.

A price is its amount, or the amount of the one row of its table that matches; for each of some
units; times factors; and then the additions. It is never below the least charge, and rounded last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from specpress.diagnostics.source import Span
from specpress.ir.types.text import Places, SpecText, Word
from specpress.ir.types.types import Inference, JsonObject, ScalarValue


class Unit(Enum):
    """What a price is counted in."""

    CREDITS = "credits"
    USD = "USD"


class Measure(Enum):
    """What an amount is for each of."""

    SECOND = "second"
    IMAGE = "image"
    MEGAPIXEL = "megapixel"
    THOUSAND_CHARACTERS = "thousand_characters"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Figure:
    """A choice, written as a key and so as text, and the number that it stands for."""

    choice: SpecText
    number: float


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that a request says: a parameter's own, or how long or how many it is.

    `figures` are the numbers of its choices, as the author wrote them or as they read.
    """

    lever: Word
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number that no request says, and its bounds; `most` is None where nobody says it."""

    least: float
    most: float | None


Source: TypeAlias = Counted | Bounded


@dataclass(frozen=True, slots=True)
class Per:
    """A unit that an amount is for each of, and where the number of units comes from."""

    measure: Measure
    source: Source
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A parameter, and the values of which it must have one; `spans` says where each stands."""

    lever: Word
    values: tuple[ScalarValue, ...]
    spans: tuple[Span, ...] = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its amount is None where the page has no price for it."""

    when: tuple[Condition, ...]
    amount: float | None
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Times:
    """A parameter, and the factors of some of its choices."""

    lever: Word
    factors: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of the request that must be greater than `limit`."""

    source: Counted
    limit: float


@dataclass(frozen=True, slots=True)
class Addition:
    """What comes on top if all its conditions hold; `included` units of it cost nothing."""

    amount: float
    when: tuple[Condition, ...] = ()
    above: tuple[Threshold, ...] = ()
    per: tuple[Per, ...] = ()
    included: float = 0
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rounding:
    """To a multiple of `step`: the next one, or the nearest, where halves go up."""

    step: float
    up: bool


@dataclass(frozen=True, slots=True)
class Price:
    """What a job costs.

    `amount` is None where a table says it. `known_after` if this is only what is known before,
    and the least of what it may be.
    """

    unit: Unit
    amount: float | None = None
    table: tuple[Row, ...] = ()
    per: tuple[Per, ...] = ()
    times: tuple[Times, ...] = ()
    add: tuple[Addition, ...] = ()
    least: float = 0
    rounding: Rounding | None = None
    known_after: bool = False
    inferred: tuple[Inference, ...] = ()
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PriceExample:
    """A worked price of the page: a request, or the name of an example of one, and what it costs.

    `most` is None where the page says no upper bound.
    """

    name: Word
    request: JsonObject | Word
    least: float
    most: float | None
    places: Places = field(kw_only=True, compare=False, repr=False)
