"""A small tree of Python statements, and expressions that know how to be broken over lines.

It holds what generated checks are made of and no more; what a reader may want to change stands in
templates. `lines.py` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from specpress.emit.encoders.code import Code

_NOTHING: Final = Code("")


@dataclass(frozen=True, slots=True)
class Raw:
    """An expression that is never broken."""

    code: Code


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`."""

    left: Code
    operator: Code
    right: Code


@dataclass(frozen=True, slots=True)
class Item:
    """`container[key]`."""

    container: Code
    key: Code


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`; `prefix` is `not ` or nothing, `suffix` such as `.copy()`."""

    function: Code
    arguments: tuple[Expression, ...]
    prefix: Code = _NOTHING
    suffix: Code = _NOTHING


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`(a, b)`; with one element, `(a,)`.

    One that `grows` holds an element a line even where all would fit, so that a new element is a
    line of its own.
    """

    elements: tuple[Code, ...]
    grows: bool = False


@dataclass(frozen=True, slots=True)
class DictOf:
    """`{key: value}`."""

    members: tuple[tuple[Code, Code], ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Tests joined by `and` or `or`."""

    operator: Code
    tests: tuple[Expression, ...]


Expression: TypeAlias = Raw | Compare | Item | Call | TupleOf | DictOf | Joined


@dataclass(frozen=True, slots=True)
class Assign:
    """`target = value`, with an annotation if one is given."""

    target: Code
    value: Expression
    annotation: Code | None = None


@dataclass(frozen=True, slots=True)
class Subtract:
    """`target -= 1`."""

    target: Code


@dataclass(frozen=True, slots=True)
class Update:
    """`target operator value`, where the operator is such as `*=`."""

    target: Code
    operator: Code
    value: Expression


@dataclass(frozen=True, slots=True)
class Delete:
    """`del target`."""

    target: Code


@dataclass(frozen=True, slots=True)
class Case:
    """`case pattern:`; a pattern reads as the expression it looks like."""

    pattern: Code
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject:` with its cases."""

    subject: Expression
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Raise:
    """`raise error(arguments)`."""

    error: Call


@dataclass(frozen=True, slots=True)
class If:
    """`if test:`; an `orelse` that is one If becomes `elif`."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class For:
    """`for target in iterable:`."""

    target: Code
    iterable: Expression
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Try:
    """`try:` with one `except error:`."""

    body: tuple[Statement, ...]
    error: Code
    handler: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """`return`, with a value if one is given."""

    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Do:
    """An expression as a statement."""

    call: Call


Statement: TypeAlias = (
    Assign | Subtract | Update | Delete | If | Match | For | Try | Raise | Return | Do
)
