"""What hostile text may change in pages: the text that they show, and nothing else."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("gfm-like")
READER.linkify.set({"fuzzy_link": False})  # GitHub takes no `example.com` for an address

BAR = re.compile(r"(?<!\\)\|")
SHOWN = {"text", "text_special", "code_inline"}
"""What only shows text; a word that cannot be a span of code is shown without."""

Judge = Callable[[str, str, Mapping[str, str]], Iterator[str]]


def page_complaints(
    text: str, plain: str, swapped: Mapping[str, str], judges: Mapping[str, Judge]
) -> Iterator[str]:
    """Yield what is wrong with a page; `judges` know the languages of its blocks of code."""
    tokens, usual = READER.parse(text), _usual(plain)
    if [_shape(one) for one in tokens] != [_shape(one) for one in usual]:
        yield "shows more than text"
        return
    if _bars(text) != _bars(plain):
        yield "has other cells"
    for one, other in zip(tokens, usual, strict=True):
        if one.type == "fence":
            judge = judges.get(one.info)
            found = (
                _shell(one.content, other.content, swapped, judges["json"])
                if judge is None
                else judge(one.content, other.content, swapped)
            )
            yield from found
        elif one.type == "html_block" and one.content != other.content:
            yield "holds other HTML"


@cache
def _usual(plain: str) -> list[Token]:
    return READER.parse(plain)


def _bars(text: str) -> list[int]:
    """Return how many bars part the cells of each row; readers drop cells beyond the head's."""
    return [len(BAR.findall(one)) for one in text.splitlines() if one.startswith("| ")]


def _shape(token: Token) -> Any:
    inner = tuple(_shape(one) for one in token.children or () if one.type not in SHOWN)
    attributes = tuple(sorted(token.attrs.items()))
    return (token.type, token.tag, token.level if token.block else 0, token.info, attributes, inner)


def _shell(text: str, plain: str, swapped: Mapping[str, str], judge: Judge) -> Iterator[str]:
    """Judge a command up to its document, and the document as JSON."""
    (command, document), (usual, other) = (
        one.partition("<<'JSON'\n")[::2] for one in (text, plain)
    )
    same = [command.count(one) == usual.count(one) for one in ("$", "`", ";", "|", "&")]
    if len(shlex.split(command)) != len(shlex.split(usual)) or not all(same):
        yield "runs another command"
    if document.splitlines().count("JSON") != 1 or not document.endswith("\nJSON\n"):
        yield "runs what stands in a document"
    yield from judge(*(one.removesuffix("JSON\n") for one in (document, other)), swapped)
