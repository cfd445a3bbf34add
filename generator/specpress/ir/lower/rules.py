"""Lower the rules between the parameters of a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from specpress.ir.lower import values
from specpress.ir.types.rules import (
    Allowed,
    AtLeastOne,
    AtMostOne,
    Bound,
    Combinations,
    Condition,
    Count,
    Demand,
    Effect,
    ExactlyOne,
    Excludes,
    Has,
    Is,
    Match,
    MaxLength,
    Present,
    Range,
    Requires,
    Rule,
    SameLength,
    Sum,
    Unchecked,
    Unique,
)
from specpress.ir.types.text import Word
from specpress.ir.types.types import ScalarValue
from specpress.spec.node import Entry, Mapping, Node, Scalar, Sequence


def lower_rules(node: Node) -> tuple[Rule, ...]:
    """Return a list of rules."""
    return tuple(_rule(one) for one in values.items(node))


def _rule(node: Node) -> Rule:
    return Rule(
        values.word(values.child(node, "id")),
        values.doc(values.child(node, "say")),
        Effect(values.present(node, "effect", values.word) or Effect.REJECT),
        values.present(node, "when", _conditions) or (),
        _demand(node),
        values.present(node, "source", values.provenance),
        values.present(node, "inferred", values.inferences) or (),
        places=values.places_within(node),
    )


def _conditions(node: Node) -> tuple[Condition, ...]:
    return tuple(_condition(one) for one in values.entries(node))


def _condition(entry: Entry) -> Condition:
    name = values.word(entry.key)
    if not isinstance(entry.value, Mapping):
        return Is(name, _one_or_more(entry.value))
    (said,) = entry.value.entries
    match said.key.text:
        case "not":
            return Is(name, _one_or_more(said.value), negated=True)
        case "present":
            return Present(name, values.flag(said.value))
        case word:
            return Has(name, _where(said.value), negated=word == "lacks")


def _where(node: Node) -> tuple[Match, ...]:
    return tuple(
        Match(values.word(one.key), _one_or_more(one.value)) for one in values.entries(node)
    )


def _demand(node: Node) -> Demand:
    word, said = next(
        (one.key.text, one.value) for one in values.entries(node) if one.key.text in _READERS
    )
    return _READERS[word](said)


def _allowed(node: Node) -> Demand:
    ((name, said),) = _named(node)
    return Allowed(name, _scalars(said))


def _range(node: Node) -> Demand:
    ((name, said),) = _named(node)
    bounds = (values.present(said, one, values.number) for one in ("min", "max"))
    return Range(name, *bounds)


def _max_length(node: Node) -> Demand:
    ((name, said),) = _named(node)
    return MaxLength(name, values.integer(said))


def _combinations(node: Node) -> Demand:
    rows = values.items(values.child(node, "rows"))
    names = values.words(values.child(node, "of"))
    return Combinations(names, tuple(_scalars(one) for one in rows))


def _unique(node: Node) -> Demand:
    of = values.word(values.child(node, "of"))
    return Unique(of, values.present(node, "field", values.word))


def _sum(node: Node) -> Demand:
    of = values.word(values.child(node, "of"))
    bounds = (values.present(node, one, values.number) for one in ("min", "max"))
    return Sum(of, values.present(node, "field", values.word), *bounds)


def _count(node: Node) -> Demand:
    of = values.word(values.child(node, "of"))
    bounds = (values.present(node, one, values.integer) for one in ("min", "max"))
    return Count(of, values.present(node, "where", _where) or (), *bounds)


def _bound(node: Node) -> Demand:
    ((name, said),) = _named(node)
    (bound,) = values.entries(said)
    return Bound(name, values.word(bound.value), at_most=bound.key.text == "at_most")


_READERS: Final[dict[str, Callable[[Node], Demand]]] = {
    "requires": lambda node: Requires(values.words(node)),
    "excludes": lambda node: Excludes(values.words(node)),
    "at_least_one": lambda node: AtLeastOne(values.words(node)),
    "at_most_one": lambda node: AtMostOne(values.words(node)),
    "exactly_one": lambda node: ExactlyOne(values.words(node)),
    "allowed": _allowed,
    "range": _range,
    "max_length": _max_length,
    "combinations": _combinations,
    "same_length": lambda node: SameLength(values.words(node)),
    "unique": _unique,
    "sum": _sum,
    "count": _count,
    "bound": _bound,
    "unchecked": lambda node: Unchecked(values.words(node)),
}


def _named(node: Node) -> list[tuple[Word, Node]]:
    return [(values.word(one.key), one.value) for one in values.entries(node)]


def _one_or_more(node: Node) -> tuple[ScalarValue, ...]:
    return _scalars(node) if isinstance(node, Sequence) else (_scalar(node),)


def _scalars(node: Node) -> tuple[ScalarValue, ...]:
    return tuple(_scalar(one) for one in values.items(node))


def _scalar(node: Node) -> ScalarValue:
    if isinstance(node, Scalar) and isinstance(node.value, bool | int | float):
        return node.value
    return values.text(node)
