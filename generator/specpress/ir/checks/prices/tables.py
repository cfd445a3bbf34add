"""Check that exactly one row of a price table matches every request that the rules accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.prices.prohibitions import Prohibition, prohibitions
from specpress.ir.checks.rules.effects import demand_span
from specpress.ir.checks.rules.references import sound_rules
from specpress.ir.pricing.inputs import Lever, closed_values, holds
from specpress.ir.types.api import Model
from specpress.ir.types.prices import Price, Row
from specpress.ir.types.rules import Rule
from specpress.ir.types.text import Word, quoted
from specpress.ir.types.types import ScalarValue

Cover: TypeAlias = tuple[frozenset[int], ...]
"""Of each parameter, which of its values a row is for, by their index."""

Cell: TypeAlias = tuple[int, ...]
"""A value of each parameter, or of the first few, by their index."""


@dataclass(frozen=True, slots=True)
class _Axis:
    lever: Lever
    values: tuple[ScalarValue, ...]


@dataclass(frozen=True, slots=True)
class _Space:
    """All combinations of what some parameters can be, and the rules that forbid some of them."""

    axes: tuple[_Axis, ...]
    prohibitions: tuple[Prohibition, ...]

    def missing(self, covers: Sequence[Cover], chosen: Cell = ()) -> Cell | None:
        """Return the first combination that is not forbidden and that no cover holds.

        The covers do not overlap, so they hold all combinations if they hold as many as there are,
        and the search need only go where some are missing. All of them begin with `chosen`.
        """
        rest = self.axes[len(chosen) :]
        if sum(prod(map(len, one)) for one in covers) == prod(len(one.values) for one in rest):
            return None
        if self.forbidding(chosen) is not None:
            return None
        if not rest:
            return chosen
        for index in range(len(rest[0].values)):
            inner = [one[1:] for one in covers if index in one[0]]
            found = self.missing(inner, (*chosen, index))
            if found is not None:
                return found
        return None

    def forbidden(self, cover: Cover, chosen: Cell = ()) -> Rule | None:
        """Return a rule that forbids combinations of a cover of which none is allowed, or None."""
        rule = self.forbidding(chosen)
        if rule is not None or len(chosen) == len(self.axes):
            return rule
        for index in sorted(cover[len(chosen)]):
            rule = self.forbidden(cover, (*chosen, index))
            if rule is None:
                return None
        return rule

    def forbidding(self, chosen: Cell) -> Rule | None:
        """Return a rule that the last parameter of some breaks, with those before it, or None."""
        last = len(chosen) - 1
        for one in self.prohibitions:
            if max(one.positions) == last:
                values = [self.axes[at].values[chosen[at]] for at in one.positions]
                if one.refuses(values):
                    return one.rule
        return None


def check_table(model: Model, price: Price, levers: Mapping[str, Lever]) -> Iterator[Diagnostic]:
    """Yield rows that another row or a rule leaves nothing for, and a combination without a row."""
    if not price.table:
        return
    names = dict.fromkeys(str(one.lever) for row in price.table for one in row.when)
    axes = tuple(_Axis(levers[one], closed_values(levers[one]) or ()) for one in names)
    covers = [_cover(row, axes) for row in price.table]
    overlaps = [*_overlaps(price.table, covers, axes)]
    yield from overlaps
    asked = [one.lever for one in axes]
    space = _Space(axes, tuple(prohibitions(sound_rules(model), model.request, asked)))
    missing = None if overlaps else space.missing(covers)
    if missing is not None:
        yield _gap(price, axes, missing)
    for row, cover in zip(price.table, covers, strict=True):
        rule = None if row.amount is None or not all(cover) else space.forbidden(cover)
        if rule is not None:
            yield _dead(row, rule)


def _cover(row: Row, axes: Sequence[_Axis]) -> Cover:
    return tuple(_allowed(row, one) for one in axes)


def _allowed(row: Row, axis: _Axis) -> frozenset[int]:
    asked = [one for one in row.when if one.lever == axis.lever.name]
    return frozenset(
        index for index, value in enumerate(axis.values) if all(holds(one, value) for one in asked)
    )


def _overlaps(
    rows: Sequence[Row], covers: Sequence[Cover], axes: Sequence[_Axis]
) -> Iterator[Diagnostic]:
    for index, (row, cover) in enumerate(zip(rows, covers, strict=True)):
        for earlier, other in zip(rows[:index], covers, strict=False):
            shared = [one & two for one, two in zip(cover, other, strict=True)]
            if all(shared):
                example = _said(axes, [min(one) for one in shared])
                yield Diagnostic(
                    "E0345",
                    f"two rows are for {example}",
                    Label(row.places.of("when"), "matches it too"),
                    (Label(earlier.places.of("when"), "matches it already"),),
                    notes=("exactly one row has the price of a request, whatever their order",),
                    help="remove one of the two, or say more in its `when`",
                )
                break


def _dead(row: Row, rule: Rule) -> Diagnostic:
    return Diagnostic(
        "E0349",
        "no request has the price of this row",
        Label(row.places.of("when"), "refused, whatever else it says"),
        (Label(demand_span(rule), f"by the rule `{rule.id}`"),),
        notes=("the page contradicts itself here, or was misread",),
        help="remove the row, or correct the rule",
    )


def _gap(price: Price, axes: Sequence[_Axis], missing: Sequence[int]) -> Diagnostic:
    said = _said(axes, missing)
    places = [_choices(one.lever) for one in axes]
    return Diagnostic(
        "E0344",
        f"no row is for {said}",
        Label(price.places.of("table"), "has no such row"),
        tuple(places),
        notes=("a request may ask for it, by itself or by what is assumed where it says nothing",),
        help="add the row; if the page has no price for it, with `unpriced: true`",
    )


def _choices(lever: Lever) -> Label:
    name: Word = lever.name
    return Label(lever.field.places.of("choices"), f"what `{name}` can be")


def _said(axes: Sequence[_Axis], combination: Sequence[int]) -> str:
    pairs = zip(axes, combination, strict=True)
    return ", ".join(f"{one.lever.name} {quoted(one.values[index])}" for one, index in pairs)
