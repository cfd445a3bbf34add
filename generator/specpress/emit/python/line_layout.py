"""Break an expression that is too long for its line, as `ruff format` breaks it.

A broken bracket holds one element a line, each with a comma, which formatters keep as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from specpress.emit.encoders.width import WIDTH, columns
from specpress.emit.python.line_breaks import Bracket, Breakable, Chain, Row, read_breaks

_INDENT: Final = "    "


def lay_out(lead: str, expression: str, tail: str, depth: int) -> list[str]:
    """Return the lines of `lead expression tail`, indented `depth` times.

    `expression` is one line of Python. A line is longer than WIDTH only where nothing in it can
    be broken.
    """
    value = read_breaks(expression)
    parts = _parts(value)
    within = _place("", value, "", depth + 1)
    if isinstance(value, Row) and any(isinstance(one, Bracket) for one in parts):
        return _run(lead, parts, tail, depth)
    if isinstance(value, Row) and not _fit(within):
        return [f"{_INDENT * depth}{lead}{expression}{tail}"]
    if _hugs(value) and _fit(_run(lead, parts, tail, depth, wholly=True)):
        return _run(lead, parts, tail, depth)
    return [f"{_INDENT * depth}{lead}(", *within, f"{_INDENT * depth}){tail}"]


def _place(
    lead: str, value: Breakable, tail: str, depth: int, *, wholly: bool = False
) -> list[str]:
    """Return the lines of an expression within a bracket, where it may break at operators.

    `wholly` breaks whatever can be broken.
    """
    line = f"{_INDENT * depth}{lead}{value.text}{tail}"
    if not wholly and columns(line) <= WIDTH:
        return [line]
    match value:
        case Row(parts=parts):
            return _run(lead, parts, tail, depth, wholly=wholly)
        case Chain(operands=operands, symbols=symbols):
            leads = [lead, *(f"{one} " for one in symbols)]
            tails = [*("" for _ in symbols), tail]
            placed = zip(leads, operands, tails, strict=True)
            return [one for each in placed for one in _place(*each, depth, wholly=wholly)]
        case _ as unreachable:
            assert_never(unreachable)


def _run(
    lead: str, parts: Sequence[str | Bracket], tail: str, depth: int, *, wholly: bool = False
) -> list[str]:
    """Return the lines of text and brackets in a row, with those brackets broken that must be."""
    margin, lines = _INDENT * depth, []
    line = f"{margin}{lead}"
    for index, part in enumerate(parts):
        if isinstance(part, str):
            line += part
        elif (
            not wholly
            and columns(f"{line}{part.text}{_unbroken(parts[index + 1 :], tail)}") <= WIDTH
        ):
            line += part.text
        else:
            lines.append(f"{line}{part.text[0]}")
            for item in part.items:
                comma = "," if part.commas else ""
                lines += _place(item.lead, item.value, comma, depth + 1, wholly=wholly)
            line = f"{margin}{part.text[-1]}"
    return [*lines, f"{line}{tail}"]


def _unbroken(parts: Sequence[str | Bracket], tail: str) -> str:
    """Return what must stand on the same line: all up to the next bracket's opening."""
    text = ""
    for part in parts:
        if isinstance(part, Bracket):
            return f"{text}{part.text[0]}"
        text += part
    return f"{text}{tail}"


def _parts(value: Breakable) -> tuple[str | Bracket, ...]:
    """Return an expression as text and brackets in a row; its operators are text."""
    match value:
        case Row(parts=parts):
            return parts
        case Chain(operands=operands, symbols=symbols):
            leads = ("", *(f" {one} " for one in symbols))
            pairs = zip(leads, operands, strict=True)
            return tuple(part for lead, one in pairs for part in (lead, *_parts(one)))
        case _ as unreachable:
            assert_never(unreachable)


def _hugs(value: Breakable) -> bool:
    """Return whether brackets at an end may break in place of brackets around the whole.

    They may around a single operator, if the first operand begins, or the last ends, with one;
    but not with that of a key.
    """
    if not isinstance(value, Chain) or len(value.symbols) > 1:
        return False
    edges = (_edge(value, 0), _edge(value, -1))
    return any(isinstance(one, Bracket) and not one.is_key for one in edges)


def _edge(value: Breakable, index: int) -> str | Bracket:
    """Return the first part of an expression, or with -1 the last."""
    while isinstance(value, Chain):
        value = value.operands[index]
    return value.parts[index]


def _fit(lines: Sequence[str]) -> bool:
    return all(columns(line) <= WIDTH for line in lines)
