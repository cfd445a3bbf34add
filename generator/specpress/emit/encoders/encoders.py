"""The encoders: the only way from spec text to generated files.

Each checks its own work, so that a slip in one shows here and not in somebody's program.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from specpress.emit.encoders.characters import code_point, is_plain, is_unseen
from specpress.emit.encoders.code import Code
from specpress.emit.encoders.docstring import write_docstring
from specpress.emit.encoders.markdown import read_markdown, shown_text, write_markdown
from specpress.emit.encoders.width import WIDTH, columns
from specpress.ir.contract.contract import json_tree
from specpress.ir.types.text import SpecText, Tree, plain, reveal
from specpress.ir.types.types import Json, JsonArray, JsonObject

Piece: TypeAlias = str | SpecText
"""A part of a sentence: ours, or the author's."""

_INDENT: Final = "    "
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BARE_CODE: Final = re.compile(r"[!-_a-{}~]+( [!-_a-{}~]+)*")
"""What stands in a span of code as it is, in a table too: ASCII without backticks and bars."""
_SPECIAL: Final = re.compile(r"[^ !#-&(-\[\]-~\u0e01-\u0e5b]")
"""What `_escaped` may change; the rest of a text is passed over, since texts may be long."""
_SHELL_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")


class EncodingError(Exception):
    """An encoder's result does not read back as what went in: a defect of specpress."""


def literal(value: SpecText | str | float | None) -> Code:
    """Return a Python literal as `ruff format` writes it.

    Characters beyond ASCII are escaped, but for Thai: many look like others, and some are not
    seen at all.

    Raises:
        ValueError: for a number that is not finite.

    """
    plain_value = reveal(value) if isinstance(value, SpecText) else value
    written = _scalar(plain_value)
    read = _read(written)
    if type(read) is not type(plain_value) or read != plain_value:
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


def docstring(*paragraphs: Sequence[Piece], depth: int = 0, summary: bool = True) -> Code:
    """Return a docstring of paragraphs, each a sequence of pieces, indented `depth` times.

    Pieces are joined as they are; whitespace between words does not count. Sentences get a capital
    and a full stop where they lack one. The first line is not indented: a template places it. The
    first paragraph is a summary on one line; under a field it need not be, with `summary=False`.
    Where there are no words at all, an ellipsis stands.
    """
    prose = [one for one in map(_prose, paragraphs) if one] or ["..."]
    escaped = [[_docstring_word(word) for word in _SPACE.split(one)] for one in prose]
    written = write_docstring(escaped, depth, summary=summary)
    if _bare(str(_read(written))) != _bare("\n".join(prose)):
        message = f"the docstring {written!r} reads back as other words"
        raise EncodingError(message)
    return Code(written)


def sentence(name: Code, text: SpecText) -> Code:
    """Return `NAME: Final = "…"`; text that is too long for a line stands on several.

    White space between words does not count.
    """
    prose = " ".join(one for one in _SPACE.split(reveal(text)) if one)
    written = f"{name}: Final = {_scalar(prose)}"
    if columns(written) > WIDTH:
        pieces = [_scalar(one) for one in _lines(prose, WIDTH - len(_INDENT))]
        written = "\n".join([f"{name}: Final = (", *(f"{_INDENT}{one}" for one in pieces), ")"])
    if _read(f"({written.partition(' = ')[2]})") != prose:
        message = f"the sentence {written!r} reads back as another text"
        raise EncodingError(message)
    return Code(written)


def _lines(prose: str, width: int) -> Iterator[str]:
    """Yield a text in pieces whose literals fit: cut behind a space, or anywhere in a long word."""
    while columns(_scalar(prose)) > width:
        most = width  # a literal is no shorter than its text, so nothing beyond can fit
        while most < len(prose) and columns(prose[:most]) <= width:
            most += width
        while columns(_scalar(prose[:most])) > width:
            most -= 1
        cut = prose.rfind(" ", 0, most) + 1 or most
        yield prose[:cut]
        prose = prose[cut:]
    yield prose


def json_text(tree: Tree) -> str:
    """Return a tree as JSON text: two spaces a level, a final LF, nothing unseen.

    Raises:
        ValueError: for a number that JSON cannot write.

    """
    value = plain(tree)
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    written = "".join(f"{_json_line(one)}\n" for one in text.split("\n"))
    read = json.loads(written)
    if json.dumps(read, ensure_ascii=False) != json.dumps(value, ensure_ascii=False):
        message = "the JSON reads back as another value"
        raise EncodingError(message)
    return written


def placeholders(path: SpecText) -> tuple[Code, ...]:
    """Return the names in braces in a path, each once: `id` in `/v1/jobs/{id}`."""
    return tuple(Code(one) for one in dict.fromkeys(_PLACEHOLDER.findall(reveal(path))))


def markdown(*pieces: Piece) -> Code:
    """Return pieces, joined, as one line of Markdown that is text only, in a table cell too."""
    prose = _prose(pieces)
    written = write_markdown(prose)
    if read_markdown(written) != shown_text(prose):
        message = f"the Markdown {written!r} may show something else"
        raise EncodingError(message)
    return Code(written)


def markdown_code(*pieces: Piece) -> Code:
    """Return a name, a path or another word as a span of code; as text, if it cannot be one."""
    word = _prose(pieces)
    return Code(f"`{word}`") if _BARE_CODE.fullmatch(word) else markdown(*pieces)


def markdown_json(value: Json) -> Code:
    """Return JSON of the IR in one line, as a span of code that may stand in a table cell."""
    tree = plain(json_tree(value))
    line = json.dumps(tree, ensure_ascii=False, allow_nan=False)
    safe = "".join(_json_escaped(one) if is_unseen(one) or one in "`|" else one for one in line)
    if json.loads(safe) != tree:
        message = "the JSON reads back as another value"
        raise EncodingError(message)
    return Code(f"`{safe}`")


def shell_word(*pieces: Piece) -> Code:
    """Return pieces, joined, as one word of a POSIX shell."""
    word = _prose(pieces)
    written = shlex.quote(word)
    if shlex.split(written) != [word]:
        message = f"the shell reads {written!r} as other words"
        raise EncodingError(message)
    return Code(written)


def shell_name(piece: Piece) -> Code:
    """Return a name that a shell takes as it is, in double quotes too.

    Raises:
        ValueError: for text that holds anything but letters, digits, hyphens and underscores.

    """
    name = _prose([piece])
    if not _SHELL_NAME.fullmatch(name):
        message = "this is no name to a shell"
        raise ValueError(message)
    return Code(name)


def _read(written: str) -> object:
    """Return what Python reads in a literal that an encoder has written."""
    try:
        return ast.literal_eval(written)
    except SyntaxError:
        message = f"the literal {written!r} does not parse"
        raise EncodingError(message) from None


def _scalar(value: str | float | None) -> str:
    if not isinstance(value, str):
        return repr(value).replace("e+", "e")
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + _SPECIAL.sub(lambda found: _escaped(found[0], quote), value) + quote


def _escaped(character: str, quote: str) -> str:
    if character in {quote, "\\"}:
        return f"\\{character}"
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return character if is_plain(character) else named.get(character, code_point(character))


def _json_line(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(_json_escaped(one) if is_unseen(one) else one for one in line)


def _json_escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _prose(pieces: Sequence[Piece]) -> str:
    text = "".join(reveal(one) if isinstance(one, SpecText) else one for one in pieces)
    return text.strip(" \t\r\n")


def _docstring_word(word: str) -> str:
    """Return a word so that it can neither end a docstring nor hide in one."""
    safe = (one if is_plain(one) and one != "\\" else code_point(one) for one in word)
    return "".join(safe).replace('""', '"\\u0022')


def _bare(text: str) -> list[str]:
    """Return the words of a text without what a docstring may add to them."""
    bare = (one.rstrip(".").lower() for one in _SPACE.split(text))
    return [one for one in bare if one not in {"", "note:"}]
