"""Check that the words beside a type are words of that type."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.spec.nearest import listed
from specpress.spec.node import Entry, Mapping, Node, Scalar
from specpress.spec.shape.roles import groups_at
from specpress.spec.shape.shape import Document

_WORDS: Final[dict[str, frozenset[str]]] = {
    "text": frozenset({"min_length", "max_length", "format"}),
    "prompt": frozenset({"min_length", "max_length"}),
    "integer": frozenset({"min", "max"}),
    "number": frozenset({"min", "max", "step"}),
    "list": frozenset({"items", "min_items", "max_items"}),
    "object": frozenset({"fields"}),
}
"""The words that only some types have; other types have none of their own."""

_NEEDED: Final = {"list": "items", "object": "fields"}
_PLACES: Final = {
    Document.PLATFORM: (
        ("request",),
        ("references", "item"),
        ("operations", "*", "form"),
        ("operations", "*", "answer"),
        ("job", "answer"),
        ("error_answer",),
    ),
    Document.MODEL: (("params",),),
}


def check_fit(tree: Node, document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each description of a value whose words contradict its type."""
    for path in _PLACES[document]:
        for group in groups_at(tree, path) if isinstance(tree, Mapping) else ():
            for entry in group.value.entries if isinstance(group.value, Mapping) else ():
                yield from _check(entry)


def _check(entry: Entry) -> Iterator[Diagnostic]:
    node = entry.value
    if not isinstance(node, Mapping):
        return
    written = node.get("type")
    if (choices := node.entry("choices")) is not None:
        if written is not None:
            yield _both(written, choices)
        yield from _strangers(node, "choices", frozenset())
    elif isinstance(written, Scalar):
        yield from _check_type(entry, node, written)
    else:
        yield _neither(entry)
    yield from _check_inner(node)


def _check_inner(node: Mapping) -> Iterator[Diagnostic]:
    if (items := node.entry("items")) is not None:
        yield from _check(items)
    fields = node.get("fields")
    if isinstance(fields, Mapping):
        for field in fields.entries:
            yield from _check(field)


def _check_type(entry: Entry, node: Mapping, written: Scalar) -> Iterator[Diagnostic]:
    yield from _strangers(node, f"type {written.text}", _WORDS.get(written.text, frozenset()))
    needed = _NEEDED.get(written.text)
    if needed is not None and node.get(needed) is None:
        yield Diagnostic(
            "E0204",
            f"`{entry.key.text}` lacks `{needed}`",
            Label(entry.key.span, f"has no `{needed}`"),
            notes=(f"a value of type {written.text} says what it holds",),
            help=f"add `{needed}: …`",
        )
    if written.text == "integer":
        yield from _fractions(node, written)


def _fractions(node: Mapping, written: Scalar) -> Iterator[Diagnostic]:
    """Yield bounds of a whole number that are none; nobody could tell which way to round them."""
    for word, rounded in (("min", ceil), ("max", floor)):
        match node.get(word):
            case Scalar(value=float() as bound, span=span) if not bound.is_integer():
                yield Diagnostic(
                    "E0330",
                    f"`{word}` of a whole number is {bound}",
                    Label(span, "not a whole number"),
                    (Label(written.span, "takes whole numbers only"),),
                    help=f"write {rounded(bound)}, or make the type number",
                )


def _strangers(node: Mapping, what: str, own: frozenset[str]) -> Iterator[Diagnostic]:
    for entry in node.entries:
        owners = [name for name, words in _WORDS.items() if entry.key.text in words]
        if owners and entry.key.text not in own:
            yield Diagnostic(
                "E0209",
                f"`{entry.key.text}` does not fit {what}",
                Label(entry.key.span, f"for {listed(owners)} only"),
                help="remove it, or change the type",
            )


def _both(written: Node, choices: Entry) -> Diagnostic:
    return Diagnostic(
        "E0209",
        "`choices` already say the type",
        Label(written.span, "a second type"),
        (Label(choices.key.span, "the choices are exact in type"),),
        help="remove `type`",
    )


def _neither(entry: Entry) -> Diagnostic:
    return Diagnostic(
        "E0204",
        f"`{entry.key.text}` lacks a type",
        Label(entry.key.span, "has neither `type` nor `choices`"),
        help="add `type: text`, or list the `choices`",
    )
