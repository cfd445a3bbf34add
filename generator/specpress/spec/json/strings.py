"""What can be wrong within the quotes of a JSON string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Source, span_between

_SOUND: Final = re.compile(r'[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_ESCAPE: Final = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)|\\.")
_SHORT: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def broken_string(source: Source, start: int) -> Diagnostic:
    """Return what breaks the string that starts at offset `start`."""
    text, at = source.text, start + 1
    while (sound := _SOUND.match(text, at)) is not None:
        at = sound.end()
    found = text[at : at + 1]
    if found in {"", "\n"}:
        return Diagnostic(
            "E0601",
            "the text in quotes does not end on its line",
            Label(span_between(source, at, at), '`"` is missing here'),
            (Label(span_between(source, start, start + 1), "it starts here"),),
            help=r"close the quotes; write a line break within them as \n",
        )
    if found == "\\":
        end = min(at + 2, len(text))
        return Diagnostic(
            "E0601",
            f"`{text[at:end]}` is not an escape of JSON",
            Label(span_between(source, at, end)),
            help=r"write `\\` for a backslash, and \u and four hexadecimal digits for a character",
        )
    written = _SHORT.get(found, f"\\u{ord(found):04x}")
    return Diagnostic(
        "E0601",
        "a control character stands within quotes",
        Label(span_between(source, at, at + 1)),
        help=f"write {written}",
    )


def lone_surrogates(source: Source, start: int, end: int) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each escape from `start` to `end` that is half a character."""
    for match in _ESCAPE.finditer(source.text, start, end):
        if match[1] is not None:
            yield Diagnostic(
                "E0607",
                f"`{match[1]}` is half a character",
                Label(span_between(source, *match.span())),
                help="write the character itself, or both of its escapes",
            )
