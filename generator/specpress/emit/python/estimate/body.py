"""The body of `estimate`: what it reads, computes and returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.estimate.locals import (
    Local,
    Locals,
    Names,
    is_absent,
    locals_of,
    reading,
)
from specpress.emit.python.estimate.scales import scales_of, whole
from specpress.emit.python.estimate.statements import Arithmetic, Range
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Delete,
    Do,
    Expression,
    For,
    If,
    Raw,
    Return,
    Statement,
    TupleOf,
)
from specpress.ir.pricing.inputs import levers_in, pers_in
from specpress.ir.types.api import Request
from specpress.ir.types.prices import Bounded, Price

_AMOUNT: Final = Code("amount")
_AMOUNTS: Final = Code("amounts")
_NONE: Final = Code("None")
_BASIS: Final = Code("_BASIS")
_SCALE: Final = Code("_SCALE")


@dataclass(frozen=True, slots=True)
class EstimateBody:
    """The statements of `estimate`, and the scale of its whole numbers: 1 if they need none."""

    statements: tuple[Statement, ...]
    scale: int


def estimate_body(price: Price, request: Request) -> EstimateBody:
    """Return the body of `estimate(request)`."""
    names, levers = Names(), levers_in(request)
    found = locals_of(price, request, levers, names)
    scales = scales_of(price, levers)
    arithmetic = Arithmetic(price, levers, found.by_name, names)
    computing = tuple(arithmetic.statements(scales))
    options = [one for one in found.by_name.values() if one.options is not None]
    if options or arithmetic.ranges:
        computing = tuple(_looped(computing, options, arithmetic.ranges))
        low, high = _call("min", _AMOUNTS), _call("max", _AMOUNTS)
    else:
        low = high = Raw(_AMOUNT)
    unread = () if found.by_name else (Delete(Code("request")),)
    ending = _ending(price, low, high, scales.scale, found)
    return EstimateBody((*unread, *reading(found), *computing, *ending), scales.scale)


def _looped(
    computing: tuple[Statement, ...], options: Sequence[Local], ranges: Sequence[Range]
) -> list[Statement]:
    """Return loops through all that a request leaves open, around what computes an amount."""
    append = Do(Call(Code("amounts.append"), (Raw(_AMOUNT),)))
    inner: tuple[Statement, ...] = (*computing, append)
    for one in reversed(ranges):
        ends = [one.source.least, *([] if one.source.most is None else [one.source.most])]
        values = tuple(literal(whole(end, one.parts)) for end in ends)
        inner = (For(one.name, TupleOf(values), inner),)
    for local in reversed(options):
        inner = (For(local.name, Raw(local.many), inner),)
    return [Assign(_AMOUNTS, Raw(Code("[]")), Code("list[int]")), *inner]


def _ending(
    price: Price, low: Expression, high: Expression, scale: int, found: Locals
) -> list[Statement]:
    endless = [one for one in found.by_name.values() if one.is_endless]
    sources = [one.source for one in pers_in(price)]
    open_ = any(isinstance(one, Bounded) and one.most is None for one in sources)
    unbounded = price.known_after or open_
    before: list[Statement] = []
    if scale != 1 or low != high:
        before.append(Assign(Code("low"), _exact(low, scale)))
        low, high = Raw(Code("low")), high if low != high else Raw(Code("low"))
    if unbounded:
        high = Raw(_NONE)
    elif high != low:
        kind = Code("float | None") if endless else None
        before.append(Assign(Code("high"), _exact(high, scale), kind))
        high = Raw(Code("high"))
        nothing = (Assign(Code("high"), Raw(_NONE)),)
        before += [If(is_absent(found, one), nothing) for one in endless]
    unit = Raw(literal(price.unit.value))
    return [*before, Return(Call(Code("Estimate"), (low, high, unit, Raw(_BASIS))))]


def _exact(value: Expression, scale: int) -> Expression:
    return value if scale == 1 else Call(Code("exact"), (value, Raw(_SCALE)))


def _call(function: str, argument: Code) -> Expression:
    return Call(Code(function), (Raw(argument),))
