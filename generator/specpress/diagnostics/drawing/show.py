"""Draw diagnostics for people, as rustc does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from specpress.diagnostics.codes import REGISTER, Severity, is_error
from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.drawing.excerpt import Placed, excerpt
from specpress.diagnostics.drawing.frame import Frame
from specpress.diagnostics.drawing.terminal_style import Role, Style
from specpress.diagnostics.drawing.visible_text import visible


def show(diagnostics: Iterable[Diagnostic], style: Style, most: int | None = None) -> str:
    """Return the drawing of diagnostics and a line that counts them; empty if there are none.

    Of more than `most` so many are drawn, the errors before the warnings, and the line says so.
    """
    found = shown = tuple(diagnostics)
    if not found:
        return ""
    count = _count(found)
    if most is not None and len(found) > most:
        shown = tuple(sorted(found, key=lambda one: not is_error(one.code))[:most])
        count += f"; {most} are shown, and all with --all"
    blocks = ["".join(f"{line}\n" for line in _lines(one, style)) for one in shown]
    return "\n".join((*blocks, style.paint(count, Role.STRONG) + "\n"))


def _lines(one: Diagnostic, style: Style) -> Iterator[str]:
    severity = REGISTER[one.code].severity
    role = Role.ERROR if severity is Severity.ERROR else Role.WARNING
    head = style.paint(f"{severity.value}[{one.code}]", role)
    message = visible(one.message, unicode=style.unicode)
    yield head + style.paint(f": {message}", Role.STRONG)
    labels = (one.primary, *one.secondary)
    numbers = [label.span.start.line for label in labels if label.span.start is not None]
    frame = Frame(style, len(str(max(numbers, default=1))))
    yield from _files(one, role, frame)
    remarks = [("note", note) for note in one.notes]
    remarks += [("help", one.help)] if one.help is not None else []
    if remarks:
        yield frame.beside()
    for kind, text in remarks:
        yield frame.remark(kind, text)


def _files(one: Diagnostic, role: Role, frame: Frame) -> Iterator[str]:
    """Yield the places of a diagnostic file by file, that of the primary label first."""
    by_path: dict[str, list[Label]] = {}
    for label in (one.primary, *one.secondary):
        by_path.setdefault(label.span.source.path, []).append(label)
    for labels in by_path.values():
        is_first = labels[0] is one.primary
        leader = labels[0] if is_first else min(labels, key=lambda label: label.span.place)
        if not is_first:
            yield frame.beside()
        text = leader.text if leader.span.start is None else ""
        yield frame.arrow("-->" if is_first else ":::", leader.span, text)
        placed = list(_placed(labels, one.primary, role))
        if placed:
            yield frame.beside()
            yield from excerpt(placed, frame)


def _placed(labels: Sequence[Label], primary: Label, role: Role) -> Iterator[Placed]:
    for label in labels:
        start, end = label.span.start, label.span.end
        if start is not None:
            sign, colour = ("^", role) if label is primary else ("-", Role.FRAME)
            yield Placed(label, start, end or start, sign, colour)


def _count(shown: Sequence[Diagnostic]) -> str:
    counts = Counter(REGISTER[one.code].severity for one in shown)
    return ", ".join(
        f"{counts[severity]:,} {severity.value}{'s' * (counts[severity] > 1)}"
        for severity in Severity
        if counts[severity]
    )
