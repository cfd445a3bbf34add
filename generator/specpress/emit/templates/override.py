"""Check a user's folder of templates before anything is rendered with it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.spec.nearest import nearest


def check_override(override: Path, stock: Path) -> None:
    """Check that every file of `override` replaces a template of `stock`; hidden ones may be there.

    Raises:
        SpecError: E0408 for each that does not, or if there is no such folder.

    """
    report = Report()
    if not override.is_dir():
        label = Label(Span(Source(override.as_posix())))
        report.add(Diagnostic("E0408", "there is no such folder of templates", label))
    known = {path.relative_to(stock).as_posix() for path in stock.rglob("*.jinja")}
    for path in sorted(one for one in override.rglob("*") if one.is_file()):
        name = path.relative_to(override)
        hidden = any(part.startswith(".") for part in name.parts)
        if name.as_posix() not in known and not hidden:
            report.add(_stray(name.as_posix(), known))
    report.stop_if_failed()


def _stray(name: str, known: Collection[str]) -> Diagnostic:
    meant = nearest(name, known)
    return Diagnostic(
        "E0408",
        f"`{name}` replaces no stock template",
        Label(Span(Source(name))),
        notes=("a template replaces the stock one of the same path",),
        help=f"did you mean `{meant}`?" if meant else None,
    )
