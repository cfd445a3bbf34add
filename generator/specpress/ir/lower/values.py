"""Read single values from nodes whose shape was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, TypeVar

from specpress.diagnostics.source import Span
from specpress.ir.types.provenance import Provenance, Trust
from specpress.ir.types.text import Places, SpecText, Word
from specpress.ir.types.types import Doc, Inference, Json, JsonArray, JsonObject, Member
from specpress.spec.node import Entry, Mapping, Node, Scalar, Sequence

T = TypeVar("T")

_BYTES: Final = {
    "B": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
_SECONDS: Final = {"ms": Decimal("0.001"), "s": Decimal(1), "min": Decimal(60)}


def text(node: Node) -> SpecText:
    """Return a scalar's text, located."""
    return SpecText(str(word(node)), node.span)


def word(node: Node) -> Word:
    """Return a scalar that the schema's pattern or list of words has already bounded."""
    if isinstance(node, Scalar):
        return Word(node.text, node.span)
    raise _misshapen(node)


def places(key: Scalar, node: Node) -> Places:
    """Return where the words of `node` stand; `key` is the key above it."""
    return Places(key.span, spans(node))


def places_within(node: Node) -> Places:
    """Return where the words of `node` stand, with `node` itself in place of a key."""
    return Places(node.span, spans(node))


def file_places(tree: Mapping) -> Places:
    """Return where the words of a whole file stand; its key is the first of them."""
    return Places(tree.entries[0].key.span, spans(tree))


def spans(node: Node) -> tuple[tuple[str, Span], ...]:
    """Return where the value of each key of a mapping stands."""
    return tuple((one.key.text, one.value.span) for one in entries(node))


def integer(node: Node) -> int:
    """Return a whole number."""
    if isinstance(node, Scalar) and isinstance(node.value, int | float):
        return int(node.value)
    raise _misshapen(node)


def number(node: Node) -> float:
    """Return a number as it was written: 1 stays an int, 0.5 a float."""
    if isinstance(node, Scalar) and isinstance(node.value, int | float):
        return node.value
    raise _misshapen(node)


def flag(node: Node) -> bool:
    """Return true or false."""
    return isinstance(node, Scalar) and node.value is True


def size(node: Node) -> int:
    """Return a size such as `10 MB` in bytes."""
    amount, unit = word(node).split(" ")
    return int(Decimal(amount) * _BYTES[unit])


def seconds(node: Node) -> float:
    """Return a length of time such as `5 s` in seconds."""
    amount, unit = word(node).split(" ")
    return float(Decimal(amount) * _SECONDS[unit])


def items(node: Node) -> tuple[Node, ...]:
    """Return the items of a list."""
    if isinstance(node, Sequence):
        return node.items
    raise _misshapen(node)


def texts(node: Node) -> tuple[SpecText, ...]:
    """Return a list of texts."""
    return tuple(text(one) for one in items(node))


def words(node: Node) -> tuple[Word, ...]:
    """Return a list of words."""
    return tuple(word(one) for one in items(node))


def entries(node: Node) -> Iterator[Entry]:
    """Yield the entries of a mapping."""
    if isinstance(node, Mapping):
        yield from node.entries
    else:
        raise _misshapen(node)


def present(node: Node, key: str, read: Callable[[Node], T]) -> T | None:
    """Return what `read` makes of the value under `key`, or None if it is absent."""
    found = node.get(key) if isinstance(node, Mapping) else None
    return None if found is None else read(found)


def doc(node: Node) -> Doc:
    """Return a description: English text, or one text a locale."""
    if isinstance(node, Mapping):
        return Doc(text(child(node, "en")), present(node, "th", text))
    return Doc(text(node))


def docs(node: Node) -> tuple[Doc, ...]:
    """Return a list of descriptions."""
    return tuple(doc(one) for one in items(node))


def inferences(node: Node) -> tuple[Inference, ...]:
    """Return the reasons for words that no page states."""
    return tuple(Inference(word(one.key), text(one.value)) for one in entries(node))


def provenance(node: Node) -> Provenance:
    """Return where something was read."""
    return Provenance(
        text(child(node, "page")),
        present(node, "locale", word),
        present(node, "read", text),
        Trust(present(node, "trust", word) or Trust.DOCUMENTED),
    )


def json(node: Node) -> Json:
    """Return any value as JSON."""
    match node:
        case Mapping():
            return JsonObject(tuple(_member(one) for one in node.entries))
        case Sequence(items=found):
            return JsonArray(
                tuple(json(item) for item in found), spans=tuple(item.span for item in found)
            )
        case Scalar(value=str()):
            return text(node)
        case Scalar(value=bool() | int() | float() | None as value):
            return value
    raise _misshapen(node)


def _member(entry: Entry) -> Member:
    return Member(text(entry.key), json(entry.value), span=entry.value.span)


def child(node: Node, key: str) -> Node:
    """Return the value under a key that the schema requires."""
    found = node.get(key) if isinstance(node, Mapping) else None
    if found is None:
        raise _misshapen(node)
    return found


def _misshapen(node: Node) -> TypeError:
    return TypeError(f"lowered before its shape was checked: {node!r}")
