"""What may stand in place of a value, and what may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, assert_never

from specpress.ir.types.multiple import is_multiple
from specpress.ir.types.text import SpecText, Tree
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Format,
    Integer,
    List,
    Number,
    Record,
    Text,
    Type,
)
from specpress.targets.vectors.samples import number_of, sample, text_of, written

_OTHERS: Final[dict[str, Tree]] = {
    "null": None,
    "true": True,
    "one": 1,
    "text": "some other text",
    "array": [],
    "object": {},
}
"""A value of each JSON type; true is here because Python takes it for 1."""

_MALFORMED: Final = {
    Format.URL: ("ftp://example.com/file", "example.com/file", "https://", "https://a b", ""),
    Format.DATE_TIME: ("2026-01-31", "12:00:00Z", ""),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A value for one place: its name, and the code it must be refused with, if any."""

    name: str
    value: Tree
    code: str | None = None
    tags: tuple[str, ...] = ()


def variants(type_: Type) -> Iterator[Variant]:
    """Yield values at and beyond every limit of a type, and one of every wrong JSON type."""
    match type_:
        case Text():
            yield from _texts(type_)
        case Choice():
            yield from _choices(type_)
        case Integer() | Number():
            yield from _numbers(type_)
        case Boolean():
            yield Variant("false", value=False)
        case List():
            yield from _lists(type_)
        case Record():
            pass
        case _ as unreachable:
            assert_never(unreachable)
    yield from _wrong_types(type_)


def _texts(type_: Text) -> Iterator[Variant]:
    for value in () if type_.format is None else _MALFORMED[type_.format]:
        yield Variant(f"malformed {value!r}", value, _length_code(type_, len(value)) or "format")
    if (most := type_.max_length) is not None:
        if most > (type_.min_length or 0):
            yield from _text(type_, "one below the longest", most - 1)
        yield from _text(type_, "the longest", most)
        yield from _text(type_, "one above the longest", most + 1)
    if least := type_.min_length:
        yield from _text(type_, "one below the shortest", least - 1)
        yield from _text(type_, "the shortest", least)
    elif type_.min_length is None and type_.format is None:
        yield from _text(type_, "empty text", 0)


def _text(type_: Text, name: str, length: int) -> Iterator[Variant]:
    """Yield a text of a length, if its format has one; a wrong length is refused without it."""
    code = _length_code(type_, length)
    text = text_of(length, type_.format)
    if text is None and code is not None:
        text = text_of(length)
    if text is not None:
        yield Variant(name, text, code)


def _length_code(type_: Text, length: int) -> str | None:
    if type_.max_length is not None and length > type_.max_length:
        return "too_long"
    return "too_short" if length < (type_.min_length or 0) else None


def _choices(type_: Choice) -> Iterator[Variant]:
    for index, value in enumerate(type_.values):
        yield Variant(f"choice {index + 1}", value)
        if isinstance(value, SpecText):
            continue
        if not _has_text(type_, str(value)):
            yield Variant(f"choice {index + 1} as text", str(value), "choice")
        if isinstance(value, int):
            yield Variant(f"choice {index + 1} as float", float(value), None, ("integral_float",))


def _has_text(type_: Choice, text: str) -> bool:
    texts = (one for one in type_.values if isinstance(one, SpecText))
    return any(one == SpecText(text, one.span) for one in texts)


def _numbers(type_: Integer | Number) -> Iterator[Variant]:
    step = _step(type_)
    for name, bound, sign, code in (
        ("least", type_.minimum, -1, "minimum"),
        ("greatest", type_.maximum, 1, "maximum"),
    ):
        if bound is None:
            continue
        if isinstance(type_, Integer) or type_.step is None or is_multiple(bound, type_.step):
            yield Variant(f"the {name}", bound)
        # Beside a very large number there may be no other float.
        if (beyond := _plus(bound, sign * step)) != bound:
            yield Variant(f"beyond the {name}", beyond, code)
    yield from _wholes(type_) if isinstance(type_, Integer) else _steps(type_)


def _wholes(type_: Integer) -> Iterator[Variant]:
    start = number_of(type_)
    if float(start) == start:
        yield Variant("a whole float", float(start), None, ("integral_float",))
    if not (start + 0.5).is_integer():
        yield Variant("a fraction", start + 0.5, "type")


def _steps(type_: Number) -> Iterator[Variant]:
    if type_.step is None:
        return
    start, step = number_of(type_), _step(type_)
    for name, distance, code in (
        ("1 steps up", step, None),
        ("3 steps up", 3 * step, None),
        ("half a step", step / 2, "step"),
    ):
        value = _plus(start, distance)
        within = type_.maximum is None or value <= type_.maximum
        if within and is_multiple(value, type_.step) is (code is None):
            yield Variant(name, value, code, ("step_ulp",))


def _lists(type_: List) -> Iterator[Variant]:
    if not type_.min_items:
        yield Variant("no item", [])
    else:
        few: Tree = [sample(type_.item)] * (type_.min_items - 1)
        yield Variant("one item too few", few, "too_few")
    if (most := type_.max_items) is not None:
        yield Variant("as many items as allowed", [sample(type_.item)] * most)
        yield Variant("one item too many", [sample(type_.item)] * (most + 1), "too_many")


def _wrong_types(type_: Type) -> Iterator[Variant]:
    allowed = {
        Text: {"text"},
        Choice: set[str](),
        Integer: {"one"},
        Number: {"one"},
        Boolean: {"true"},
        List: {"array"},
        Record: {"object"},
    }[type(type_)]
    choices = type_.values if isinstance(type_, Choice) else ()
    for name, value in _OTHERS.items():
        if name in allowed or (name == "one" and 1 in choices):
            continue
        if isinstance(type_, Choice) and isinstance(value, str) and _has_text(type_, value):
            continue
        scalar = name in {"true", "one", "text"}
        code = "choice" if isinstance(type_, Choice) and scalar else "type"
        yield Variant(f"{name} instead", value, code)


def _step(type_: Integer | Number) -> Fraction:
    if isinstance(type_, Number):
        return Fraction(repr(type_.step or 0.5))
    return Fraction(1)


def _plus(value: float, step: Fraction) -> float:
    return written(Fraction(repr(value)) + step)
