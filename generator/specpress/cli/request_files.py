"""The files that requests are read from, and standard input: no more of them than is of use."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.spec.json.requests import LARGEST

STDIN: Final = "-"


def shown_name(file: str) -> str:
    """Return what people are told a file is called."""
    return "<stdin>" if file == STDIN else file


def opened(file: str, report: Report) -> AbstractContextManager[BinaryIO] | None:
    """Return an open file, or None after reporting why it cannot be read."""
    try:
        return _standard_input() if file == STDIN else Path(file).open("rb")
    except OSError as problem:
        report.add(_unreadable(file, problem))
        return None


def content_in(stream: BinaryIO, file: str, report: Report) -> bytes | None:
    """Return the bytes of a file, of one too large its beginning; None if it cannot be read."""
    try:
        return stream.read(LARGEST + 1)
    except OSError as problem:
        report.add(_unreadable(file, problem))
        return None


def lines_in(stream: BinaryIO, file: str, report: Report) -> Iterator[bytes]:
    """Yield the lines of a file, of one too long its beginning; the file may have no end."""
    try:
        while line := stream.readline(LARGEST + 1):
            yield line
    except OSError as problem:
        report.add(_unreadable(file, problem))


def _standard_input() -> AbstractContextManager[BinaryIO]:
    # Python has no sys.stdin at all where the shell has closed it.
    return nullcontext(sys.stdin.buffer if sys.stdin else BytesIO())


def _unreadable(file: str, problem: OSError) -> Diagnostic:
    return Diagnostic(
        "E0603",
        f"`{file}` cannot be read: {problem.strerror}",
        Label(Span(Source(file))),
        help="check the path and your permissions",
    )
