"""Where the parts that values play stand in an answer."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.ir.types.types import Record


def pointers_of(record: Record, role: str, at: str = "") -> Iterator[str]:
    """Yield the JSON Pointer (RFC 6901) of each value that plays `role`, in the page's order.

    Keys hold letters, digits and underscores, so nothing in a pointer is escaped. A list of values
    that play the role has one pointer, that of the list.
    """
    for field in record.fields:
        pointer = f"{at}/{field.name}"
        if field.role == role:
            yield pointer
        if isinstance(field.type, Record):
            yield from pointers_of(field.type, role, pointer)
