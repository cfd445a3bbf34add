"""Build the located tree from the events of a YAML parser, without recursion."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Span
from specpress.spec.node import Entry, Mapping, Node, Scalar, Sequence
from specpress.spec.yaml import refused_features as foreign
from specpress.spec.yaml.characters import described, forbidden
from specpress.spec.yaml.keys import Keys
from specpress.spec.yaml.limits import Limits
from specpress.spec.yaml.places import Places
from specpress.spec.yaml.scalars import Inexact, Resolved, resolve


@dataclass(frozen=True, slots=True)
class Written:
    """Where a node stands, in offsets, and what was written before its value."""

    start: int
    end: int
    anchor: str | None
    tag: str | None


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been read; a mapping's keys and values alternate."""

    start: int
    end: int
    is_flow: bool
    keys: Keys | None
    nodes: list[Node] = field(default_factory=list)

    @property
    def awaited(self) -> Keys | None:
        """The keys that the next node has to fit among, if it is a key."""
        return self.keys if len(self.nodes) % 2 == 0 else None


class Builder:
    """One tree being built; `root` is None until it is complete.

    After `stopped` is true, the rest of the events must not be read.
    """

    def __init__(self, places: Places, report: Report, limits: Limits) -> None:
        """Start with nothing read."""
        self.root: Node | None = None
        self.stopped = False
        self._places = places
        self._report = report
        self._limits = limits
        self._count = 0
        self._open: list[_Open] = []

    def document(self, start: int, *, has_directives: bool) -> None:
        """Begin a document: the first, or a second one, which stops the reading."""
        if self.root is not None:
            self._report.add(foreign.second_document(self._places.word(start)))
            self.stopped = True
        elif has_directives:
            self._report.add(foreign.directive(self._places.word(start)))

    def scalar(self, written: Written, value: str, style: str) -> None:
        """Add a scalar; `style` is its quote, its block indicator, or empty if it is plain."""
        if not self._begins(written):
            return
        end = written.end
        if style in {"|", ">"} or written.start == end:
            end = self._places.trimmed(0, end)
        span = self._places.span(min(written.start, end), end)
        if style == '"':
            self._check_escapes(value, span)
        is_plain = not style and written.tag is None
        node = self._resolved(value, span) if is_plain else Scalar(value, value, span=span)
        self._add(node, end)

    def alias(self, start: int, end: int) -> None:
        """Report an alias, and go on as if it were text."""
        if self._counts(start):
            span = self._places.span(start, end)
            self._report.add(foreign.anchor_or_alias(span))
            name = self._places.source.text[start:end]
            self._add(Scalar(name, name, span=span), end)

    def open(self, written: Written, *, is_mapping: bool, is_flow: bool) -> None:
        """Begin a list or mapping: all that follows belongs to it until `close`."""
        if self._begins(written):
            if len(self._open) == self._limits.depth:
                self._stop("E0114", f"nested deeper than {self._limits.depth}", written.start)
                return
            keys = Keys(self._report) if is_mapping else None
            self._open.append(_Open(written.start, written.end, is_flow, keys))

    def close(self, start: int, end: int) -> None:
        """End the innermost list or mapping; `start` to `end` is its closing bracket, if any."""
        closed = self._open.pop()
        # The parser places the end of a block at the next token, far below its last line.
        end = end if closed.is_flow and start < end else closed.end
        span = self._places.span(closed.start, end)
        if closed.keys is None:
            self._add(Sequence(tuple(closed.nodes), span=span), end)
            return
        pairs = zip(closed.nodes[::2], closed.nodes[1::2], strict=True)
        entries = tuple(Entry(key, value) for key, value in pairs if isinstance(key, Scalar))
        self._add(Mapping(entries, span=span), end)

    def _begins(self, written: Written) -> bool:
        """Count a node, and report its anchor and tag; return whether it may be read."""
        if written.tag is not None:
            self._report.add(foreign.tag(self._property("!", written.start)))
        if written.anchor is not None:
            span = self._property(f"&{written.anchor}", written.start)
            self._report.add(foreign.anchor_or_alias(span))
        return self._counts(written.start)

    def _property(self, sign: str, start: int) -> Span:
        place = self._places.source.text.find(sign, start)
        return self._places.word(max(place, start))

    def _counts(self, start: int) -> bool:
        self._count += 1
        if self._count > self._limits.nodes:
            message = f"more than {self._limits.nodes:,} keys, values, lists and mappings"
            self._stop("E0115", message, start)
        return not self.stopped

    def _add(self, node: Node, end: int) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if parent.awaited is not None:
            parent.awaited.check(node)
        parent.nodes.append(node)
        parent.end = end

    def _resolved(self, text: str, span: Span) -> Scalar:
        match resolve(text):
            case Resolved(value, ambiguous):
                return Scalar(value, text, ambiguous, span=span)
            case Inexact(reason):
                # As a key it is wrong in any case, and Keys says so.
                if not self._open or self._open[-1].awaited is None:
                    self._report.add(_inexact(span, reason))
                return Scalar(text, text, "a number", span=span)
            case never:
                assert_never(never)

    def _check_escapes(self, value: str, span: Span) -> None:
        # Nothing forbidden is left in the file itself, so these were written as escapes.
        for character in forbidden(value):
            message = f"an escape stands for {described(character)}, which text may not hold"
            self._report.add(Diagnostic("E0104", message, Label(span), help="remove the escape"))

    def _stop(self, code: str, message: str, start: int) -> None:
        self.stopped = True
        label = Label(self._places.character(start), "reading stopped here")
        self._report.add(Diagnostic(code, message, label))


def _inexact(span: Span, reason: str) -> Diagnostic:
    return Diagnostic(
        "E0116",
        "the number cannot be kept exactly",
        Label(span, reason),
        help="quote the value if it is meant as text",
    )
