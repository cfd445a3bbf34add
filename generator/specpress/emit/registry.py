"""Find targets: ours and those of other packages, all by entry point."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.emit.target import Target

GROUP: Final = "specpress.targets"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")


def load_targets(report: Report, points: Iterable[EntryPoint] | None = None) -> tuple[Target, ...]:
    """Return the installed targets, sorted by name.

    One that cannot be imported, or is no target, is reported as a warning (E0403) and left out.

    Raises:
        SpecError: E0402 if two have one name.

    """
    found: dict[str, tuple[Target, EntryPoint]] = {}
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=_order):
        target = _load(point, report)
        if target is None:
            continue
        other = found.setdefault(target.name, (target, point))[1]
        if other is not point:
            report.add(_twice(target.name, other, point))
    report.stop_if_failed()
    return tuple(found[name][0] for name in sorted(found))


def raised(problem: BaseException) -> str:
    """Return what others have raised, in a line."""
    first = ""
    with suppress(Exception):  # what it says of itself is theirs as well
        first = str(problem).partition("\n")[0]
    return f"{type(problem).__name__}{': ' * bool(first)}{first}"


def _order(point: EntryPoint) -> tuple[str, str]:
    return point.name, point.value


def _load(point: EntryPoint, report: Report) -> Target | None:
    """Return what an entry point names, if it is a target whose name can be that of a folder."""
    try:
        loaded = point.load()
        if isinstance(loaded, Target) and _NAME.fullmatch(loaded.name) and loaded.summary:
            return loaded
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # noqa: BLE001 - imports of others raise anything
        report.add(_unusable(point, raised(problem)))
    else:
        report.add(_unusable(point, "it has no `name` of small letters, `summary` and `emit`"))
    return None


def _owner(point: EntryPoint) -> str:
    distribution = point.dist
    return point.value if distribution is None else distribution.name


def _unusable(point: EntryPoint, problem: str) -> Diagnostic:
    return Diagnostic(
        "E0403",
        f"the target `{point.name}` of {_owner(point)} is left out: {problem}",
        Label(Span(Source(point.value))),
        help="tell its author, or uninstall it",
    )


def _twice(name: str, first: EntryPoint, second: EntryPoint) -> Diagnostic:
    return Diagnostic(
        "E0402",
        f"two targets are called `{name}`: of {_owner(first)} and of {_owner(second)}",
        Label(Span(Source(second.value))),
        (Label(Span(Source(first.value)), "the other one"),),
        help="uninstall one of the two",
    )
