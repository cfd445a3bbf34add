"""What one rule reads and compares with, collected while its tests are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import json_literal, literal
from specpress.emit.python.printer import one_line
from specpress.emit.python.request.named_request import NamedField, NamedList, NamedRecord
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Compare,
    Expression,
    Item,
    Joined,
    Raw,
    Statement,
    TupleOf,
)
from specpress.ir.types.api import Request
from specpress.ir.types.parameters import Parameter, parameter
from specpress.ir.types.rules import Match
from specpress.ir.types.text import SpecText
from specpress.ir.types.types import Field, ScalarValue


@dataclass(frozen=True, slots=True)
class Sources:
    """Where rules find their parameters: the named request, its settings and its prompt."""

    request: Request
    named: NamedRecord

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of a name, which was checked."""
        found = parameter(self.request, name)
        if found is None:
            raise KeyError(name)
        return found

    def field(self, found: Parameter) -> NamedField:
        """Return a parameter with its names."""
        holder = self.named if len(found.path) == 1 else self.settings.type
        fields = holder.fields if isinstance(holder, NamedRecord) else ()
        return next(one for one in fields if one.field.name == found.field.name)

    @property
    def settings(self) -> NamedField:
        """Return the field of the settings."""
        return next(one for one in self.named.fields if one.field.name == self.request.settings_key)


class Scribe:
    """Writes the expressions of one rule, and remembers its locals and constants.

    `stem` begins the names of the constants.
    """

    def __init__(self, sources: Sources, stem: Code) -> None:
        """Begin a rule."""
        self._sources = sources
        self._stem = stem
        self._reads: dict[str, Statement] = {}
        self._constants: dict[str, Expression] = {}

    @property
    def reads(self) -> tuple[Statement, ...]:
        """Return the assignments of the locals, in the order in which they were asked for."""
        return tuple(self._reads.values())

    @property
    def constants(self) -> tuple[tuple[Code, Expression], ...]:
        """Return the constants and their values."""
        return tuple((Code(name), value) for name, value in self._constants.items())

    def constant(self, suffix: str, value: Expression) -> Code:
        """Return the name of a new constant; a number is added if the suffix is taken."""
        first = f"{self._stem}{suffix}"
        others = (f"{first}_{number}" for number in count(2))
        name = next(one for one in chain([first], others) if one not in self._constants)
        self._constants[name] = value
        return Code(name)

    def seen(self, name: str) -> Code:
        """Return the local that holds a parameter's value or default; None or [] if neither."""
        found = self._sources.parameter(name)
        field = self._sources.field(found)
        if len(found.path) > 1:
            settings = self._sources.settings.local
            fallback = Code("[]") if found.is_list else None
            value = access(settings, found.field, fallback)
            self._reads.setdefault(name, Assign(field.local, value))
        return field.local

    def local(self, name: str, value: Expression) -> Code:
        """Return a local of the rule's own, which holds `value`."""
        self._reads[f"{name} of its own"] = Assign(Code(name), value)
        return Code(name)

    def given(self, *names: str) -> Iterator[Expression]:
        """Yield the tests that there is a value or default, where there may be none."""
        for name in names:
            found = self._sources.parameter(name)
            if found.field.required or found.field.default is not None:
                continue
            if found.is_list:
                yield self._has_key(found, wanted=True)
            else:
                yield Compare(self.seen(name), Code("is not"), Code("None"))

    def present(self, name: str, *, wanted: bool) -> Expression:
        """Return the test that a parameter is in the request, or that it is not."""
        found = self._sources.parameter(name)
        if found.is_list:
            local = self.seen(name)
            return Raw(local if wanted else Code(f"not {local}"))
        return self._has_key(found, wanted=wanted)

    def _has_key(self, found: Parameter, *, wanted: bool) -> Expression:
        if len(found.path) == 1:
            test = Code("is not" if wanted else "is")
            return Compare(self._sources.field(found).local, test, Code("None"))
        test = Code("in" if wanted else "not in")
        return Compare(literal(str(found.field.name)), test, self._sources.settings.local)

    def item_field(self, name: str, key: str) -> Field:
        """Return the field of a list's items that is called `key`."""
        named = self._sources.field(self._sources.parameter(name)).type
        record = named.item if isinstance(named, NamedList) else None
        found = record.type.get(key) if isinstance(record, NamedRecord) else None
        if found is None:
            raise KeyError(key)
        return found

    def is_one(
        self,
        value: Code,
        values: Sequence[ScalarValue],
        *,
        negated: bool = False,
        named: bool = False,
    ) -> Expression:
        """Return the test that a value is one of these, or none of them.

        Numbers get a name; texts too if they are to be `named`.
        """
        match values:
            case (bool() as only,):
                return Compare(value, Code("is not" if negated else "is"), literal(only))
            case (only,):
                is_named = named or not isinstance(only, SpecText)
                wanted = self.constant("_WHEN", Raw(literal(only))) if is_named else literal(only)
                return Compare(value, Code("!=" if negated else "=="), wanted)
            case _:
                listed = TupleOf(tuple(literal(one) for one in values))
                known = self.constant("_WHEN", listed) if named else Code(one_line(listed))
                return Compare(value, Code("not in" if negated else "in"), known)

    def _matches(self, field: Field, match: Match) -> Expression:
        # A kind of media is a short word; any other text might be too long for a comprehension.
        named = field.role != "kind"
        return self.is_one(self.item_value(field), match.values, named=named)

    def item_value(self, field: Field, *, there: bool = False) -> Code:
        """Return what reads a field of `item`; `there` says that the item has it."""
        key = literal(str(field.name))
        if field.required or there:
            return Code(f"item[{key}]")
        if field.default is None:
            return Code(f"item.get({key})")
        default = self.constant("_DEFAULT", Raw(json_literal(field.default)))
        return Code(f"item.get({key}, {default})")

    def like(self, name: str, where: Sequence[Match]) -> Expression:
        """Return the test that `item`, of the list `name`, is as `where` says."""
        tests = tuple(self._matches(self.item_field(name, one.field), one) for one in where)
        return tests[0] if len(tests) == 1 else Joined(Code("and"), tests)


def access(holder: Code, field: Field, fallback: Code | None = None) -> Expression:
    """Return what reads a field of an object: its value, its default or the fallback."""
    key = literal(str(field.name))
    if field.required:
        return Item(holder, key)
    given = json_literal(field.default) if field.default is not None else fallback
    others = () if given is None else (Raw(given),)
    return Call(Code(f"{holder}.get"), (Raw(key), *others))
