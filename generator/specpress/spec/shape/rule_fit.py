"""Check that each rule makes one demand, and that it can be made as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.spec.nearest import listed
from specpress.spec.node import Entry, Mapping, Node, Sequence

DEMANDS: Final = (
    *("requires", "excludes", "at_least_one", "at_most_one", "exactly_one"),
    *("allowed", "range", "max_length", "combinations"),
    *("same_length", "unique", "sum", "count", "bound", "unchecked"),
)
"""The words of which a rule has one."""

_CONDITIONAL: Final = frozenset({"requires", "excludes", "allowed", "range", "max_length"})
"""Demands of one parameter: without a condition they belong beside that parameter."""


def check_rules(tree: Mapping) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each rule whose words do not make one demand."""
    rules = tree.get("rules")
    for rule in rules.items if isinstance(rules, Sequence) else ():
        if isinstance(rule, Mapping):
            yield from _check(rule)


def _check(rule: Mapping) -> Iterator[Diagnostic]:
    demands = [one for one in rule.entries if one.key.text in DEMANDS]
    id_ = rule.entry("id") or rule.entries[0]
    if not demands:
        yield Diagnostic(
            "E0204",
            "a rule lacks its demand",
            Label(id_.value.span, "demands nothing"),
            notes=(f"a rule has one of {listed(DEMANDS)}",),
            help="add what the page demands",
        )
        return
    first, *others = demands
    for other in others:
        yield _second(first, other)
    if first.key.text in _CONDITIONAL and rule.get("when") is None:
        yield _unconditional(first)
    if first.key.text == "combinations":
        yield from _check_rows(first.value)


def _second(first: Entry, other: Entry) -> Diagnostic:
    return Diagnostic(
        "E0209",
        "a rule makes one demand",
        Label(other.key.span, "a second one"),
        (Label(first.key.span, "the first one"),),
        help="make it a rule of its own",
    )


def _unconditional(demand: Entry) -> Diagnostic:
    return Diagnostic(
        "E0204",
        f"`{demand.key.text}` lacks a condition",
        Label(demand.key.span, "would hold always"),
        notes=("what always holds of a parameter is said beside the parameter",),
        help="add `when: …`, or move it to `params`",
    )


def _check_rows(combinations: Node) -> Iterator[Diagnostic]:
    of = combinations.get("of") if isinstance(combinations, Mapping) else None
    rows = combinations.get("rows") if isinstance(combinations, Mapping) else None
    if not isinstance(of, Sequence) or not isinstance(rows, Sequence):
        return
    for row in rows.items:
        if isinstance(row, Sequence) and len(row.items) != len(of.items):
            yield Diagnostic(
                "E0209",
                "a row does not fit its parameters",
                Label(row.span, f"{len(row.items)} here, for {len(of.items)} parameters"),
                (Label(of.span, "the parameters"),),
                help="give each parameter one value in each row",
            )
