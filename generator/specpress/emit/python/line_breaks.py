"""Where an expression may be broken: at its brackets, and between brackets at its operators.

It is read back from its own text, so it does not matter of which pieces it was made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Item:
    """An expression in a bracket, and what leads it: nothing, or such as `key=`."""

    lead: str
    value: Breakable


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket that is not empty: its text on one line, and what stands in it.

    `commas` says whether each item has a comma when they stand on lines of their own; `is_key`,
    whether it is the bracket of `value[key]`.
    """

    text: str
    items: tuple[Item, ...]
    commas: bool = True
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Text that is never broken and brackets, one after the other."""

    text: str
    parts: tuple[str | Bracket, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators of one rank; `symbols` stand before all but the first."""

    text: str
    operands: tuple[Breakable, ...]
    symbols: tuple[str, ...]


Breakable: TypeAlias = Row | Chain

_SYMBOLS: Final = {
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Add: "+",
    ast.Sub: "-",
    ast.BitOr: "|",
    ast.Mult: "*",
    ast.FloorDiv: "//",
}


def read_breaks(expression: str) -> Breakable:
    """Return an expression, written on one line, with the places where it may be broken."""
    return _Reader(expression.encode()).read(ast.parse(expression, mode="eval").body)


class _Reader:
    """Reads the nodes of one expression beside the text they were parsed from."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def read(self, node: ast.expr) -> Breakable:
        operands, symbols = _operation(node)
        if symbols:
            inner = tuple(self._operand(one, node) for one in operands)
            return Chain(self._of(node), inner, tuple(_SYMBOLS[type(one)] for one in symbols))
        return Row(self._of(node), tuple(self._parts(node)))

    def _operand(self, node: ast.expr, parent: ast.expr) -> Breakable:
        start, end = node.col_offset, node.end_col_offset or 0
        if start == parent.col_offset or self._text[start - 1 : start] != b"(":
            return self.read(node)
        bracket = Bracket(
            self._slice(start - 1, end + 1), (Item("", self.read(node)),), commas=False
        )
        return Row(bracket.text, (bracket,))

    def _parts(self, node: ast.expr) -> Iterator[str | Bracket]:
        match node:
            case ast.Call(func=function, args=arguments, keywords=keywords):
                named = [(f"{one.arg}=", one.value) for one in keywords]
                yield from self._parts(function)
                if len(arguments) == 1 and isinstance(arguments[0], ast.GeneratorExp):
                    yield self._comprehension(function, arguments[0], node)
                    return
                yield self._bracket(function, node, *(("", one) for one in arguments), *named)
            case ast.Subscript(value=value, slice=key):
                keys = key.elts if isinstance(key, ast.Tuple) else [key]
                yield from self._parts(value)
                yield self._bracket(value, node, *(("", one) for one in keys))
            case ast.Attribute(value=value, attr=name):
                yield from self._parts(value)
                yield f".{name}"
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                yield self._bracket(None, node, *(("", one) for one in elements))
            case ast.ListComp():
                yield self._comprehension(None, node, node)
            case ast.Dict(keys=keys, values=values):
                leads = [f"{self._of(one)}: " for one in keys if one]
                yield self._bracket(None, node, *zip(leads, values, strict=True))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self._operand(operand, node)
                yield "not "
                yield from inner.parts if isinstance(inner, Row) else (inner.text,)
            case _:
                yield self._of(node)

    def _bracket(
        self, head: ast.expr | None, node: ast.expr, *items: tuple[str, ast.expr]
    ) -> str | Bracket:
        """Return what of `node` follows `head`; an empty bracket is text."""
        start = node.col_offset if head is None else head.end_col_offset or 0
        text = self._slice(start, node.end_col_offset or 0)
        inner = tuple(Item(lead, self.read(one)) for lead, one in items)
        is_key = isinstance(node, ast.Subscript)
        commas = not is_key or len(inner) > 1
        return Bracket(text, inner, commas, is_key) if inner else text

    def _comprehension(
        self, head: ast.expr | None, made: ast.GeneratorExp | ast.ListComp, node: ast.expr
    ) -> Bracket:
        """Return the bracket of a comprehension of one loop: it breaks at `for` and `if`."""
        start = node.col_offset if head is None else head.end_col_offset or 0
        end = node.end_col_offset or 0
        (loop,) = made.generators
        target = self._slice(loop.target.col_offset, loop.iter.end_col_offset or 0)
        source = Row(target, (target,))
        operands = (self.read(made.elt), source, *(self.read(one) for one in loop.ifs))
        symbols = ("for", *("if" for _ in loop.ifs))
        inner = Chain(self._slice(start + 1, end - 1), operands, symbols)
        return Bracket(self._slice(start, end), (Item("", inner),), commas=False)

    def _of(self, node: ast.expr) -> str:
        return self._slice(node.col_offset, node.end_col_offset or 0)

    def _slice(self, start: int, end: int) -> str:
        return self._text[start:end].decode()


def _operation(node: ast.expr) -> tuple[list[ast.expr], list[ast.AST]]:
    """Return the operands and operators of an operation, or two empty lists."""
    match node:
        case ast.BoolOp(op=operator, values=values):
            return values, [operator] * (len(values) - 1)
        case ast.Compare(left=left, ops=operators, comparators=rest):
            return [left, *rest], list(operators)
        case ast.BinOp(left=ast.BinOp(op=ast.BitOr()) as left, op=ast.BitOr() as operator):
            operands, symbols = _operation(left)
            return [*operands, node.right], [*symbols, operator]
        case ast.BinOp(left=left, op=operator, right=right):
            before, symbols = _operation(left) if _goes_on(left, node) else ([left], [])
            return [*before, right], [*symbols, operator]
        case _:
            return [], []


def _goes_on(left: ast.expr, node: ast.BinOp) -> bool:
    """Return whether what is left of an operator is such an operation, without brackets."""
    is_same = isinstance(left, ast.BinOp) and type(left.op) is type(node.op)
    return is_same and left.col_offset == node.col_offset
