"""Print statements as the formatters of Python leave them: this file owns indentation and width.

Whatever fits in 88 columns stands on one line. Broken brackets hold one element a line, each with
a comma, which `ruff format` and `black` keep as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.width import WIDTH, columns
from specpress.emit.python.line_layout import lay_out
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Compare,
    Delete,
    DictOf,
    Do,
    Expression,
    For,
    If,
    Item,
    Joined,
    Match,
    Raise,
    Raw,
    Return,
    Statement,
    Subtract,
    Try,
    TupleOf,
    Update,
)

_INDENT: Final = "    "


def print_statements(body: Sequence[Statement], depth: int) -> Code:
    """Return the lines of statements, indented `depth` times, each but the last with its LF."""
    return Code("\n".join(_block(body, depth)))


def print_assignment(name: Code, annotation: Code, value: Expression) -> Code:
    """Return `name: annotation = value`, unindented."""
    return Code("\n".join(_around(f"{name}: {annotation} = ", value, "", 0)))


def print_after(lead: str, expression: Code, tail: str, depth: int) -> Code:
    """Return an expression as it stands between `lead` and `tail`, which a template prints."""
    text = "\n".join(_around(lead, Raw(expression), tail, depth))
    return Code(text.removesuffix(tail)[len(_INDENT * depth + lead) :])


def one_line(expression: Expression) -> str:
    """Return an expression without a line break."""
    match expression:
        case Raw(code=code):
            return code
        case Compare(left=left, operator=operator, right=right):
            return f"{left} {operator} {right}"
        case Item(container=container, key=key):
            return f"{container}[{key}]"
        case Call(function=function, arguments=arguments, prefix=prefix, suffix=suffix):
            return f"{prefix}{function}({', '.join(map(one_line, arguments))}){suffix}"
        case TupleOf(elements=(only,)):
            return f"({only},)"
        case TupleOf(elements=elements):
            return f"({', '.join(elements)})"
        case DictOf(members=members):
            return f"{{{', '.join(f'{key}: {value}' for key, value in members)}}}"
        case Joined(operator=operator, tests=tests):
            return f" {operator} ".join(_operand(one, operator) for one in tests)
        case _ as unreachable:
            assert_never(unreachable)


def _operand(test: Expression, operator: Code) -> str:
    """Return a test beside `operator`, in brackets if another operator joins its own."""
    other = isinstance(test, Joined) and test.operator != operator
    return f"({one_line(test)})" if other else one_line(test)


def _block(body: Sequence[Statement], depth: int) -> Iterator[str]:
    for statement in body:
        yield from _statement(statement, depth)


def _statement(statement: Statement, depth: int) -> Iterator[str]:
    match statement:
        case If():
            yield from _if(statement, "if", depth)
        case Match():
            yield from _match(statement, depth)
        case For(target=target, iterable=iterable, body=body):
            yield from _around(f"for {target} in ", iterable, ":", depth)
            yield from _block(body, depth + 1)
        case Try(body=body, error=error, handler=handler):
            yield f"{_INDENT * depth}try:"
            yield from _block(body, depth + 1)
            yield f"{_INDENT * depth}except {error}:"
            yield from _block(handler, depth + 1)
        case _:
            yield from _simple(statement, depth)


def _simple(
    statement: Assign | Subtract | Update | Delete | Raise | Return | Do, depth: int
) -> Iterator[str]:
    """Yield the lines of a statement that holds no others."""
    match statement:
        case Assign(target=target, value=value, annotation=annotation):
            typed = f": {annotation}" if annotation else ""
            yield from _assign(f"{target}{typed}", value, depth)
        case Subtract(target=target):
            yield f"{_INDENT * depth}{target} -= 1"
        case Update(target=target, operator=operator, value=value):
            yield from _around(f"{target} {operator} ", value, "", depth)
        case Delete(target=target):
            yield f"{_INDENT * depth}del {target}"
        case Raise(error=error):
            yield from _around("raise ", error, "", depth)
        case Return(value=value):
            yield from _return(value, depth)
        case Do(call=call):
            yield from _around("", call, "", depth)
        case _ as unreachable:
            assert_never(unreachable)


def _assign(target: str, value: Expression, depth: int) -> list[str]:
    """Return the lines of an assignment; its target breaks if no value could begin behind it."""
    if columns(f"{_INDENT * depth}{target} = (") <= WIDTH:
        return _around(f"{target} = ", value, "", depth)
    *above, last = lay_out("", target, "", depth)
    return [*above, *_around(f"{last.strip()} = ", value, "", depth)]


def _return(value: Expression | None, depth: int) -> Iterator[str]:
    if value is None:
        yield f"{_INDENT * depth}return"
    else:
        yield from _around("return ", value, "", depth)


def _if(statement: If, keyword: str, depth: int) -> Iterator[str]:
    yield from _around(f"{keyword} ", statement.test, ":", depth)
    yield from _block(statement.body, depth + 1)
    match statement.orelse:
        case ():
            pass
        case (If() as following,):
            yield from _if(following, "elif", depth)
        case orelse:
            yield f"{_INDENT * depth}else:"
            yield from _block(orelse, depth + 1)


def _match(statement: Match, depth: int) -> Iterator[str]:
    yield from _around("match ", statement.subject, ":", depth)
    for one in statement.cases:
        yield from _around("case ", Raw(one.pattern), ":", depth + 1)
        yield from _block(one.body, depth + 2)


def _around(lead: str, expression: Expression, tail: str, depth: int) -> list[str]:
    """Return `lead expression tail`, on one line if it fits, else broken within its brackets."""
    margin = _INDENT * depth
    if isinstance(expression, TupleOf) and expression.grows and len(expression.elements) > 1:
        elements = [f"{margin}{_INDENT}{one}," for one in expression.elements]
        return [f"{margin}{lead}(", *elements, f"{margin}){tail}"]
    text = one_line(expression)
    line = f"{margin}{lead}{text}{tail}"
    return [line] if columns(line) <= WIDTH else lay_out(lead, text, tail, depth)
