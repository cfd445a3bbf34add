"""Write text as Markdown that is text only: CommonMark, and what GitHub adds to it."""

from __future__ import annotations

import re
from typing import Final

from specpress.emit.encoders.characters import code_point, is_unseen
from specpress.emit.encoders.code import Code

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_ACTIVE: Final = re.compile(
    r"[\\`*{}\[\]<>|~&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\S)|(?<=www)\.|#(?=#*$)",
    re.IGNORECASE,
)
"""What may begin something anywhere in a line: `:` and `www.` make addresses into links.

An underscore within a word does not; a # at the end would go with the mark of a heading.
"""

_FIRST: Final = re.compile(r"[#+=:-]|\d+[.)](?=\s|$)")
"""What may begin something where a line begins: a heading, a list, a rule or a term."""

_PERSON: Final = re.compile(r"@+")
_READ: Final = re.compile(
    r"\\([!-/:-@\[-`{-~])|`(@+)`|([^\\`@*_{}\[\]<>|~&$]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))"
)
_TICKS: Final = re.compile(r"`+")
_FENCE: Final = 3


def write_markdown(text: str) -> str:
    r"""Return a text as one line of Markdown that shows it, wherever it stands.

    Runs of white space are one blank; what is not seen is shown as its code point, `\u202e`. An @
    stands in a span of code, for GitHub looks for addresses after it has read the escapes.
    """
    line = _ACTIVE.sub(lambda found: f"\\{found[0]}", shown_text(text))
    first = _FIRST.match(line)
    if first is not None:
        line = f"{first[0][:-1]}\\{first[0][-1]}{line[first.end() :]}"
    return _PERSON.sub(lambda found: f"`{found[0]}`", line)


def read_markdown(written: str) -> str | None:
    """Return the text that a line of `write_markdown` shows, or None if it may show another."""
    if _FIRST.match(written) or "\n" in written or written.endswith(" #"):
        return None
    shown, at = "", 0
    while at < len(written):
        found = _READ.match(written, at)
        if found is None:
            return None
        shown += found[1] or found[2] or found[3]
        at = found.end()
    return shown


def shown_text(text: str) -> str:
    """Return a text as a line of Markdown can show it."""
    line = _SPACE.sub(" ", text).strip()
    return "".join(code_point(one) if is_unseen(one) else one for one in line)


def fence_of(*blocks: str) -> Code:
    """Return a fence for blocks of code: longer than any run of backticks that could close it."""
    longest = max((len(one) for block in blocks for one in _TICKS.findall(block)), default=0)
    return Code("`" * max(_FENCE, longest + 1))
