"""What YAML offers and specs refuse: each would let a file change how it is read."""

from __future__ import annotations

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span


def anchor_or_alias(span: Span) -> Diagnostic:
    """Return the diagnostic of `&name` or `*name`."""
    return Diagnostic(
        "E0109",
        "an anchor or alias stands here",
        Label(span),
        help="write the value out; quote text that begins with `&` or `*`",
    )


def tag(span: Span) -> Diagnostic:
    """Return the diagnostic of `!name`."""
    return Diagnostic(
        "E0110",
        "a tag stands here",
        Label(span),
        help="remove the tag; quote text that begins with `!`",
    )


def merge_key(span: Span) -> Diagnostic:
    """Return the diagnostic of `<<` as a key."""
    return Diagnostic(
        "E0111",
        "a merge key stands here",
        Label(span),
        help="write the keys out; what all models share stands in platform.yaml",
    )


def directive(span: Span) -> Diagnostic:
    """Return the diagnostic of a `%` line."""
    return Diagnostic(
        "E0117",
        "a directive stands here",
        Label(span),
        help="remove the line; quote text that begins with `%`",
    )


def second_document(span: Span) -> Diagnostic:
    """Return the diagnostic of what follows the end of the first document."""
    return Diagnostic(
        "E0108",
        "a second document begins here",
        Label(span),
        help="move it to a file of its own",
    )
