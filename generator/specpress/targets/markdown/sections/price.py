"""What a job costs, as the pages say it: in sentences, and a table where the price has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown_code, markdown_json
from specpress.ir.pricing.cost import decimal_text, written
from specpress.ir.pricing.inputs import levers_in, named_in
from specpress.ir.types.api import Billing, Job, Model
from specpress.ir.types.prices import (
    Addition,
    Bounded,
    Figure,
    Per,
    Price,
    PriceExample,
    Row,
    Unit,
)
from specpress.ir.types.text import Word
from specpress.ir.types.types import ScalarValue
from specpress.targets.markdown.language.say import Say, joined


@dataclass(frozen=True, slots=True)
class RateTable:
    """A table of amounts: a column for each parameter that it looks at, and one for the amount."""

    heads: tuple[Code, ...]
    rows: tuple[tuple[Code, ...], ...]


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A request of the page, or the name of an example of one, and what it costs."""

    name: Code
    request: Code
    price: Code


@dataclass(frozen=True, slots=True)
class PriceView:
    """What a job costs.

    `lines` are the parts of the price, one on top of the other; `table` is None where the first of
    them is an amount of its own.
    """

    lines: tuple[Code, ...]
    table: RateTable | None
    examples: tuple[WorkedExample, ...]


def price_view(model: Model, job: Job | None, say: Say) -> PriceView | None:
    """Return what a job of a model costs, or None where no page says it."""
    price = model.price
    if price is None:
        return None
    lines = _billing(model, say) or tuple(_lines(model, price, job, say))
    examples = tuple(_example(one, price, say) for one in model.price_examples)
    table = _table(price, say) if price.table else None
    return PriceView(tuple(one for one in lines if one), table, examples)


def price_in_short(model: Model, say: Say) -> Code | None:
    """Return the price of a model in a few words, or None where no page says it."""
    price = model.price
    if price is None:
        return None
    (line,) = _billing(model, say) or (_base(price, say, "price_by"),)
    more = (price.times, price.add, price.least, price.rounding, price.known_after)
    return say("price_and_more", line) if model.credits is None and any(more) else line


def _billing(model: Model, say: Say) -> tuple[Code, ...]:
    if model.credits is None:
        return ()
    base = say.counted("credit", model.credits.base)
    is_fixed = model.credits.billing is Billing.FIXED
    return (say("price_fixed" if is_fixed else "price_metered", base),)


def _lines(model: Model, price: Price, job: Job | None, say: Say) -> Iterator[Code]:
    yield _base(price, say, "price_table")
    for times in price.times:
        factors = joined(_factor(one, say) for one in times.factors)
        yield say("price_times", markdown_code(times.lever), factors)
    yield from (_added(one, price, say) for one in price.add)
    if price.least:
        yield say("price_least", _amount(price.least, price, say))
    if price.rounding is not None:
        how = "price_up" if price.rounding.up else "price_nearest"
        yield say(how, _amount(price.rounding.step, price, say))
    levers = levers_in(model.request)
    for name in named_in(price):
        if levers[str(name)].is_optional:
            yield say("price_open", markdown_code(name))
    if price.known_after:
        place = None if job is None else job.charge
        at = Code() if place is None else say("price_stands", markdown_code(place))
        yield say("price_after", at)
    yield from say.reasons(price.inferred)


def _base(price: Price, say: Say, table: str) -> Code:
    """Return the amount with its units; `table` is the phrase for a price that a table gives."""
    if price.amount is not None:
        figure = _amount(price.amount, price, say)
    else:
        figure = say(table, joined(markdown_code(one) for one in _levers_of(price.table)))
    return joined([figure, _pers(price.per, say)], " ")


def _added(addition: Addition, price: Price, say: Say) -> Code:
    parts = [say("price_plus", _amount(addition.amount, price, say)), _pers(addition.per, say)]
    if addition.included:
        parts.append(say("price_beyond", _number(addition.included)))
    conditions = [
        say("price_is", markdown_code(one.lever), _any_of(one.values, say)) for one in addition.when
    ]
    conditions += [
        say("price_above", markdown_code(one.source.lever), _number(one.limit))
        for one in addition.above
    ]
    if conditions:
        parts.append(say("price_where", joined(conditions, say("price_and"))))
    return joined(parts, " ")


def _pers(pers: tuple[Per, ...], say: Say) -> Code:
    """Return what an amount is for each of: seconds, images or other units, and how many."""
    return joined((_per(one, say) for one in pers), say("price_and"))


def _per(per: Per, say: Say) -> Code:
    source = per.source
    if not isinstance(source, Bounded):
        lever = markdown_code(source.lever)
        figures = joined(_counts_as(one, say) for one in source.figures)
        of = say("price_figures", lever, figures) if figures else say("price_of", lever)
    elif source.most is None:
        of = say("price_no_less", _number(source.least))
    elif source.least == source.most:
        of = say("price_count", _number(source.least))
    else:
        of = say("price_between", _number(source.least), _number(source.most))
    return say(f"per_{per.measure.value}", of)


def _counts_as(figure: Figure, say: Say) -> Code:
    return say("price_counts_as", markdown_code(figure.choice), _number(figure.number))


def _factor(figure: Figure, say: Say) -> Code:
    return say("price_factor", _number(figure.number), markdown_code(figure.choice))


def _any_of(values: tuple[ScalarValue, ...], say: Say) -> Code:
    return joined(map(markdown_json, values), say("price_or"))


def _levers_of(rows: tuple[Row, ...]) -> tuple[Word, ...]:
    return tuple(dict.fromkeys(one.lever for row in rows for one in row.when))


def _table(price: Price, say: Say) -> RateTable:
    levers = _levers_of(price.table)
    heads = (*(markdown_code(one) for one in levers), say("price"))
    return RateTable(heads, tuple(_cells(row, levers, price, say) for row in price.table))


def _cells(row: Row, levers: tuple[Word, ...], price: Price, say: Say) -> tuple[Code, ...]:
    said = {one.lever: _any_of(one.values, say) for one in row.when}
    amount = say("unpriced") if row.amount is None else _amount(row.amount, price, say)
    return (*(said.get(one, say("any")) for one in levers), amount)


def _example(example: PriceExample, price: Price, say: Say) -> WorkedExample:
    request = example.request
    least = _amount(example.least, price, say)
    if example.most is None:
        cost = say("price_or_more", least)
    elif example.most == example.least:
        cost = least
    else:
        cost = say("price_from_to", _number(example.least), _amount(example.most, price, say))
    shown = markdown_code(request) if isinstance(request, Word) else markdown_json(request)
    return WorkedExample(markdown_code(example.name), shown, cost)


def _amount(number: float, price: Price, say: Say) -> Code:
    if price.unit is Unit.CREDITS:
        return say("credit" if number == 1 else "credits", _number(number))
    return Code(f"{_number(number)} {price.unit.value}")


def _number(number: float) -> Code:
    whole, point, rest = decimal_text(written(number)).partition(".")
    return Code(f"{int(whole):,}{point}{rest}")
