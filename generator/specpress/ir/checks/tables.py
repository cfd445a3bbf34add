"""Check that exactly one row of a price table matches every request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.levers import Lever, closed_values, holds
from specpress.ir.prices import Price, Row
from specpress.ir.text import Word, quoted
from specpress.ir.types import ScalarValue

Cover: TypeAlias = tuple[frozenset[int], ...]
"""Of each parameter, which of its values a row is for, by their index."""


@dataclass(frozen=True, slots=True)
class _Axis:
    lever: Lever
    values: tuple[ScalarValue, ...]


def check_table(price: Price, levers: Mapping[str, Lever]) -> Iterator[Diagnostic]:
    """Yield rows that another row leaves nothing for, and a combination that no row is for."""
    if not price.table:
        return
    names = dict.fromkeys(str(one.lever) for row in price.table for one in row.when)
    axes = [_Axis(levers[one], closed_values(levers[one]) or ()) for one in names]
    covers = [_cover(row, axes) for row in price.table]
    overlaps = [*_overlaps(price.table, covers, axes)]
    yield from overlaps
    missing = None if overlaps else _missing(covers, [len(one.values) for one in axes])
    if missing is not None:
        yield _gap(price, axes, missing)


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


def _missing(covers: Sequence[Cover], sizes: Sequence[int]) -> list[int] | None:
    """Return the first combination that no cover holds; the covers do not overlap.

    So they hold all combinations if they hold as many as there are, and the search need only go
    where some are missing.
    """
    if sum(prod(map(len, one)) for one in covers) == prod(sizes):
        return None
    if not sizes:
        return []
    for index in range(sizes[0]):
        inner = [one[1:] for one in covers if index in one[0]]
        rest = _missing(inner, sizes[1:])
        if rest is not None:
            return [index, *rest]
    return None


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
