"""The types of a request as Python annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.emit.code import Code
from specpress.emit.request.named import (
    NamedChoice,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    parts_of,
)
from specpress.emit.text import literal
from specpress.ir.types import Boolean, Choice, Integer, Number, Text

WIDTH: Final = 88
"""The width of generated Python, the default of its formatters."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A named choice: `Name: TypeAlias = Literal[…]`."""

    name: Code
    value: Code


def aliases_of(request: NamedRecord) -> Iterator[Alias]:
    """Yield the aliases of a request's choices, in the page's order."""
    for part in parts_of(request):
        if isinstance(part, NamedChoice) and part.alias is not None:
            lead = len(f"{part.alias}: TypeAlias = ")
            yield Alias(part.alias, choice_type(part.type, lead))


def annotation(type_: NamedType) -> Code:
    """Return the annotation of a value."""
    match type_:
        case NamedChoice(alias=alias, type=choice):
            return choice_type(choice, 0) if alias is None else alias
        case NamedList(item=item):
            return Code(f"list[{annotation(item)}]")
        case NamedRecord(class_name=name):
            return name
        case NamedScalar(type=scalar):
            names = {Text: "str", Integer: "int", Number: "float", Boolean: "bool"}
            return Code(names[type(scalar)])


def choice_type(choice: Choice, lead: int) -> Code:
    """Return `Literal[…]`, one value a line if it would not fit behind `lead` columns.

    Python has no literal fractions, so a choice that holds some is any float as well.
    """
    exact = [literal(one) for one in choice.values if not isinstance(one, float)]
    suffix = "" if len(exact) == len(choice.values) else "float"
    if not exact:
        return Code(suffix)
    one_line = Code(f"Literal[{', '.join(exact)}]" + (f" | {suffix}" if suffix else ""))
    if lead + len(one_line) <= WIDTH:
        return one_line
    lines = "".join(f"    {one},\n" for one in exact)
    return Code(f"Literal[\n{lines}]" + (f" | {suffix}" if suffix else ""))
