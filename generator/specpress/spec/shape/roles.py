"""Check that the types with a part of their own stand as often as they must."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.spec.node import Entry, Mapping, Node, Scalar

_ANY: Final = "*"
_ROLES: Final = (
    (("request",), "model_id", True),
    (("request",), "prompt", False),
    (("request",), "settings", False),
    (("references", "item"), "file_name", False),
    (("operations", _ANY, "form"), "file", True),
    (("operations", _ANY, "form"), "kind", False),
    (("operations", _ANY, "form"), "model_id", False),
    (("job", "answer"), "status", True),
    (("job", "answer"), "job_id", True),
    (("job", "answer"), "error_code", False),
    (("job", "answer"), "error_message", False),
    (("error_answer",), "error_code", True),
    (("error_answer",), "error_message", False),
    (("error_answer",), "request_id", False),
)
"""Where a role stands, however deep, its word, and whether one field must have it."""


def check_roles(platform: Mapping) -> Iterator[Diagnostic]:
    """Yield roles of platform.yaml that stand twice, or are missing."""
    for path, role, needed in _ROLES:
        for group in groups_at(platform, path):
            holders = [one for one in _fields(group.value) if _type(one) == role]
            yield from _too_many(holders, role)
            if needed and not holders:
                yield _missing(group, role)


def groups_at(tree: Mapping, path: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the entries at a path whose values are mappings; `*` stands for every key."""
    key, *rest = path
    for entry in tree.entries:
        if key in {entry.key.text, _ANY} and isinstance(entry.value, Mapping):
            yield from groups_at(entry.value, tuple(rest)) if rest else (entry,)


def _too_many(holders: list[Entry], role: str) -> Iterator[Diagnostic]:
    for again in holders[1:]:
        yield Diagnostic(
            "E0315",
            f"a second field of type {role}",
            Label(again.key.span, "again"),
            (Label(holders[0].key.span, "first here"),),
            help=f"keep one field of type {role}",
        )


def _missing(group: Entry, role: str) -> Diagnostic:
    return Diagnostic(
        "E0315",
        f"`{group.key.text}` has no field of type {role}",
        Label(group.key.span, f"one field needs type {role}"),
        help=f"add `{{ type: {role} }}` to the field that holds it",
    )


def _fields(node: Node) -> Iterator[Entry]:
    """Yield the descriptions of values in a mapping, and those within them."""
    for entry in node.entries if isinstance(node, Mapping) else ():
        yield entry
        if isinstance(entry.value, Mapping) and (fields := entry.value.get("fields")) is not None:
            yield from _fields(fields)


def _type(entry: Entry) -> str | None:
    written = entry.value.get("type") if isinstance(entry.value, Mapping) else None
    return written.text if isinstance(written, Scalar) else None
