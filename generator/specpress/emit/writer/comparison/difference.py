"""How the output folder differs from what it should be, one value a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import unified_diff as diff_lines
from enum import Enum
from typing import assert_never

from specpress.diagnostics.diagnostic import Diagnostic
from specpress.emit.writer import refusal
from specpress.emit.writer.comparison.snapshot import Snapshot
from specpress.emit.writer.directory.directory import EntryKind
from specpress.emit.writer.manifest import Manifest
from specpress.emit.writer.paths import ancestors
from specpress.emit.writer.transaction.record import digest_of


class Kind(Enum):
    """Why a path differs."""

    MISSING = "wanted, and not there"
    STALE = "as generated last, and no longer wanted so"
    EXTRA = "as generated last, and no longer wanted at all"
    EDITED = "neither as generated last nor as wanted"
    FOREIGN = "never generated"
    LINK = "a symbolic link"
    BLOCKED = "something that is neither a wanted file nor a folder of one"
    UNFINISHED = "left by a run that was interrupted"


@dataclass(frozen=True, slots=True)
class Difference:
    """One path that is not as it should be.

    `path` is below the output folder, `shown` the same as people see it. `old` is the text
    that is there, None if there is none or it is nobody's business; `new` the text that is
    wanted, None if none is.
    """

    kind: Kind
    path: str
    shown: str
    old: str | None = None
    new: str | None = None


def find_differences(
    wanted: Mapping[str, str],
    manifest: Manifest,
    snapshot: Snapshot,
    show: Callable[[str], str],
) -> tuple[Difference, ...]:
    """Compare the `wanted` texts with the folder, the manifest saying which bytes are ours.

    Files that nobody wants or generated are named by the highest folder that holds nothing
    else. A file with the wanted bytes is no difference, listed or not.
    """
    known = {*wanted, *manifest.files}
    shared = {folder for path in known for folder in ancestors(path)}
    found: dict[str, Difference] = {}
    for path in sorted(known | snapshot.kinds.keys()):
        kind = _judge(path, wanted.get(path), manifest.files, snapshot)
        if kind is None:
            continue
        at = _outermost(path, shared) if kind is Kind.FOREIGN and path not in known else path
        old = snapshot.contents.get(path)
        text = None if old is None else old.decode("utf-8", "replace")
        found.setdefault(at, Difference(kind, at, show(at), text, wanted.get(path)))
    return tuple(found.values())


def _judge(
    path: str, new: str | None, listed: Mapping[str, str], snapshot: Snapshot
) -> Kind | None:
    there = snapshot.kinds.get(path)
    match there:
        case None:
            return None if new is None else Kind.MISSING
        case EntryKind.LINK:
            return Kind.LINK
        case EntryKind.OTHER:
            return Kind.BLOCKED
        case EntryKind.FOLDER:
            if new is None:
                return None
            below = tuple(snapshot.below(path))
            clears = bool(below) and all(one in listed for one in below)
            return Kind.MISSING if clears else Kind.BLOCKED
        case EntryKind.FILE:
            return _judge_file(snapshot.contents.get(path), new, listed.get(path))
        case _:
            assert_never(there)


def _judge_file(content: bytes | None, new: str | None, recorded: str | None) -> Kind | None:
    if content is None:
        return Kind.FOREIGN
    if new is not None and content == new.encode():
        return None
    if recorded is None:
        return Kind.FOREIGN
    if digest_of(content) != recorded:
        return Kind.EDITED
    return Kind.EXTRA if new is None else Kind.STALE


def _outermost(path: str, shared: set[str]) -> str:
    """Return `path`, or the highest folder above it in which there is no file of ours."""
    return next((one for one in reversed([*ancestors(path)]) if one not in shared), path)


def diagnose(difference: Difference) -> Diagnostic:
    """Return the diagnostic that names a difference and says what to do."""
    path, wanted = difference.shown, difference.new is not None
    match difference.kind:
        case Kind.MISSING:
            return refusal.stale(path, "is missing")
        case Kind.STALE:
            return refusal.stale(path, "is out of date")
        case Kind.EXTRA:
            return refusal.stale(path, "is no longer generated")
        case Kind.UNFINISHED:
            return refusal.stale(path, "was left by a run that did not finish")
        case Kind.EDITED:
            return refusal.edited(path, wanted=wanted)
        case Kind.FOREIGN:
            return refusal.foreign(path, wanted=wanted)
        case Kind.LINK:
            return refusal.link(path)
        case Kind.BLOCKED:
            return refusal.in_the_way(path, "it is neither a generated file nor a folder of one")
        case _:
            assert_never(difference.kind)


def unified_diff(difference: Difference) -> str:
    """Return the change from `old` to `new` as a unified diff; empty where neither is known."""
    old, new = difference.old, difference.new
    if old is None and new is None:
        return ""
    before = "/dev/null" if old is None else f"a/{difference.shown}"
    after = "/dev/null" if new is None else f"b/{difference.shown}"
    lines = [*diff_lines(_lines(old), _lines(new), before, after)]
    # An empty file has no lines to differ in, but it comes or goes all the same.
    return "".join(map(_ended, lines or (f"--- {before}\n", f"+++ {after}\n")))


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str | None) -> list[str]:
    # str.splitlines splits on eight characters beside LF, none of which ends a line for diff.
    *whole, last = (text or "").split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])
