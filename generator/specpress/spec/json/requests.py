"""Read requests: JSON as it would be sent, exactly, or a diagnostic with its place."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from math import isinf
from typing import Any, Final, NoReturn

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span, span_between
from specpress.spec.json.faults import MOST_NESTED, faults
from specpress.spec.shape.instance import Instance

LARGEST: Final = 16 * 1024 * 1024
"""How many bytes a request may have, or a line of JSON Lines: more is not looked into."""

_MOST_REFUSED: Final = 256 * 1024 * 1024
_EACH: Final = 1024
"""What is wrong with a line is kept until it is shown, and takes about so much beside the line."""

_BEGINNING: Final = 64
_MOST_SHOWN: Final = 20
"""What is wrong with a text twenty times over is no longer read by anyone."""

_NO_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[^"\[\]{}]+|"', re.DOTALL)
_DEEPER: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class RequestDocument:
    """A request that was read: its text, and its value as plain lists, dicts and scalars."""

    source: Source
    value: Instance


def read_request(content: bytes, path: str, report: Report) -> RequestDocument | None:
    """Return the request of a JSON file, or None after reporting why there is none.

    `path` is shown to people. A byte order mark of UTF-8 is passed over, as RFC 8259 allows.
    Nothing is raised, whatever the bytes are.
    """
    if len(content) <= LARGEST and _is_wide(content):
        report.add(_wide(path))
        return None
    return _read(content, path, 1, report)


def read_request_lines(
    lines: Iterable[bytes], path: str, report: Report
) -> Iterator[RequestDocument]:
    """Yield the requests of JSON Lines; `lines` is what an open binary file yields.

    Blank lines are passed over. What is wrong with a line is reported when the reading comes
    to it, and the next line is read all the same; but a line that is too long, and lines of
    which too many are wrong, end the reading.
    """
    is_empty, room = True, _MOST_REFUSED
    for number, line in enumerate(lines, start=1):
        before = report.count
        if len(line) <= LARGEST and number == 1 and _is_wide(line):
            report.add(_wide(path))
            return
        if line.strip():
            is_empty = False
            document = _read(line.rstrip(b"\r\n"), path, number, report)
            if document is not None:
                yield document
        room -= (len(line) + _EACH) * (report.count > before)
        if len(line) > LARGEST:
            return
        if room < 0:
            report.add(_without_end(path, number))
            return
    if is_empty:
        report.add(_without_requests(path))


def _read(content: bytes, path: str, first_line: int, report: Report) -> RequestDocument | None:
    if len(content) > LARGEST:
        report.add(_too_large(content, path, first_line))
        return None
    source = _decoded(content, path, first_line, report)
    if source is None:
        return None
    try:
        return RequestDocument(source, _exact(source.text))
    except ValueError:
        report.add(*islice(faults(source), _MOST_SHOWN))
        return None


def _exact(text: str) -> Instance:
    """Return the value of a text in which `faults` finds nothing, or raise ValueError."""
    if _depth(text) > MOST_NESTED:
        raise ValueError
    value: Instance = _DECODER.decode(text)
    if _SURROGATE_ESCAPE.search(text):
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _depth(text: str) -> int:
    if text.count("[") + text.count("{") <= MOST_NESTED:
        return 0
    brackets = _NO_BRACKETS.sub("", text)
    return max(accumulate(map(_DEEPER.__getitem__, brackets)), default=0)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _double(written: str) -> float:
    found = float(written)
    if isinf(found):
        raise ValueError
    return found


def _no_constant(written: str) -> NoReturn:
    raise ValueError(written)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_double, parse_constant=_no_constant
)


def _decoded(content: bytes, path: str, first_line: int, report: Report) -> Source | None:
    content = content.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")
    try:
        return Source(path, content.decode(), first_line)
    except UnicodeDecodeError as problem:
        source = Source(path, content.decode(errors="replace"), first_line)
        at = len(content[: problem.start].decode())
        octets = content[problem.start : problem.end]
        noun, verb = ("byte", "is") if len(octets) == 1 else ("bytes", "are")
        message = f"the {noun} {octets.hex(' ').upper()} {verb} not UTF-8"
        report.add(_not_utf8(message, span_between(source, at, at + 1)))
        return None


def _is_wide(content: bytes) -> bool:
    """Return whether a text is UTF-16 or UTF-32: by its mark, or because JSON begins in ASCII."""
    return content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in content[:2]


def _wide(path: str) -> Diagnostic:
    return _not_utf8("the request is UTF-16 or UTF-32", Span(Source(path)))


def _not_utf8(message: str, span: Span) -> Diagnostic:
    return Diagnostic("E0602", message, Label(span), help="save the file as UTF-8")


def _without_requests(path: str) -> Diagnostic:
    return Diagnostic(
        "E0601",
        "the file holds no request",
        Label(Span(Source(path))),
        help="write one request a line",
    )


def _too_large(content: bytes, path: str, line: int) -> Diagnostic:
    source = Source(path, content[:_BEGINNING].decode(errors="replace"), line)
    return Diagnostic(
        "E0603",
        f"the request has more than {LARGEST:,} bytes",
        Label(span_between(source, 0, 1), "not read any further"),
        help="check that this is the file you mean; a request refers to files by their URLs",
    )


def _without_end(path: str, line: int) -> Diagnostic:
    return Diagnostic(
        "E0603",
        f"the lines up to {line:,} were judged, and too many refused to go on",
        Label(Span(Source(path))),
        help="correct these, and judge the rest again",
    )
