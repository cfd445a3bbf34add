"""Statements and patterns that the arithmetic of a price is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.estimate.locals import Local
from specpress.emit.python.estimate.scales import whole
from specpress.emit.python.syntax import (
    Assign,
    Call,
    DictOf,
    Expression,
    Raise,
    Raw,
    Statement,
    Update,
)
from specpress.ir.types.prices import Condition, Rounding
from specpress.ir.types.types import ScalarValue

AMOUNT: Final = Code("amount")
ANY: Final = Code("_")


def least(charge: float, scale: int) -> Iterator[Statement]:
    """Yield what keeps `amount` from falling below the least charge."""
    if charge:
        yield Assign(AMOUNT, Call(Code("max"), (Raw(AMOUNT), whole_number(whole(charge, scale)))))


def rounded(rounding: Rounding | None, scale: int) -> Iterator[Statement]:
    """Yield what rounds `amount`."""
    if rounding is None:
        return
    step = whole(rounding.step, scale)
    if step == 1:
        return
    if rounding.up:
        yield Update(AMOUNT, Code("+="), whole_number(step - 1))
        yield Update(AMOUNT, Code("//="), whole_number(step))
    else:
        yield Update(AMOUNT, Code("*="), whole_number(2))
        yield Update(AMOUNT, Code("+="), whole_number(step))
        yield Update(AMOUNT, Code("//="), whole_number(2 * step))
    yield Update(AMOUNT, Code("*="), whole_number(step))


def subject(asked: Sequence[Local]) -> Expression:
    """Return what a match asks about: some parameters, in a row."""
    return Raw(_row([one.name for one in asked]))


def pattern(asked: Sequence[Local], when: Sequence[Condition]) -> Code:
    """Return the pattern of what conditions ask of some parameters."""
    wanted = {str(one.lever): one.values for one in when}
    found = (wanted.get(str(one.lever.name)) for one in asked)
    return _row([ANY if one is None else either(one) for one in found])


def _row(cells: Sequence[Code]) -> Code:
    return cells[0] if len(cells) == 1 else Code(f"({', '.join(cells)})")


def either(values: Sequence[ScalarValue]) -> Code:
    """Return the pattern of one of some values."""
    return Code(" | ".join(literal(one) for one in values))


def unpriced(asked: Sequence[Local]) -> Statement:
    """Return what says that no price is stated for what some parameters are."""
    members = tuple((literal(str(one.lever.name)), one.name) for one in asked)
    return Raise(Call(Code("UnpricedError"), (DictOf(members),)))


def whole_number(number: int) -> Expression:
    """Return a whole number, its digits in groups of three."""
    return Raw(Code(f"{number:_}"))
