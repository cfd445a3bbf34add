"""One thing that is wrong, with the places it is about."""

from __future__ import annotations

from dataclasses import dataclass

from specpress.diagnostics.source import Span


@dataclass(frozen=True, slots=True)
class Label:
    """A span and the few words that are drawn beside it."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding as people and programs see it.

    `code` is a number of the register in `codes.py`, which also knows whether it is an error
    or a warning. `message` is one line without a full stop. `secondary` labels other places
    that take part, `notes` say why it matters here, `help` says what to do.
    """

    code: str
    message: str
    primary: Label
    secondary: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str | None = None
