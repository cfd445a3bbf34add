"""Break an expression that is too long for its line, as `ruff format` breaks it.

The expression is read back from its own text, so it does not matter of which pieces it was made.
A broken bracket holds one element a line, each with a comma, which formatters keep as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from specpress.emit.operators import Operation, precedences, symbols
from specpress.emit.width import WIDTH, columns

_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class _Item:
    """What stands in a bracket: an expression and what leads it, such as `key: `."""

    lead: str
    node: ast.expr


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A bracket that may be broken: its text on one line, and its items."""

    text: str
    items: tuple[_Item, ...]
    commas: bool = True


_Part: TypeAlias = str | _Bracket


def lay_out(lead: str, expression: str, tail: str, depth: int) -> list[str]:
    """Return the lines of `lead expression tail`, indented `depth` times.

    `expression` is one line of Python. A line is longer than WIDTH only where nothing in it can
    be broken.
    """
    layout = _Layout(expression)
    margin = _INDENT * depth
    node = ast.parse(expression, mode="eval").body
    parts = tuple(layout.parts(node))
    if not isinstance(node, Operation) and any(isinstance(one, _Bracket) for one in parts):
        return layout.run(lead, parts, tail, depth)
    if layout.hugs(node):
        broken = layout.run(lead, parts, tail, depth, wholly=True)
        if all(columns(line) <= WIDTH for line in broken):
            return layout.run(lead, parts, tail, depth)
    inner = layout.place("", node, "", depth + 1)
    if not isinstance(node, Operation) and columns(inner[0]) > WIDTH:
        return [f"{margin}{lead}{expression}{tail}"]
    return [f"{margin}{lead}(", *inner, f"{margin}){tail}"]


class _Layout:
    """The nodes of one expression and the text they were read from."""

    def __init__(self, expression: str) -> None:
        self._text = expression.encode()

    def place(
        self, lead: str, node: ast.expr, tail: str, depth: int, *, wholly: bool = False
    ) -> list[str]:
        """Return the lines of an expression that stands within a bracket.

        There it may break before its operators. `wholly` breaks all that can be broken.
        """
        line = f"{_INDENT * depth}{lead}{self._slice(node.col_offset, node.end_col_offset)}{tail}"
        if columns(line) <= WIDTH and not wholly:
            return [line]
        if not isinstance(node, Operation):
            return self.run(lead, tuple(self.parts(node)), tail, depth, wholly=wholly)
        lines = []
        operands = self._operands(node)
        for index, (symbol, operand) in enumerate(operands):
            before = f"{symbol} " if symbol else lead
            after = tail if index == len(operands) - 1 else ""
            if self._is_enclosed(operand, node):
                parts = (self._enclosed(operand),)
                lines += self.run(before, parts, after, depth, wholly=wholly)
            else:
                lines += self.place(before, operand, after, depth, wholly=wholly)
        return lines

    def run(
        self, lead: str, parts: Sequence[_Part], tail: str, depth: int, *, wholly: bool = False
    ) -> list[str]:
        """Return the lines of text and brackets in a row, breaking the brackets that must be."""
        margin, lines = _INDENT * depth, []
        line = f"{margin}{lead}"
        for index, part in enumerate(parts):
            if isinstance(part, str):
                line += part
            elif not wholly and _fits(f"{line}{part.text}", parts[index + 1 :], tail):
                line += part.text
            else:
                lines.append(f"{line}{part.text[0]}")
                comma = "," if part.commas else ""
                for item in part.items:
                    lines += self.place(item.lead, item.node, comma, depth + 1, wholly=wholly)
                line = f"{margin}{part.text[-1]}"
        return [*lines, f"{line}{tail}"]

    def parts(self, node: ast.expr) -> Iterator[_Part]:
        """Yield an expression as text and brackets in a row; its operators are text."""
        match node:
            case ast.Call(func=function, args=arguments, keywords=keywords):
                yield from self.parts(function)
                named = [_Item(f"{one.arg}=", one.value) for one in keywords]
                items = (*(_Item("", one) for one in arguments), *named)
                yield self._bracket(function.end_col_offset, node, items)
            case ast.Subscript(value=value, slice=key):
                yield from self.parts(value)
                keys = key.elts if isinstance(key, ast.Tuple) else [key]
                items = tuple(_Item("", one) for one in keys)
                yield self._bracket(value.end_col_offset, node, items, commas=len(items) > 1)
            case ast.Attribute(value=value, attr=name):
                yield from self.parts(value)
                yield f".{name}"
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                yield self._bracket(
                    node.col_offset, node, tuple(_Item("", one) for one in elements)
                )
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                items = tuple(
                    _Item(f"{self._slice(key.col_offset, key.end_col_offset)}: ", value)
                    for key, value in pairs
                    if key is not None
                )
                yield self._bracket(node.col_offset, node, items)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield "not "
                yield from self._operand(operand, node)
            case ast.BoolOp() | ast.Compare() | ast.BinOp():
                for symbol, operand in self._operands(node):
                    yield f" {symbol} " if symbol else ""
                    yield from self._operand(operand, node)
            case _:
                yield self._slice(node.col_offset, node.end_col_offset)
