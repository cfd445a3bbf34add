"""What an estimate was computed from, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.ir.pricing.cost import decimal_text, written
from specpress.ir.pricing.inputs import levers_in, named_in
from specpress.ir.types.api import Job, Request
from specpress.ir.types.prices import Addition, Bounded, Measure, Per, Price
from specpress.ir.types.types import Choice
from specpress.spec.nearest import listed

_UNITS: Final = {
    Measure.SECOND: "second",
    Measure.IMAGE: "image",
    Measure.MEGAPIXEL: "megapixel",
    Measure.THOUSAND_CHARACTERS: "1,000 characters",
    Measure.ITEM: "item",
}


def basis_of(price: Price, request: Request, job: Job | None) -> Iterator[str]:
    """Yield what a price is made of, each part in a few words."""
    yield _figure(price)
    yield from (_per(one) for one in price.per)
    for times in price.times:
        yield f"times a factor by {times.lever}"
    for addition in price.add:
        yield from _added(addition, price)
    if price.least:
        yield f"{_amount(price.least, price)} at least"
    if price.rounding is not None:
        how = "up" if price.rounding.up else "to the nearest"
        yield f"rounded {how} to a multiple of {_number(price.rounding.step)}"
    yield from _left_open(price, request)
    if price.known_after:
        where = "" if job is None or job.charge is None else f", in {job.charge} of the job"
        yield f"what it comes to is known only after{where}"


def _figure(price: Price) -> str:
    if price.amount is not None:
        return _amount(price.amount, price)
    names = dict.fromkeys(str(one.lever) for row in price.table for one in row.when)
    return f"{price.unit.value} by {listed(names, 'and')}"


def _left_open(price: Price, request: Request) -> Iterator[str]:
    levers = levers_in(request)
    for name in named_in(price):
        lever = levers[str(name)]
        if lever.is_optional:
            whole = "any choice" if isinstance(lever.field.type, Choice) else "any value"
            yield f"{whole} of {name} where none is given"


def _per(per: Per) -> str:
    return f"for each {_UNITS[per.measure]}{_source(per)}"


def _source(per: Per) -> str:
    source = per.source
    if not isinstance(source, Bounded):
        return f" of {source.lever}"
    if source.most is None:
        return f", {_number(source.least)} or more"
    if source.least == source.most:
        return f" of {_number(source.least)}"
    return f", from {_number(source.least)} to {_number(source.most)}"


def _added(addition: Addition, price: Price) -> Iterator[str]:
    yield f"plus {_amount(addition.amount, price)}"
    yield from (_per(one) for one in addition.per)
    if addition.included:
        yield f"beyond {_number(addition.included)}"
    for one in addition.above:
        yield f"where {one.source.lever} is above {_number(one.limit)}"
    if addition.when:
        yield f"depending on {listed(dict.fromkeys(one.lever for one in addition.when), 'and')}"


def _amount(number: float, price: Price) -> str:
    return f"{_number(number)} {price.unit.value}"


def _number(number: float) -> str:
    return decimal_text(written(number))
