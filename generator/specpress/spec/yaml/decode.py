"""Turn the bytes of a spec into text, or say why they are none."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.spec.yaml.characters import few
from specpress.spec.yaml.limits import Limits
from specpress.spec.yaml.places import Places

_BYTES_SHOWN: Final = 4
_SAVE_AS_UTF8: Final = "save the file as UTF-8"

_ESCAPED_BYTES: Final = re.compile("[\udc80-\udcff]+")
"""Bytes that are not UTF-8, as the `surrogateescape` handler leaves them."""


def decode(content: bytes, path: str, report: Report, limits: Limits) -> Source | None:
    """Return the text of a file, without byte order mark and with LF alone, or None.

    None stands for a file too large (E0103), of another encoding (E0102) or not UTF-8 (E0101).
    """
    refused = _refusal(content, Source(path), limits)
    if refused is not None:
        report.add(refused)
        return None
    text = content.removeprefix(BOM_UTF8).decode("utf-8", "surrogateescape")
    text = text.replace("\r\n", "\n")
    broken = [match.span() for match in _ESCAPED_BYTES.finditer(text)]
    source = Source(path, _ESCAPED_BYTES.sub(lambda run: "\ufffd" * len(run[0]), text))
    places = Places(source)
    for start, end, notes in few(broken):
        report.add(_not_utf8(text[start:end], places.span(start, end), notes))
    return None if broken else source


def _refusal(content: bytes, source: Source, limits: Limits) -> Diagnostic | None:
    whole_file = Label(Span(source))
    if len(content) > limits.size:
        return Diagnostic(
            "E0103",
            f"the file is larger than {limits.size:,} bytes",
            whole_file,
            help="keep one page in one file, and remove what is not on the page",
        )
    # The marks of UTF-32 hold NUL bytes, so they need no look of their own.
    if b"\0" in content or content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return Diagnostic(
            "E0102",
            "the file is UTF-16 or UTF-32, or holds NUL bytes",
            whole_file,
            help=_SAVE_AS_UTF8,
        )
    return None


def _not_utf8(escaped: str, span: Span, notes: tuple[str, ...]) -> Diagnostic:
    octets = escaped.encode("ascii", "surrogateescape")
    noun, verb = ("byte", "is") if len(octets) == 1 else ("bytes", "are")
    shown = octets[:_BYTES_SHOWN].hex(" ").upper()
    cut = shown if len(octets) <= _BYTES_SHOWN else f"{shown} …"
    return Diagnostic(
        "E0101",
        f"the {noun} {cut} {verb} not UTF-8",
        Label(span, "no UTF-8 text holds this"),
        notes=notes,
        help=_SAVE_AS_UTF8,
    )
