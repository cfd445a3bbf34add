"""Where each word of the spec language stands in good specs, and where bad ones are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from specpress.diagnostics.source import Position

from .language import Place, Word, end_of, places

ROOT: Final = Path(__file__).parents[2]
CASES: Final = ROOT / "tests/cases"
MOST_LINES: Final = 4

_REFUSAL: Final = re.compile(
    r"^error\[(?P<code>E\d{4})\]: (?P<message>.*)\n"
    r" *--> (?P<file>specs/.*\.yaml):(?P<line>\d+):(?P<column>\d+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Good:
    """Lines of a good spec in which a word stands; `cut` if more follow."""

    file: str
    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Bad:
    """A line of a bad spec, and what is said of it."""

    case: str
    line: str
    code: str
    message: str


@cache
def good() -> dict[Word, Good]:
    """Return the best excerpt for each word: whole, in one line with others, real, short."""
    found: dict[Word, tuple[tuple[bool, int, bool, bool, int], Good]] = {}
    for folder in (ROOT / "specs", *sorted(CASES.glob("good/*/specs"))):
        for file in sorted(folder.glob("*/*.yaml")):
            lines = file.read_text("utf-8").split("\n")
            for place in places(file):
                excerpt = _excerpt(file, lines, place)
                alone = excerpt.text.lstrip(" -").startswith(f"{place.use.word.name}:")
                invented = folder.parent != ROOT
                shape = excerpt.cut, excerpt.text.count("\n"), alone
                rank = (*shape, invented, len(excerpt.text))
                word = place.use.word
                if word not in found or rank < found[word][0]:
                    found[word] = rank, excerpt
    return {word: excerpt for word, (_, excerpt) in found.items()}


def _excerpt(file: Path, lines: list[str], place: Place) -> Good:
    start, last = place.entry.key.span.start, end_of(place.entry.value).line
    assert start is not None
    kept = min(last, start.line + MOST_LINES - 1)
    text = "\n".join(lines[start.line - 1 : kept])
    return Good(file.relative_to(ROOT).as_posix(), text, cut=kept < last)


@cache
def bad() -> dict[Word, Bad]:
    """Return the best refusal for each word: one at its value, in a short line."""
    found: dict[Word, tuple[tuple[bool, int], Bad]] = {}
    for case in sorted((CASES / "bad").iterdir()):
        if (case / "specs").is_dir() and not (case / "command").is_file():
            for word, *refusal in _refusals(case):
                if word not in found or refusal[0] < found[word][0]:
                    found[word] = refusal[0], refusal[1]
    return {word: refusal for word, (_, refusal) in found.items()}


def _refusals(case: Path) -> Iterator[tuple[Word, tuple[bool, int], Bad]]:
    """Yield what is refused in a case, by the expectation that the case is tested for."""
    for match in _REFUSAL.finditer((case / "expected.txt").read_text("utf-8")):
        file = case / match["file"]
        at = Position(int(match["line"]), int(match["column"]))
        within = [one for one in places(file) if one.holds(at)]
        if within:
            line = file.read_text("utf-8").split("\n")[at.line - 1].strip()
            refusal = Bad(case.name, line, match["code"], match["message"])
            rank = within[-1].entry.value.span.start != at, len(line)
            yield within[-1].use.word, rank, refusal
