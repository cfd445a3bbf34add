"""The files that requests are read from, and standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span

STDIN: Final = "-"


def shown_name(file: str) -> str:
    """Return what people are told a file is called."""
    return "<stdin>" if file == STDIN else file


def content_of(file: str, report: Report) -> bytes | None:
    """Return the bytes of a file, or None after reporting why it cannot be read."""
    try:
        return _standard_input() if file == STDIN else Path(file).read_bytes()
    except OSError as problem:
        report.add(
            Diagnostic(
                "E0603",
                f"`{file}` cannot be read: {problem.strerror}",
                Label(Span(Source(file))),
                help="check the path and your permissions",
            )
        )
        return None


def _standard_input() -> bytes:
    # Python has no sys.stdin at all where the shell has closed it.
    return sys.stdin.buffer.read() if sys.stdin else b""
