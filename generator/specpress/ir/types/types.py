"""The types of values in a request or an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from specpress.diagnostics.source import Span
from specpress.ir.types.text import Places, SpecText, Word

ScalarValue: TypeAlias = SpecText | int | float | bool
"""A JSON scalar that is not null."""


@dataclass(frozen=True, slots=True)
class JsonArray:
    """A JSON array from an example or a default; `spans` says where each item stands."""

    items: tuple[Json, ...]
    spans: tuple[Span, ...] = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A key and its value; `span` is the value's."""

    key: SpecText
    value: Json
    span: Span = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object from an example or a default, in its written order."""

    members: tuple[Member, ...]


Json: TypeAlias = ScalarValue | JsonArray | JsonObject | None


class Format(Enum):
    """What a text must look like; each is one pattern, the same in every target."""

    URL = "url"
    DATE_TIME = "date-time"


@dataclass(frozen=True, slots=True)
class Text:
    """A string; lengths in Unicode code points."""

    min_length: int | None = None
    max_length: int | None = None
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A value of a discriminator, and the choices that go with it."""

    value: Word
    choices: tuple[SpecText, ...]


@dataclass(frozen=True, slots=True)
class Discriminator:
    """Another key of the same object, whose value says which choices are left."""

    key: Word
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of scalars, exact in JSON type and case.

    With a `discriminator` fewer of them are left for each value that this has.
    """

    values: tuple[ScalarValue, ...]
    discriminator: Discriminator | None = None


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number within inclusive bounds; 1.0 is whole, true is not a number."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number within inclusive bounds, a multiple of `step` in exact decimal."""

    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Boolean:
    """JSON true or false."""


@dataclass(frozen=True, slots=True)
class List:
    """A JSON array whose items have one type; `item_places` is where the words of that stand."""

    item: Type
    min_items: int | None = None
    max_items: int | None = None
    item_places: Places | None = field(default=None, kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object with these keys and no others, in the page's order."""

    fields: tuple[Field, ...]

    def get(self, name: str) -> Field | None:
        """Return the field called `name`, or None."""
        return next((one for one in self.fields if one.name == name), None)


Type: TypeAlias = Text | Choice | Integer | Number | Boolean | List | Record


def innermost(type_: Type) -> Type:
    """Return the type of what is in a list, or in the lists within it; others as they are."""
    while isinstance(type_, List):
        type_ = type_.item
    return type_


@dataclass(frozen=True, slots=True)
class Doc:
    """A description: English, and Thai where the author gave it."""

    en: SpecText
    th: SpecText | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """A word of the spec that no page states, and why it is there all the same."""

    word: Word
    reason: SpecText


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a record.

    `default` is what the platform assumes when the key is absent; None where it says nothing.
    `nullable` allows null beside the type; only answers have it. `role` is the part that the value
    plays beside its type, such as `status`. `taken_from` names the key of an upload's answer that
    a reference copies this value from.
    """

    name: Word
    type: Type
    role: Word | None = None
    taken_from: Word | None = None
    required: bool = False
    nullable: bool = False
    default: Json = None
    doc: Doc | None = None
    inferred: tuple[Inference, ...] = ()
    places: Places = field(kw_only=True, compare=False, repr=False)
