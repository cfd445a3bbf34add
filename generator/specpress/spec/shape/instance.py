"""A located tree as the plain values a JSON Schema validator takes, and the way back."""

from __future__ import annotations

from collections.abc import Sequence as SequenceABC
from typing import TypeAlias

from specpress.diagnostics.source import Span
from specpress.spec.node import Mapping, Node, Scalar, Sequence

Instance: TypeAlias = "str | int | float | bool | list[Instance] | dict[str, Instance] | None"


class Ambiguous(str):
    """A plain scalar that we read as text and YAML 1.1 reads as something else."""

    __slots__ = ()


def instance_of(node: Node) -> Instance:
    """Return `node` as plain values; ambiguous scalars become `Ambiguous`."""
    match node:
        case Mapping():
            return {one.key.text: instance_of(one.value) for one in node.entries}
        case Sequence():
            return [instance_of(item) for item in node.items]
        case Scalar(value=str() as value) if node.ambiguous is not None:
            return Ambiguous(value)
        case Scalar():
            return node.value


def node_at(tree: Node, path: SequenceABC[str | int]) -> Node:
    """Return the node that `path`, as jsonschema reports it, leads to."""
    for step in path:
        match tree:
            case Mapping() if isinstance(step, str) and (found := tree.get(step)) is not None:
                tree = found
            case Sequence() if isinstance(step, int):
                tree = tree.items[step]
            case _:
                message = f"no {step!r} in {tree!r}"
                raise KeyError(message)
    return tree


def key_span(tree: Node, path: SequenceABC[str | int]) -> Span:
    """Return the span of the key that holds the value at `path`.

    For an item of a list that is the item; for the whole file, its first key.
    """
    if path and isinstance(path[-1], str):
        parent = node_at(tree, path[:-1])
        if isinstance(parent, Mapping) and (entry := parent.entry(path[-1])) is not None:
            return entry.key.span
    node = node_at(tree, path)
    if not path and isinstance(node, Mapping) and node.entries:
        return node.entries[0].key.span
    return node.span
