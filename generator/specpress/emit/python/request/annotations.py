"""The types of a request as Python annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.printer import print_after
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    parts_of,
)
from specpress.ir.types.types import Boolean, Choice, Integer, Number, Text


@dataclass(frozen=True, slots=True)
class Alias:
    """A named choice: `Name: TypeAlias = Literal[…]`."""

    name: Code
    value: Code


def aliases_of(request: NamedRecord) -> Iterator[Alias]:
    """Yield the aliases of a request's choices, in the page's order."""
    for part in parts_of(request):
        if isinstance(part, NamedChoice) and part.alias is not None:
            value = print_after(f"{part.alias}: TypeAlias = ", choice_type(part.type), "", 0)
            yield Alias(part.alias, value)


def annotation(type_: NamedType) -> Code:
    """Return the annotation of a value."""
    match type_:
        case NamedChoice(alias=alias, type=choice):
            return choice_type(choice) if alias is None else alias
        case NamedList(item=item):
            return Code(f"list[{annotation(item)}]")
        case NamedRecord(class_name=name):
            return name
        case NamedScalar(type=scalar):
            names = {Text: "str", Integer: "int", Number: "float", Boolean: "bool"}
            return Code(names[type(scalar)])
        case _ as unreachable:
            assert_never(unreachable)


def choice_type(choice: Choice) -> Code:
    """Return `Literal[…]` on one line.

    Python has no literal fractions, so a choice that holds some is any float as well.
    """
    exact = [literal(one) for one in choice.values if not isinstance(one, float)]
    literals = [f"Literal[{', '.join(exact)}]"] if exact else []
    floats = ["float"] if len(exact) < len(choice.values) else []
    return Code(" | ".join([*literals, *floats]))
