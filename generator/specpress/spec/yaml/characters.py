"""Find characters that change how text is shown or split without being seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.spec.yaml.places import Places

_FORBIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NONCHARACTERS: Final = frozenset(
    map(
        chr,
        (
            *range(0xFDD0, 0xFDF0),
            *range(0xFFFE, 0x110000, 0x10000),
            *range(0xFFFF, 0x110000, 0x10000),
        ),
    )
)
_SHOWN: Final = 5
"""A handful shows the pattern; an editor replaces the rest in one go."""

_HELP: Final[dict[str, str]] = {
    "\t": "use spaces",
    "\r": "end lines with LF or CRLF",
    "\u200b": "delete the zero-width space; Thai pages hold it where a line may break",
}


def check_characters(places: Places, report: Report) -> str:
    """Report tabs (E0105) and forbidden characters (E0104); return the text without them.

    Each is replaced by one harmless character, so offsets stay and reading can go on to find
    what else is wrong.
    """
    text = places.source.text
    wrong = forbidden(text)
    if not wrong:
        return text
    runs: dict[str, list[tuple[int, int]]] = {character: [] for character in wrong}
    for match in re.finditer(rf"([{re.escape(''.join(wrong))}])\1*", text):
        runs[match[1]].append(match.span())
    for character, found in runs.items():
        for start, end, notes in few(found):
            report.add(_diagnostic(character, Label(places.span(start, end)), notes))
    return text.translate({ord(one): " " if one == "\t" else "\ufffd" for one in wrong})


def forbidden(text: str) -> tuple[str, ...]:
    """Return the different characters of `text` that a spec may not hold, sorted."""
    return tuple(sorted(filter(_is_forbidden, set(text) - {"\n"})))


def described(character: str) -> str:
    """Return the code point and name of an invisible character."""
    nameless = "noncharacter" if character in _NONCHARACTERS else "control character"
    name = unicodedata.name(character, nameless).lower()
    return f"U+{ord(character):04X} ({name})"


def few(runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the first runs, each with its notes: the last says how many more there are."""
    more = len(runs) - _SHOWN
    for number, (start, end) in enumerate(runs[:_SHOWN], start=1):
        is_last = number == _SHOWN and more > 0
        yield start, end, (f"{more:,} more in this file are not shown",) if is_last else ()


def _is_forbidden(character: str) -> bool:
    return unicodedata.category(character) in _FORBIDDEN_CATEGORIES or character in _NONCHARACTERS


def _diagnostic(character: str, label: Label, notes: tuple[str, ...]) -> Diagnostic:
    if character == "\t":
        message = "a tab stands here"
        code = "E0105"
    else:
        message = f"the character {described(character)} may not stand in a spec"
        code = "E0104"
    return Diagnostic(code, message, label, notes=notes, help=_HELP.get(character, "delete it"))
