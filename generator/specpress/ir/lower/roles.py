"""What the words for the parts of a reference and of an answer stand for."""

from __future__ import annotations

from specpress.ir.lower.fields import Roles, lower_record
from specpress.ir.types.text import SpecText
from specpress.ir.types.types import Choice, Format, Record, Text, Type
from specpress.spec.node import Node

_ANSWER: tuple[tuple[str, Type], ...] = (
    ("model_id", Text()),
    ("job_id", Text()),
    ("result_url", Text(format=Format.URL)),
    ("error_code", Text()),
    ("error_message", Text()),
    ("request_id", Text()),
)


def item_roles(kind: Type, mime_type: Type) -> Roles:
    """Return the roles of a reference's fields, given what kinds and MIME types it may have."""
    return Roles((("kind", kind), ("mime_type", mime_type), ("file_name", Text())))


def lower_answer(node: Node, states: tuple[SpecText, ...] = ()) -> Record:
    """Return the record of an answer; `states` are those of a job, where it may carry one."""
    status: Type = Choice(states) if states else Text()
    return lower_record(node, Roles((("status", status), *_ANSWER)))
