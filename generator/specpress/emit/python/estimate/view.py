"""`estimate` as the template of a model's module sees it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import Piece, docstring, literal
from specpress.emit.python.estimate.basis import basis_of
from specpress.emit.python.estimate.body import estimate_body
from specpress.emit.python.printer import print_assignment, print_statements
from specpress.emit.python.syntax import Raw, TupleOf
from specpress.ir.types.api import Api, Model

_FILES: Final = {"UnpricedError": "unpriced", "exact": "exact", "scaled": "scaled"}
"""What a body may call of the runtime, and the file it stands in."""


@dataclass(frozen=True, slots=True)
class EstimateView:
    """What a request costs: the constants, the docstring and the body of `estimate`.

    `calls` are the names of the runtime that the body uses, and `files` where they stand.
    """

    constants: tuple[Code, ...]
    doc: Code
    body: Code
    calls: tuple[str, ...]
    files: tuple[str, ...]


def estimate_view(api: Api, model: Model) -> EstimateView | None:
    """Return the view of a model's `estimate`, or None if it states no price."""
    price = model.price
    if price is None:
        return None
    found = estimate_body(price, model.request)
    basis = tuple(literal(one) for one in basis_of(price, model.request, api.platform.job))
    constants = [print_assignment(Code("_BASIS"), Code("Final"), TupleOf(basis, grows=True))]
    if found.scale != 1:
        scale = Raw(Code(f"{found.scale:_}"))
        constants.append(print_assignment(Code("_SCALE"), Code("Final"), scale))
    body = print_statements(found.statements, 1)
    used = {one.id for one in ast.walk(ast.parse(f"if 1:\n{body}")) if isinstance(one, ast.Name)}
    calls = tuple(one for one in _FILES if one in used)
    files = ("estimate", *(_FILES[one] for one in calls))
    return EstimateView(tuple(constants), _doc(model, calls), body, calls, files)


def _doc(model: Model, calls: tuple[str, ...]) -> Code:
    price = model.price
    inferred = () if price is None else price.inferred
    paragraphs: list[list[Piece]] = [["Return what a request that `check` accepts costs."]]
    paragraphs += [["Inferred, ", str(one.word), ": ", one.reason] for one in inferred]
    if "UnpricedError" in calls:
        paragraphs.append(["UnpricedError is raised where no price is stated for it."])
    return docstring(*paragraphs, depth=1)
