"""A request and the verdict it must get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from specpress.ir.types.text import SpecText, Tree

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one violation a request must be refused for: its code and JSON Pointer."""

    code: str
    at: str


@dataclass(frozen=True, slots=True)
class Case:
    """One vector. `verdict` is None for a request that must be accepted.

    `tags` name what some technologies cannot say, so that their tests may leave it out:
    `integral_float` (1.0 is a whole number), `step_ulp` (0.15 is a multiple of 0.05),
    `rule_unsaid` (JSON Schema cannot say the rule), `discriminator` (a choice does not go with
    another key's value). `advice` is what an accepted request is
    advised of, where the vector is about that.
    """

    name: str
    request: Tree
    verdict: Verdict | None = None
    tags: tuple[str, ...] = ()
    advice: Verdict | None = None


def pointer(path: Path) -> str:
    """Return the JSON Pointer (RFC 6901) of a path."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def value_at(tree: Tree, path: Path) -> Tree:
    """Return what stands at `path`, or None."""
    for step in path:
        if isinstance(step, int):
            tree = tree[step] if isinstance(tree, list) and step < len(tree) else None
        else:
            tree = members_of(tree).get(step)
    return tree


def with_value(tree: Tree, path: Path, value: Tree) -> Tree:
    """Return `tree` with `value` in place of what stands at `path`, or added there."""
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int):
        items = list(tree) if isinstance(tree, list) else []
        items[step] = with_value(items[step], tuple(rest), value)
        return items
    members = members_of(tree)
    return {**members, step: with_value(members.get(step), tuple(rest), value)}


def without(tree: Tree, path: Path) -> Tree:
    """Return `tree` without the key at `path`."""
    step, *rest = path
    if isinstance(step, int):
        items = list(tree) if isinstance(tree, list) else []
        items[step] = without(items[step], tuple(rest))
        return items
    members = members_of(tree)
    if rest:
        return {**members, step: without(members[step], tuple(rest))}
    return {name: one for name, one in members.items() if name != step}


def members_of(tree: Tree) -> dict[str, Tree]:
    """Return the members of an object whose keys are names, or none for any other tree."""
    if isinstance(tree, Mapping):
        return {key: one for key, one in tree.items() if not isinstance(key, SpecText)}
    return {}
