"""The module of one model within a client's package."""

from __future__ import annotations

from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.estimate.view import estimate_view
from specpress.emit.python.naming import module_name
from specpress.emit.python.printer import print_assignment
from specpress.emit.python.request.checks.rules import rules_view
from specpress.emit.python.request.module import ModuleView, module_view
from specpress.emit.python.request.naming import name_request
from specpress.emit.python.request.runtime_bundle import imported_from
from specpress.emit.python.syntax import TupleOf
from specpress.ir.types.api import Api, Model, UploadPolicy

_ROWS: Final = Code("Final[tuple[tuple[str, int, tuple[str, ...]], ...]]")
"""The type the runtime knows `UPLOADS` by, which what is inferred would be too narrow for."""


def model_view(api: Api, model: Model) -> ModuleView:
    """Return the view of a model's module: a validator that imports the runtime of its package."""
    named = name_request(model.request.record)
    runtime = f"{module_name(api.platform.id)}._runtime.validation"
    policies = () if model.references is None else model.references.policies
    rules = rules_view(model.rules, model.request, named)
    imported = imported_from(runtime, named, estimate_view(api, model), rules)
    return module_view(api, model, named, imported, _uploads(policies))


def _uploads(policies: tuple[UploadPolicy, ...]) -> tuple[Code, ...]:
    """Return the assignments of the MIME types of each kind, and of what may be uploaded."""
    kinds = tuple(
        print_assignment(_types(one), Code("Final"), TupleOf(tuple(map(literal, one.mime))))
        for one in policies
    )
    rows = tuple(
        Code(f"({literal(str(one.kind))}, {one.max_bytes}, {_types(one)})") for one in policies
    )
    uploads = print_assignment(Code("UPLOADS"), _ROWS, TupleOf(rows, grows=bool(rows)))
    return (*kinds, uploads)


def _types(policy: UploadPolicy) -> Code:
    return Code(f"{policy.kind.upper()}_TYPES")
