"""Vectors of prices: requests to accept, each with what it costs.

The page's worked prices come first; then a request for each row and each addition of the price; and
then one of the other vectors for each cost that none of these has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from specpress.diagnostics.source import Source, Span
from specpress.ir.contract.contract import json_tree
from specpress.ir.pricing.cost import Cost, cost_of, written
from specpress.ir.pricing.inputs import Lever, levers_in
from specpress.ir.types.api import Model
from specpress.ir.types.prices import Addition, Condition, Price
from specpress.ir.types.text import SpecText, Tree
from specpress.ir.types.types import Choice, Json, JsonArray, JsonObject, List, Member
from specpress.targets.vectors import samples
from specpress.targets.vectors.case import Case
from specpress.targets.vectors.ruled import Rules
from specpress.targets.vectors.variants import variants

_NOWHERE: Final = Span(Source("a vector"))


@dataclass(frozen=True, slots=True)
class Priced:
    """A vector. `cost` is None for a request that has no price, though it must be accepted."""

    name: str
    request: Tree
    cost: Cost | None


def priced(model: Model, cases: Sequence[Case]) -> Iterator[Priced]:
    """Yield the vectors of a model's price; `cases` are its other vectors."""
    price = model.price
    if price is None:
        return
    seen: set[Cost | None] = set()
    for name, body in _named(model, price):
        cost = cost_of(price, model.request, body)
        seen.add(cost)
        yield Priced(name, json_tree(body), cost)
    for case in (one for one in cases if one.verdict is None):
        cost = cost_of(price, model.request, _object(case.request))
        if cost not in seen:
            seen.add(cost)
            yield Priced(case.name, case.request, cost)


def figure(amount: Fraction) -> float:
    """Return an amount as JSON has it: whole ones as such."""
    return samples.written(amount)


def _named(model: Model, price: Price) -> Iterator[tuple[str, JsonObject]]:
    """Yield the requests of worked prices, and those made for rows and additions."""
    known = {str(one.name): one.body for one in model.request_examples}
    for example in model.price_examples:
        request = example.request
        body = request if isinstance(request, JsonObject) else known[str(request)]
        yield f"example {example.name}", body
    yield from ((name, _object(body)) for name, body in _constructed(model, price))


def _constructed(model: Model, price: Price) -> Iterator[tuple[str, Tree]]:
    rules, levers = Rules(model), levers_in(model.request)
    for number, row in enumerate(price.table, 1):
        for values in _rounds(row.when, levers):
            yield from _request(f"row {number}", rules, values, levers)
    for number, addition in enumerate(price.add, 1):
        for values in _rounds(addition.when, levers):
            more = _above(addition, levers)
            if values or more:
                yield from _request(f"addition {number}", rules, {**more, **values}, levers)


def _request(
    name: str, rules: Rules, values: Mapping[str, Tree], levers: Mapping[str, Lever]
) -> Iterator[tuple[str, Tree]]:
    body = rules.with_all({levers[one].path: value for one, value in values.items()})
    if body is not None:
        yield name, body


def _rounds(when: tuple[Condition, ...], levers: Mapping[str, Lever]) -> Iterator[dict[str, Tree]]:
    """Yield values that conditions ask for, until each value was there once."""
    for index in range(max((len(one.values) for one in when), default=1)):
        yield {
            str(one.lever): _held(levers[str(one.lever)], one.values[index % len(one.values)])
            for one in when
        }


def _held(lever: Lever, value: Tree) -> Tree:
    """Return what a request holds for a lever to be a value; of a list that is its length."""
    type_ = lever.field.type
    if isinstance(type_, List) and isinstance(value, int):
        return [samples.sample(type_.item)] * value
    return value


def _above(addition: Addition, levers: Mapping[str, Lever]) -> dict[str, Tree]:
    """Return values beyond the thresholds of an addition, as far as there are any."""
    found: dict[str, Tree] = {}
    for one in addition.above:
        type_ = levers[str(one.source.lever)].field.type
        valid = (way.value for way in variants(type_) if way.code is None)
        beyond = [value for value in valid if _size(value) > written(one.limit)]
        if beyond and not isinstance(type_, Choice):
            found[str(one.source.lever)] = beyond[0]
    return found


def _size(value: Tree) -> Fraction:
    match value:
        case bool() | None:
            return Fraction(0)
        case int() | float():
            return written(value)
        case _:
            return Fraction(len(value))


def _object(tree: Tree) -> JsonObject:
    members = tree.items() if isinstance(tree, Mapping) else ()
    return JsonObject(tuple(Member(_text(key), _json(one), span=_NOWHERE) for key, one in members))


def _text(characters: str | SpecText) -> SpecText:
    return SpecText(characters, _NOWHERE) if isinstance(characters, str) else characters


def _json(tree: Tree) -> Json:
    match tree:
        case str() | SpecText():
            return _text(tree)
        case Mapping():
            return _object(tree)
        case bool() | int() | float() | None:
            return tree
        case _:
            items = tuple(_json(one) for one in tree)
            return JsonArray(items, spans=(_NOWHERE,) * len(items))
