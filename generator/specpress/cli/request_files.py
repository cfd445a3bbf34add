"""The files that requests are read from, and standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span

STDIN: Final = "-"
MOST_BYTES: Final = 64 * 2**20
"""What one request may take; no platform takes as much, and a device never ends."""
MOST_BYTES_OF_LINES: Final = 2**30
"""What a file of JSON Lines may take, which is held in memory."""


def shown_name(file: str) -> str:
    """Return what people are told a file is called."""
    return "<stdin>" if file == STDIN else file


def content_of(file: str, report: Report, *, lines: bool) -> bytes | None:
    """Return the bytes of a file, or None after reporting why it cannot be read.

    A file of `lines` may be larger than one request.
    """
    most = MOST_BYTES_OF_LINES if lines else MOST_BYTES
    try:
        content = _read(file, most + 1)
    except (OSError, ValueError) as problem:  # a path with a NUL is a ValueError
        why = problem.strerror if isinstance(problem, OSError) else str(problem)
        report.add(_unreadable(file, str(why), "check the path and your permissions"))
        return None
    if len(content) > most:
        size = f"it holds more than {most // 2**20:,} MiB"
        hint = "split it" if lines else "`--lines` reads a request a line"
        report.add(_unreadable(file, size, hint))
        return None
    return content


def _read(file: str, most: int) -> bytes:
    if file != STDIN:
        with Path(file).open("rb") as opened:
            return _up_to(most, opened)
    # Python has no sys.stdin at all where the shell has closed it.
    return _up_to(most, sys.stdin.buffer) if sys.stdin else b""


def _up_to(most: int, opened: BinaryIO) -> bytes:
    found = bytearray()
    while len(found) < most and (piece := opened.read(min(2**20, most - len(found)))):
        found += piece
    return bytes(found)


def _unreadable(file: str, why: str, hint: str) -> Diagnostic:
    return Diagnostic(
        "E0603", f"`{file}` cannot be read: {why}", Label(Span(Source(file))), help=hint
    )
