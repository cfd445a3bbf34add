"""Nested calls, tuples and mappings of literals, an element a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.width import WIDTH, columns

_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class CallOf:
    """`NAME(key=value, …)`."""

    name: str
    arguments: tuple[tuple[str, Display], ...]


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`(a, b)`."""

    elements: tuple[Display, ...]


@dataclass(frozen=True, slots=True)
class DictOf:
    """`{key: value}`."""

    entries: tuple[tuple[Code, Code], ...]


Display: TypeAlias = Code | CallOf | TupleOf | DictOf


def print_display(display: Display) -> Code:
    """Return a display, its first line unindented.

    Calls and mappings are broken at every comma, so that a new fact is a new line; `ruff format`
    and `black` keep it so. A tuple of literals stands on one line where it fits.
    """
    return Code("\n".join(_lines(display, "", 0)))


def _lines(display: Display, lead: str, depth: int) -> Iterator[str]:
    """Yield the lines of a display behind `lead`, without the indentation of the first level."""
    match display:
        case Code():
            yield f"{lead}{display}"
        case CallOf(name=name, arguments=arguments):
            inner = [(f"{key}=", one) for key, one in arguments]
            yield from _broken(f"{lead}{name}(", inner, ")", depth)
        case TupleOf(elements=elements):
            line = _one_line(display)
            if line is not None and columns(f"{_INDENT * depth}{lead}{line},") <= WIDTH:
                yield f"{lead}{line}"
            else:
                yield from _broken(f"{lead}(", [("", one) for one in elements], ")", depth)
        case DictOf(entries=entries):
            inner = [(f"{key}: ", one) for key, one in entries]
            yield from _broken(f"{lead}{{", inner, "}", depth)
        case _ as unreachable:
            assert_never(unreachable)


def _one_line(display: Code | TupleOf) -> str | None:
    """Return a tuple of literals, and of tuples of them, on one line; None for any other."""
    if isinstance(display, Code):
        return str(display)
    written = [_one_line(one) for one in display.elements if isinstance(one, Code | TupleOf)]
    known = [one for one in written if one is not None]
    if len(known) < len(display.elements):
        return None
    return f"({', '.join(known)}{',' if len(known) == 1 else ''})"


def _broken(
    opening: str, elements: Sequence[tuple[str, Display]], closing: str, depth: int
) -> Iterator[str]:
    if not elements:
        yield f"{opening}{closing}"
        return
    yield opening
    for lead, element in elements:
        *lines, last = _lines(element, lead, depth + 1)
        yield from (f"{_INDENT}{line}" for line in (*lines, f"{last},"))
    yield closing


def names_in(display: Display) -> Iterator[str]:
    """Yield the names of the calls in a display."""
    match display:
        case CallOf(name=name, arguments=arguments):
            yield name
            for _, one in arguments:
                yield from names_in(one)
        case TupleOf(elements=elements):
            for one in elements:
                yield from names_in(one)
        case _:
            return
