"""Rules between the parameters of a model: when they speak, and what they demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from specpress.ir.types.text import Places, Word
from specpress.ir.types.types import Doc, Inference, ScalarValue

if TYPE_CHECKING:  # a model has rules, so `api` imports this
    from specpress.ir.types.provenance import Provenance


class Effect(Enum):
    """What becomes of a request that breaks a rule."""

    REJECT = "reject"
    IGNORED = "ignored"
    TRUNCATED = "truncated"
    COERCED = "coerced"
    SERVER_ONLY = "server_only"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Is:
    """A parameter, or its default, is one of these values; `negated`, it is none of them.

    A parameter that is absent and has no default is none of them.
    """

    name: Word
    values: tuple[ScalarValue, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """A parameter is in the request, or is not; a list without items is not."""

    name: Word
    wanted: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A field of an item, or its default, is one of these values."""

    field: Word
    values: tuple[ScalarValue, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A list has an item of which all of `where` is true; `negated`, it has none."""

    name: Word
    where: tuple[Match, ...]
    negated: bool = False


Condition: TypeAlias = Is | Present | Has


@dataclass(frozen=True, slots=True)
class Requires:
    """Each of these is in the request."""

    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Excludes:
    """None of these is in the request."""

    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    """One or more of these are in the request."""

    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class AtMostOne:
    """No two of these are in the request."""

    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ExactlyOne:
    """One of these is in the request, and no other."""

    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A parameter, or its default, is one of these values, if there is either."""

    name: Word
    values: tuple[ScalarValue, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A number, or its default, lies within inclusive bounds, if there is either."""

    name: Word
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class MaxLength:
    """A text, or its default, has so many code points at most, if there is either."""

    name: Word
    most: int


@dataclass(frozen=True, slots=True)
class Combinations:
    """Parameters, or their defaults, are together one of these rows, if there is one of each."""

    names: tuple[Word, ...]
    rows: tuple[tuple[ScalarValue, ...], ...]


@dataclass(frozen=True, slots=True)
class SameLength:
    """Lists, or their defaults, have equally many items, if there is one of each."""

    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Unique:
    """No two items of a list are equal, or no two of their values under `field`."""

    name: Word
    field: Word | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What the items of a list, or their values under `field`, add up to; texts by their length.

    A list without items is not judged.
    """

    name: Word
    field: Word | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many items a list has of which all of `where` is true; an absent one has none."""

    name: Word
    where: tuple[Match, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A number is at most, or else at least, what another parameter is, if there are both."""

    name: Word
    other: Word
    at_most: bool


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What no other demand can say of these parameters; the rule's sentence says it."""

    names: tuple[Word, ...]


Demand: TypeAlias = (
    Requires
    | Excludes
    | AtLeastOne
    | AtMostOne
    | ExactlyOne
    | Allowed
    | Range
    | MaxLength
    | Combinations
    | SameLength
    | Unique
    | Sum
    | Count
    | Bound
    | Unchecked
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where every condition of `when` holds, `demand` must; `doc` is the page's sentence.

    Names are those of settings, of the references and of the prompt. Defaults are seen wherever
    a value is asked for; presence is of what the request itself says.
    """

    id: Word
    doc: Doc
    effect: Effect
    when: tuple[Condition, ...]
    demand: Demand
    source: Provenance | None = None
    inferred: tuple[Inference, ...] = ()
    places: Places = field(kw_only=True, compare=False, repr=False)

    @property
    def is_checked(self) -> bool:
        """Return whether anything can tell, from a request alone, that it breaks the rule."""
        documented = {Effect.SERVER_ONLY, Effect.UNKNOWN}
        return self.effect not in documented and not isinstance(self.demand, Unchecked)

    @property
    def is_refusal(self) -> bool:
        """Return whether validators refuse a request that breaks the rule."""
        return self.is_checked and self.effect is Effect.REJECT

    @property
    def is_advice(self) -> bool:
        """Return whether a request that breaks the rule is taken all the same."""
        return self.is_checked and self.effect is not Effect.REJECT


def demanded_names(demand: Demand) -> tuple[Word, ...]:
    """Return the parameters a demand speaks of, in its order."""
    match demand:
        case (
            Requires(names)
            | Excludes(names)
            | AtLeastOne(names)
            | AtMostOne(names)
            | ExactlyOne(names)
            | Combinations(names=names)
            | SameLength(names)
            | Unchecked(names)
        ):
            return names
        case Bound(name=name, other=other):
            return (name, other)
        case _:
            return (demand.name,)


def names_of(rule: Rule) -> tuple[Word, ...]:
    """Return every parameter a rule speaks of, each once: its conditions' first."""
    named = (*(one.name for one in rule.when), *demanded_names(rule.demand))
    return tuple(dict.fromkeys(named))
