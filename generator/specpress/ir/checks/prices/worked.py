"""Check that the worked prices of the page are what the price says."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.pricing.cost import Cost, cost_of, decimal_text, written
from specpress.ir.types.api import Model
from specpress.ir.types.prices import PriceExample
from specpress.ir.types.types import JsonObject


def check_worked_price(
    example: PriceExample, body: JsonObject, model: Model
) -> Iterator[Diagnostic]:
    """Yield a diagnostic if the request `body`, which is valid, costs something else."""
    price = model.price
    if price is None:
        return
    cost = cost_of(price, model.request, body)
    most = None if example.most is None else written(example.most)
    if cost != Cost(written(example.least), most):
        yield Diagnostic(
            "E0346",
            f"the worked price `{example.name}` is not what the price says",
            Label(example.places.of("amount"), f"{_said(cost)} by the price"),
            (Label(price.places.of(_word(price.places.words)), "the price"),),
            notes=("the page's own prices must come out, or the spec has misread the page",),
            help="correct the price or the example",
        )


def _word(words: tuple[tuple[str, object], ...]) -> str:
    """Return the word that says the figure."""
    return next(one for one in ("amount", "table", "base") if one in dict(words))


def _said(cost: Cost | None) -> str:
    if cost is None:
        return "unpriced"
    if cost.most is None:
        return f"{decimal_text(cost.least)} or more"
    if cost.most == cost.least:
        return decimal_text(cost.least)
    return f"from {decimal_text(cost.least)} to {decimal_text(cost.most)}"
