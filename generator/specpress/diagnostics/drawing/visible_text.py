"""Text as a screen shows it: nothing in it hides, moves the cursor or turns the line round."""

from __future__ import annotations

from typing import Final

from wcwidth import wcwidth

_TAB: Final = "    "
_LAST_BYTE: Final = 0xFF


def visible(text: str, *, unicode: bool) -> str:
    r"""Return `text` with tabs as four spaces and what cannot be seen as escapes.

    Control characters become `\x1b`, other invisible ones, bidirectional controls and all
    spaces but the common one among them, `\u{202e}`. Without `unicode`, so does all but ASCII.
    """
    if text.isprintable() and (unicode or text.isascii()):
        return text
    return "".join(_glyph(one, unicode=unicode) for one in text)


def columns(text: str) -> int:
    """Return how many columns a screen needs for `text`, which is visible."""
    return len(text) if text.isascii() else sum(map(wcwidth, text))


def _glyph(character: str, *, unicode: bool) -> str:
    if character.isprintable() and (unicode or character.isascii()):
        return character
    if character == "\t":
        return _TAB
    point = ord(character)
    return f"\\x{point:02x}" if point <= _LAST_BYTE else f"\\u{{{point:x}}}"
