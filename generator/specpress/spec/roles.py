"""Check that the types with a part of their own stand as often as they must."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.spec.node import Entry, Mapping, Scalar

_ROLES: Final = (
    (("request",), "model_id", True),
    (("request",), "prompt", False),
    (("request",), "settings", False),
    (("job", "answer"), "status", True),
)
"""Where a role stands, its word, and whether one field must have it."""


def check_roles(platform: Mapping) -> Iterator[Diagnostic]:
    """Yield roles of platform.yaml that stand twice, or are missing."""
    for path, role, needed in _ROLES:
        group = _entry(platform, path)
        if group is None or not isinstance(group.value, Mapping):
            continue
        holders = [one for one in group.value.entries if _type(one) == role]
        for again in holders[1:]:
            yield Diagnostic(
                "E0315",
                f"a second field of type {role}",
                Label(again.key.span, "again"),
                (Label(holders[0].key.span, "first here"),),
                help=f"keep one field of type {role}",
            )
        if needed and not holders:
            yield Diagnostic(
                "E0315",
                f"`{group.key.text}` has no field of type {role}",
                Label(group.key.span, f"one field needs type {role}"),
                help=f"add `{{ type: {role} }}` to the field that holds it",
            )


def _entry(tree: Mapping, path: tuple[str, ...]) -> Entry | None:
    entry: Entry | None = None
    for key in path:
        entry = tree.entry(key)
        if entry is None or not isinstance(entry.value, Mapping):
            return None
        tree = entry.value
    return entry


def _type(entry: Entry) -> str | None:
    written = entry.value.get("type") if isinstance(entry.value, Mapping) else None
    return written.text if isinstance(written, Scalar) else None
