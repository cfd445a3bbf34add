"""JSON that specpress writes for itself, read back strictly."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Final

from specpress.emit.writer.refusal import damaged

VERSION: Final = 1

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of `content`, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def is_digest(value: object) -> bool:
    """Return whether `value` is a SHA-256 as `digest_of` writes it."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def render_record(key: str, value: object) -> str:
    """Return the text of a record that holds `value` under `key`, one entry a line."""
    return json.dumps({"version": VERSION, key: value}, indent=2) + "\n"


def read_record(content: bytes, key: str, path: str) -> object:
    """Return what a record holds under `key`.

    Raises:
        SpecError: E0506 at `path` if it is no record, of another version, or holds a key twice.

    """
    try:
        record = json.loads(content.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as problem:
        raise damaged(path, str(problem)) from None
    if not isinstance(record, dict) or record.keys() != {"version", key}:
        raise damaged(path, f"it does not hold `version` and `{key}`")
    if record["version"] is True or record["version"] != VERSION:
        raise damaged(path, f"its version is not {VERSION}; another specpress wrote it")
    return record[key]


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a key stands twice"
        raise ValueError(message)
    return found
