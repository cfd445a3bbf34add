"""What each finding of the schema means, said to the author of the spec."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator
from typing import Final, TypeAlias

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.source import Span
from specpress.spec.nearest import listed, nearest
from specpress.spec.node import Mapping, Node, Scalar, Sequence
from specpress.spec.shape.finding import Finding, kind_of, repair_of
from specpress.spec.shape.instance import Instance, instance_of, key_span, node_at

Explainer: TypeAlias = Callable[[Finding, Node], Iterator[Diagnostic]]


def explain(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    """Yield the diagnostics of one finding in the tree it was found in."""
    yield from _EXPLAINERS[finding.keyword](finding, tree)


def _ambiguous(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    match _node(finding, tree):
        case Scalar(text=text, ambiguous=str() as meaning, span=span):
            yield Diagnostic(
                "E0201",
                f"unquoted `{text}` means different things to different YAML readers",
                Label(span, f"text here, {meaning} elsewhere"),
                help=f"write {json.dumps(text, ensure_ascii=False)}",
            )


def _type(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    node = _node(finding, tree)
    expected = finding.title
    yield Diagnostic(
        "E0202",
        f"expected {expected}, found {kind_of(node)}",
        Label(node.span, f"not {expected}"),
        notes=finding.about,
        help=repair_of(node, finding),
    )


def _unknown(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    known = sorted(finding.schema["properties"])
    for entry in _mapping(finding, tree).entries:
        if entry.key.text not in known:
            meant = nearest(entry.key.text, known)
            yield Diagnostic(
                "E0203",
                f"unknown key `{entry.key.text}`",
                Label(entry.key.span, "no such key here"),
                notes=(f"the keys here are {listed(known, 'and')}",),
                help=None if meant is None else f"did you mean `{meant}`?",
            )


def _missing(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    node = _mapping(finding, tree)
    for missing in finding.value:
        if node.entry(missing) is None:
            yield Diagnostic(
                "E0204",
                f"{finding.title} lacks `{missing}`",
                Label(key_span(tree, finding.path), f"has no `{missing}`"),
                notes=finding.about,
                help=f"add `{missing}: …`",
            )


def _word(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    node = _node(finding, tree)
    allowed = [str(one) for one in finding.value]
    written = node.text if isinstance(node, Scalar) else kind_of(node)
    meant = nearest(written, allowed)
    yield Diagnostic(
        "E0205",
        f"`{written}` is not {finding.title}",
        Label(node.span, f"expected {listed(allowed)}"),
        notes=finding.about,
        help=None if meant is None else f"did you mean `{meant}`?",
    )


def _malformed(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    span, written = _written(finding, tree)
    yield Diagnostic(
        "E0206",
        f"`{written}` is not {finding.title}",
        Label(span, f"not {finding.title}"),
        help=finding.schema.get("description"),
    )


def _extent(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    span, _ = _written(finding, tree)
    bound = f"{finding.value:,}"
    said = {
        "minLength": "is empty",
        "maxLength": f"is longer than {bound} characters",
        "minItems": f"has fewer than {bound} items" if finding.value > 1 else "is empty",
        "maxItems": f"has more than {bound} items",
        "minProperties": f"has fewer than {bound} keys" if finding.instance else "is empty",
        "maxProperties": "has more than one key",
        "minimum": f"is below {bound}",
        "maximum": f"is above {bound}",
        "exclusiveMinimum": f"is not above {bound}",
    }[finding.keyword]
    yield Diagnostic(
        "E0207",
        f"{finding.title} {said}",
        Label(span, said),
        help=finding.schema.get("description"),
    )


def _twice(finding: Finding, tree: Node) -> Iterator[Diagnostic]:
    seen: dict[Hashable, Node] = {}
    for item in _items(finding, tree):
        value = _value(instance_of(item))
        if value in seen:
            yield Diagnostic(
                "E0208",
                f"{finding.title} holds a value twice",
                Label(item.span, "again"),
                (Label(seen[value].span, "first here"),),
                help="remove one of the two",
            )
        seen.setdefault(value, item)


def _value(instance: Instance) -> Hashable:
    """Return what equals another value as in JSON: 1 and 1.0 are one number, true is none."""
    match instance:
        case bool():
            return ("boolean", instance)
        case list():
            return tuple(_value(one) for one in instance)
        case dict():
            return frozenset((key, _value(one)) for key, one in instance.items())
        case _:
            return instance


_EXPLAINERS: Final[dict[str, Explainer]] = {
    "ambiguous": _ambiguous,
    "type": _type,
    "additionalProperties": _unknown,
    "required": _missing,
    "enum": _word,
    "pattern": _malformed,
    "format": _malformed,
    "minLength": _extent,
    "maxLength": _extent,
    "minItems": _extent,
    "maxItems": _extent,
    "minProperties": _extent,
    "maxProperties": _extent,
    "minimum": _extent,
    "maximum": _extent,
    "exclusiveMinimum": _extent,
    "uniqueItems": _twice,
}


def _node(finding: Finding, tree: Node) -> Node:
    return node_at(tree, finding.path)


def _mapping(finding: Finding, tree: Node) -> Mapping:
    node = _node(finding, tree)
    return node if isinstance(node, Mapping) else Mapping((), span=node.span)


def _items(finding: Finding, tree: Node) -> tuple[Node, ...]:
    node = _node(finding, tree)
    return node.items if isinstance(node, Sequence) else ()


def _written(finding: Finding, tree: Node) -> tuple[Span, str]:
    """Return where the refused value stands and how it is written; it may be a key."""
    node = _node(finding, tree)
    if finding.of_key and isinstance(node, Mapping):
        entry = node.entry(str(finding.instance))
        if entry is not None:
            return entry.key.span, entry.key.text
    return node.span, node.text if isinstance(node, Scalar) else kind_of(node)
