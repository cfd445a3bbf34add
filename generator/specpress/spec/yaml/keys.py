"""The keys of one mapping: plain text, and each only once."""

from __future__ import annotations

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Span
from specpress.spec.node import Node, Scalar
from specpress.spec.yaml import refused_features as foreign

_LONGEST_NAME = 40


class Keys:
    """The keys read so far, and where each was first written."""

    __slots__ = ("_first", "_report")

    def __init__(self, report: Report) -> None:
        """Start with no key."""
        self._first: dict[str, Span] = {}
        self._report = report

    def check(self, key: Node) -> None:
        """Report a key that is not text (E0113), merges (E0111) or stands twice (E0112)."""
        if not isinstance(key, Scalar):
            self._report.add(_not_text(key.span, "a list or a mapping", "write the key as text"))
            return
        self._report.add(*_wrong_kind(key))
        first = self._first.setdefault(key.text, key.span)
        if first is not key.span:
            self._report.add(_twice(key, first))


def _wrong_kind(key: Scalar) -> tuple[Diagnostic, ...]:
    if key.text == "<<" and key.ambiguous is not None:
        return (foreign.merge_key(key.span),)
    if not key.text and key.value is None:
        return (_not_text(key.span, "nothing stands before the `:`", "write a key"),)
    reading = _reading(key)
    if reading is None:
        return ()
    name = _name(key)
    help_text = "quote it" if name is None else f'write "{name}"'
    return (_not_text(key.span, f"this can be read as {reading}", help_text),)


def _reading(key: Scalar) -> str | None:
    match key.value:
        case str():
            return key.ambiguous
        case None:
            return "null"
        case bool():
            return key.text.lower()
        case _:
            return f"the number {key.text}"


def _not_text(span: Span, label: str, help_text: str) -> Diagnostic:
    return Diagnostic("E0113", "a key is not plain text", Label(span, label), help=help_text)


def _twice(key: Scalar, first: Span) -> Diagnostic:
    name = _name(key)
    return Diagnostic(
        "E0112",
        "a key stands twice" if name is None else f"the key `{name}` stands twice",
        Label(key.span, "stands again here"),
        secondary=(Label(first, "first written here"),),
        help="remove one of the two",
    )


def _name(key: Scalar) -> str | None:
    """Return the key if a message can hold it."""
    return key.text if len(key.text) <= _LONGEST_NAME and key.text.isprintable() else None
