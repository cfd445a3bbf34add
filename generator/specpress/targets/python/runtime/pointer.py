"""JSON Pointers (RFC 6901) into answers that may lack what they point to."""

from __future__ import annotations

from collections.abc import Mapping


def resolve(pointer: str, document: object) -> object:
    """Return what `pointer` leads to within `document`, or None where nothing is."""
    found = document
    for token in pointer.split("/")[1:]:
        found = _step(found, token.replace("~1", "/").replace("~0", "~"))
    return found


def resolve_text(pointer: str | None, document: object) -> str | None:
    """Return the string that `pointer` leads to; None for anything else."""
    found = None if pointer is None else resolve(pointer, document)
    return found if isinstance(found, str) else None


def _step(value: object, token: str) -> object:
    if isinstance(value, Mapping):
        return value.get(token)
    is_index = token.isascii() and token.isdecimal()
    if isinstance(value, list) and is_index and int(token) < len(value):
        return value[int(token)]
    return None
