"""What a call takes beside its body."""

from __future__ import annotations

from typing import Final

from specpress.emit.encoders.encoders import placeholders
from specpress.ir.contract.contract import Schema
from specpress.ir.types.api import Operation
from specpress.ir.types.text import Tree

_ONCE: Final = (
    "The idempotency key: one of your own for each call, and the same for a repeat of it."
)


def parameters_of(operation: Operation) -> Schema:
    """Return the parameters in the path, and the header of the idempotency key."""
    found: list[Tree] = [_in_path(operation, name) for name in placeholders(operation.path)]
    if operation.idempotency is not None:
        found.append(
            {
                "name": operation.idempotency,
                "in": "header",
                "description": _ONCE,
                "required": False,
                "schema": {"type": "string"},
            }
        )
    return {"parameters": found} if found else {}


def _in_path(operation: Operation, name: str) -> Schema:
    about = "The id of the job." if operation.name == "status" else f"What `{name}` stands for."
    schema: Schema = {"type": "string"}
    return {"name": name, "in": "path", "description": about, "required": True, "schema": schema}
