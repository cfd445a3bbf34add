"""Lower what a job costs, and the worked prices of the page."""

from __future__ import annotations

import re
from typing import Final

from specpress.ir.lower import values
from specpress.ir.lower.fields import scalar
from specpress.ir.types.api import Billing, Credits
from specpress.ir.types.prices import (
    Addition,
    Bounded,
    Condition,
    Counted,
    Figure,
    Measure,
    Per,
    Price,
    PriceExample,
    Rounding,
    Row,
    Source,
    Threshold,
    Times,
    Unit,
)
from specpress.ir.types.text import Places, SpecText, Word
from specpress.ir.types.types import JsonObject, ScalarValue
from specpress.spec.node import Entry, Mapping, Node, Scalar, Sequence

_NUMBER: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(?: ?(?:s|sec|seconds?))?")
_PIXELS: Final = re.compile(r"([0-9]{1,6}) ?[x×*] ?([0-9]{1,6})")  # noqa: RUF001 - as pages write it
_MEGAPIXEL: Final = 1_000_000


def lower_price(node: Node, choices: Choices) -> Price:
    """Return the price that the word `price` states."""
    return Price(
        Unit(values.word(values.child(node, "unit"))),
        amount=values.present(node, "amount", values.number),
        table=tuple(_row(one) for one in _items(node, "table")),
        per=_pers(node, choices),
        times=tuple(_times(one) for one in _entries(node, "times")),
        add=tuple(_addition(one, choices) for one in _items(node, "add")),
        least=values.present(node, "min", values.number) or 0,
        rounding=_rounding(node),
        known_after=values.present(node, "known_after", values.flag) or False,
        inferred=values.present(node, "inferred", values.inferences) or (),
        places=values.places_within(node),
    )


def price_of_credits(stated: Credits, places: Places) -> Price:
    """Return the price that the word `credits`, which stands at `places`, states."""
    metered = stated.billing is Billing.METERED
    return Price(Unit.CREDITS, amount=stated.base, known_after=metered, places=places)


def lower_price_example(entry: Entry) -> PriceExample:
    """Return a worked price of the page."""
    request = values.child(entry.value, "request")
    amount = values.child(entry.value, "amount")
    bounds = isinstance(amount, Mapping)
    body = values.json(request)
    least = values.number(values.child(amount, "min") if bounds else amount)
    return PriceExample(
        values.word(entry.key),
        body if isinstance(body, JsonObject) else values.word(request),
        least,
        values.present(amount, "max", values.number) if bounds else least,
        places=values.places(entry.key, entry.value),
    )


class Choices:
    """The choices of a model's requests as they are written, by parameter."""

    def __init__(self, platform: Mapping, model: Mapping) -> None:
        """Take the settings of `model`, and what `platform` says of every request."""
        groups = (platform.get("request"), model.get("params"))
        self._described = {
            one.key.text: one.value for group in groups if group for one in values.entries(group)
        }

    def figures(self, lever: Word, measure: Measure | None) -> tuple[Figure, ...]:
        """Return the choices of a parameter that read as numbers, each with its number."""
        node = self._described.get(str(lever))
        found = None if node is None else values.present(node, "choices", values.items)
        read = ((one, _number_in(one, measure)) for one in found or ())
        return tuple(Figure(values.text(one), number) for one, number in read if number is not None)


def _number_in(node: Node, measure: Measure | None) -> float | None:
    if not isinstance(node, Scalar):
        return None
    if isinstance(node.value, int | float):
        return node.value
    if measure is Measure.MEGAPIXEL and (pixels := _PIXELS.fullmatch(node.text)):
        return int(pixels[1]) * int(pixels[2]) / _MEGAPIXEL
    number = _NUMBER.fullmatch(node.text)
    return float(number[1]) if number else None


def _row(node: Node) -> Row:
    return Row(
        _conditions(node),
        values.present(node, "amount", values.number),
        places=values.places_within(node),
    )


def _conditions(node: Node) -> tuple[Condition, ...]:
    return tuple(_condition(one) for one in _entries(node, "when"))


def _condition(entry: Entry) -> Condition:
    allowed = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
    return Condition(
        values.word(entry.key),
        tuple(_value(one) for one in allowed),
        spans=tuple(one.span for one in allowed),
    )


def _value(node: Node) -> ScalarValue:
    is_flag = isinstance(node, Scalar) and isinstance(node.value, bool)
    return values.flag(node) if is_flag else scalar(node)


def _pers(node: Node, choices: Choices) -> tuple[Per, ...]:
    return tuple(_per(one, choices) for one in _entries(node, "per"))


def _per(entry: Entry, choices: Choices) -> Per:
    measure = Measure(values.word(entry.key))
    return Per(
        measure,
        _source(entry.value, measure, choices),
        places=Places(entry.key.span, values.spans(entry.value) if _is_map(entry.value) else ()),
    )


def _source(node: Node, measure: Measure, choices: Choices) -> Source:
    if isinstance(node, Scalar):
        if isinstance(node.value, int | float):
            return Bounded(node.value, node.value)
        return _counted(node, measure, choices)
    of = values.present(node, "of", lambda one: one)
    if of is not None:
        read = _counted(of, measure, choices)
        written = _figures(node, "counts")
        return Counted(read.lever, written or read.figures)
    least = values.present(node, "min", values.number) or 0
    return Bounded(least, values.present(node, "max", values.number))


def _counted(node: Node, measure: Measure | None, choices: Choices) -> Counted:
    lever = values.word(node)
    return Counted(lever, choices.figures(lever, measure))


def _times(entry: Entry) -> Times:
    return Times(
        values.word(entry.key),
        tuple(Figure(_key(one), values.number(one.value)) for one in values.entries(entry.value)),
    )


def _figures(node: Node, word: str) -> tuple[Figure, ...]:
    return tuple(Figure(_key(one), values.number(one.value)) for one in _entries(node, word))


def _key(entry: Entry) -> SpecText:
    return values.text(entry.key)


def _addition(node: Node, choices: Choices) -> Addition:
    return Addition(
        values.number(values.child(node, "amount")),
        when=_conditions(node),
        above=tuple(
            Threshold(_counted(one.key, None, choices), values.number(one.value))
            for one in _entries(node, "above")
        ),
        per=_pers(node, choices),
        included=values.present(node, "included", values.number) or 0,
        places=values.places_within(node),
    )


def _rounding(node: Node) -> Rounding | None:
    for word in ("round_up", "round_nearest"):
        step = values.present(node, word, values.number)
        if step is not None:
            return Rounding(step, up=word == "round_up")
    return None


def _entries(node: Node, word: str) -> tuple[Entry, ...]:
    return tuple(values.present(node, word, values.entries) or ())


def _items(node: Node, word: str) -> tuple[Node, ...]:
    return values.present(node, word, values.items) or ()


def _is_map(node: Node) -> bool:
    return isinstance(node, Mapping)
