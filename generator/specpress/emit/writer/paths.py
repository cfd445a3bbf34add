"""Which paths a generated file may have, and which names in the output folder are not ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from specpress.spec.devices import DEVICES

MANIFEST: Final = ".specpress.json"
STAGE: Final = ".specpress.stage"
LOCK: Final = ".specpress.lock"
OWN: Final = frozenset({MANIFEST, STAGE, LOCK})
KEPT_SUFFIX: Final = ".orig"

_IGNORED: Final = (
    "__pycache__",
    "*.pyc",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    "*.egg-info",
    "build",
    "dist",
    ".DS_Store",
    f"*{KEPT_SUFFIX}",
)
_SEGMENT: Final = re.compile(r"[A-Za-z0-9._-]+")


def is_ignored(name: str) -> bool:
    """Return whether files and folders of this name are neither read nor deleted."""
    return any(fnmatchcase(name, pattern) for pattern in _IGNORED)


def ancestors(path: str) -> Iterator[str]:
    """Yield the folders above `path` below the output folder, the nearest first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def fault_of(path: str) -> str | None:
    """Return why no generated file may have this path, or None if one may."""
    if "\\" in path or path.startswith("/"):
        return "it is not relative, with `/` between folders"
    faults = (_fault_of_segment(segment) for segment in path.split("/"))
    return next((fault for fault in faults if fault is not None), None)


def _fault_of_segment(segment: str) -> str | None:
    if segment in {"", ".", ".."}:
        return "it has an empty part, `.` or `..`"
    if not _SEGMENT.fullmatch(segment):
        return "it holds a character other than ASCII letters, digits, `.`, `_` and `-`"
    if segment.endswith(".") or segment.partition(".")[0].lower() in DEVICES:
        return f"Windows has no file of the name `{segment}`"
    if is_ignored(segment) or segment in OWN:
        return f"the name `{segment}` is one that the writer leaves alone"
    return None
