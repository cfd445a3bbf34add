"""The tests that a choice goes with the value of its discriminator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.request.named_request import NamedChoice, NamedField
from specpress.emit.python.syntax import Compare


@dataclass(frozen=True, slots=True)
class VariantTest:
    """`applies` holds where a record has the value that leaves the choices in `constant`."""

    applies: Compare
    constant: Code


def variant_tests(field: NamedField, record: Code) -> Iterator[VariantTest]:
    """Yield a test for each value of a field's discriminator, in the variable `record`."""
    choice = field.type
    if not isinstance(choice, NamedChoice) or choice.type.discriminator is None:
        return
    key = literal(str(choice.type.discriminator.key))
    for one in choice.variants:
        value = literal(str(one.type.value))
        yield VariantTest(Compare(Code(f"{record}.get({key})"), Code("=="), value), one.constant)
