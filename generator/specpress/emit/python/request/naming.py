"""Give every part of a request its names."""

from __future__ import annotations

from itertools import chain, count
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.python.naming import class_name, constant_name, variable_name
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
    NamedScalar,
    NamedType,
    NamedVariant,
)
from specpress.ir.types.types import Choice, Format, List, Record, Type

_LOCALS: Final = (
    *("at", "filled", "found", "index", "left", "request", "value"),
    *("broken", "count", "item", "total", "values", "wrong"),
    *("is_choice", "is_integer", "is_multiple", "is_number"),
    *("json_type", "refused", "shown", "unknown_keys"),
)
"""Names that the checks use for themselves, and what they call."""

_CONSTANTS: Final = (
    *("_BASIS", "_SCALE"),
    *("_ALIKE", "_LONGEST_SHOWN", "_MESSAGES", "_MOST_LISTED"),
    *(f"_{one.name}" for one in Format),
)
"""Names of constants that every module has, and of patterns."""

_TYPES: Final = (
    "Final",
    "Literal",
    "MODEL",
    "NamedTuple",
    "NotRequired",
    "Required",
    "Sequence",
    "TypeAlias",
    "TypeGuard",
    "TypedDict",
    "Unpack",
    "Estimate",
    "Expected",
    "Scalar",
    "UnpricedError",
    "Violation",
    *("Annotated", "BaseModel", "BeforeValidator", "ConfigDict", "Field", "MISSING"),
    *("PydanticCustomError", "StrictBool", "StrictFloat", "StrictInt", "StrictStr"),
)
"""Names that the types of a module may not take, in any target: a type has one name in all."""

_LOCAL_SUFFIXES: Final = ("", "_left", "_index")
"""What follows a local's name: `params_left` counts the keys of an object in the fast phase."""

_SUFFIXES: Final = (
    "",
    "_KEYS",
    "_MIN",
    "_MAX",
    "_MIN_LENGTH",
    "_MAX_LENGTH",
    "_MIN_ITEMS",
    "_MAX_ITEMS",
)
"""What follows the stem of a constant's name."""


def name_request(record: Record) -> NamedRecord:
    """Return a request with its names; no two parts of it share one."""
    return _Namer().record(record, "request", (), "The body of a request.")


class _Namer:
    """Hands out names, each once; a name that is taken gets the one above it in front."""

    def __init__(self) -> None:
        self._classes = set(_TYPES)
        self._constants = set(_CONSTANTS)
        self._locals = set(_LOCALS)

    def record(self, record: Record, key: str, above: tuple[str, ...], summary: str) -> NamedRecord:
        name = self._class(key, above)
        constant = self._constant(key, above)
        inner = (*above, key)
        fields = tuple(
            NamedField(
                one,
                self._local(one.name, inner),
                self._type(one.type, one.name, inner, f"What `{one.name}` holds."),
            )
            for one in record.fields
        )
        return NamedRecord(
            record, summary, constant, name, Code(f"_check{constant.lower()}"), fields
        )

    def _type(self, type_: Type, key: str, above: tuple[str, ...], summary: str) -> NamedType:
        match type_:
            case Record():
                return self.record(type_, key, above, summary)
            case List(item=item):
                one = _singular(key)
                constant, local = self._constant(key, above), self._local(one, above)
                inner = self._type(item, one, above, f"An item of `{key}`.")
                return NamedList(type_, constant, inner, local)
            case Choice(values=values):
                alias = self._class(key, above) if len(values) > 1 else None
                constant = self._constant(key, above)
                return NamedChoice(type_, constant, alias, self._variants(type_, key, above))
            case _:
                return NamedScalar(type_, self._constant(key, above))

    def _variants(
        self, choice: Choice, key: str, above: tuple[str, ...]
    ) -> tuple[NamedVariant, ...]:
        found = () if choice.discriminator is None else choice.discriminator.variants
        return tuple(
            NamedVariant(one, self._constant(f"{key}_{one.value}", above)) for one in found
        )

    def _class(self, key: str, above: tuple[str, ...]) -> Code:
        ways = [str(class_name(one)) for one in _ways(key, above)]
        # The underscore behind a word of Python would be no CapWords.
        return self._claim(self._classes, [one for one in ways if one[-1] != "_"], ("",), mark="")

    def _local(self, key: str, above: tuple[str, ...]) -> Code:
        ways = [str(variable_name(one)) for one in _ways(key, above)]
        return self._claim(self._locals, ways, _LOCAL_SUFFIXES)

    def _constant(self, key: str, above: tuple[str, ...]) -> Code:
        ways = [f"_{constant_name(one)}" for one in _ways(key, above)]
        return self._claim(self._constants, ways, _SUFFIXES)

    def _claim(
        self, taken: set[str], ways: list[str], suffixes: tuple[str, ...], mark: str = "_"
    ) -> Code:
        """Return the first name that is free with every suffix, and take it with all of them."""
        numbered = (f"{ways[-1]}{mark}{number}" for number in count(2))
        name = next(
            one
            for one in chain(ways, numbered)
            if taken.isdisjoint(f"{one}{suffix}" for suffix in suffixes)
        )
        taken |= {f"{name}{suffix}" for suffix in suffixes}
        return Code(name)


def _ways(key: str, above: tuple[str, ...]) -> list[str]:
    """Return names to try in turn: the key, then with more and more of what stands above it."""
    return ["_".join((*above[start:], key)) for start in range(len(above), -1, -1)]


def _singular(key: str) -> str:
    plural = key.endswith("s") and not key.endswith("ss") and len(key) > 1
    return key[:-1] if plural else f"{key}_item"
