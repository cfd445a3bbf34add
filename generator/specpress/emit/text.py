"""The encoders: the only way from spec text to generated files.

Each checks its own work, so that a slip in one shows here and not in somebody's program.
"""

from __future__ import annotations

import ast
import json
import unicodedata
from collections.abc import Sequence
from typing import Final, TypeAlias

from specpress.emit.code import Code
from specpress.ir.text import SpecText, Tree, plain, reveal
from specpress.ir.types import Json, JsonArray, JsonObject

Piece: TypeAlias = str | SpecText
"""A part of a sentence: ours, or the author's."""

WIDTH: Final = 88
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_THAI: Final = range(0x0E01, 0x0E5C)


class EncodingError(Exception):
    """An encoder's result does not read back as what went in: a defect of specpress."""


def literal(value: SpecText | str | float | None) -> Code:
    """Return a Python literal as `ruff format` writes it.

    Characters beyond ASCII are escaped, but for Thai: many look like others, and some are not
    seen at all.
    """
    plain_value = reveal(value) if isinstance(value, SpecText) else value
    written = _string(plain_value) if isinstance(plain_value, str) else repr(plain_value)
    if ast.literal_eval(written) != plain_value:
        message = f"the literal {written!r} reads back as another value"
        raise EncodingError(message)
    return Code(written)


def json_literal(value: Json) -> Code:
    """Return JSON of the IR as a Python display of literals."""
    match value:
        case JsonArray(items=items):
            return Code(f"[{', '.join(json_literal(item) for item in items)}]")
        case JsonObject(members=members):
            pairs = (f"{literal(one.key)}: {json_literal(one.value)}" for one in members)
            return Code(f"{{{', '.join(pairs)}}}")
        case _:
            return literal(value)


def docstring(*paragraphs: Sequence[Piece], depth: int = 0) -> Code:
    """Return a docstring of paragraphs, each a sequence of pieces, indented `depth` times.

    Every paragraph ends with a full stop and is wrapped at 88 columns. The first line is not
    indented: a template places it. The first paragraph should fit on one line.
    """
    margin = "    " * depth
    room = WIDTH - len(margin)
    first, *others = paragraphs
    wrapped = [_wrap(_units(first), room - 3), *(_wrap(_units(one), room) for one in others)]
    lines = [line for one in wrapped for line in (*one, "")][:-1]
    closing = '"""' if len(lines) == 1 and len(lines[0]) + 6 <= room else f'\n{margin}"""'
    body = "\n".join([lines[0], *(f"{margin}{one}" if one else "" for one in lines[1:])])
    written = f'"""{body}{closing}'
    words = [word for one in paragraphs for word in _prose(one).split()]
    if "".join(ast.literal_eval(written).split()) != "".join(words):
        message = f"the docstring {written!r} reads back as other words"
        raise EncodingError(message)
    return Code(written)


def json_text(tree: Tree) -> str:
    """Return a tree as JSON text: two spaces a level, a final LF, nothing unseen.

    Raises:
        ValueError: for a number that JSON cannot write.

    """
    value = plain(tree)
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    written = "".join(_json_escaped(one) if _is_unseen(one) else one for one in text) + "\n"
    if json.loads(written) != value:
        message = "the JSON reads back as another value"
        raise EncodingError(message)
    return written


def _string(text: str) -> str:
    quote = "'" if '"' in text and "'" not in text else '"'
    return quote + "".join(_escaped(one, quote) for one in text) + quote


def _escaped(character: str, quote: str) -> str:
    if character in {quote, "\\"}:
        return f"\\{character}"
    if " " <= character <= "~" or ord(character) in _THAI:
        return character
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return named.get(character) or _code_point(character)


def _code_point(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004


def _json_escaped(character: str) -> str:
    if character == "\n":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _is_unseen(character: str) -> bool:
    return character > "~" and unicodedata.category(character) in _UNSEEN


def _prose(pieces: Sequence[Piece]) -> str:
    """Return pieces as one line that begins with a capital and ends with a full stop."""
    text = "".join(reveal(one) if isinstance(one, SpecText) else one for one in pieces)
    line = " ".join(text.split())
    closed = line if line.endswith((".", "!", "?")) else f"{line}."
    return closed[:1].upper() + closed[1:]


def _units(pieces: Sequence[Piece]) -> list[list[str]]:
    """Return the words of a paragraph, each a list of characters as the docstring writes them."""
    return [[_quiet(one) for one in word] for word in _prose(pieces).split(" ")]


def _quiet(character: str) -> str:
    """Return a character so that it can neither end a docstring nor hide in one."""
    if character == "\\":
        return "\\u005c"
    if " " <= character <= "~" or ord(character) in _THAI:
        return character
    return _code_point(character)


def _wrap(words: list[list[str]], room: int) -> list[str]:
    """Return lines of at most `room` columns; a word longer than that is cut between characters."""
    lines = [""]
    for word in words:
        for chunk in _chunks(word, room):
            if lines[-1] and len(lines[-1]) + 1 + len(chunk) <= room:
                lines[-1] += f" {chunk}"
            elif lines[-1]:
                lines.append(chunk)
            else:
                lines[-1] = chunk
    return [line.replace('""', '"\\u0022') for line in lines]


def _chunks(word: list[str], room: int) -> list[str]:
    chunks = [""]
    for unit in word:
        if len(chunks[-1]) + len(unit) > room:
            chunks.append("")
        chunks[-1] += unit
    return chunks
