"""Specs as trees in which single texts and keys can be replaced, and written as YAML again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TypeAlias

import yaml
from specpress.diagnostics.report import Report
from specpress.spec import node
from specpress.spec.yaml.reader import read_spec

Steps: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: its text, whether the API or a reader gets it as text, and how to write it."""

    text: str
    is_text: bool
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its file, and the keys and indices that lead to it."""

    file: str
    path: Steps

    def __str__(self) -> str:
        return f"{self.file}: {'/'.join(map(str, self.path))}"

    def holds(self, other: Place) -> bool:
        return self.file == other.file and other.path[: len(self.path)] == self.path


class Style(Enum):
    """The ways to write a text in YAML."""

    ESCAPED = "in double quotes, all but ASCII escaped"
    BARE = "in double quotes, only quotes, backslashes and line feeds escaped"
    SINGLE = "in single quotes"
    BLOCK = "as a block"


Tree: TypeAlias = "Leaf | list[Tree] | dict[str, Tree]"


@dataclass(frozen=True, slots=True)
class Written:
    """A file as YAML, and which value begins or goes on at each of its lines, from 1."""

    content: bytes
    lines: tuple[Steps, ...]


def read_trees(folder: Path) -> dict[str, Tree]:
    """Return every YAML file below `folder` by its path."""
    trees = {}
    for file in sorted(folder.rglob("*.yaml")):
        report = Report()
        root = read_spec(file.read_bytes(), file.name, report)
        assert root is not None, report.diagnostics
        trees[file.relative_to(folder).as_posix()] = _tree(root)
    return trees


def texts(trees: Mapping[str, Tree]) -> dict[Place, str]:
    """Return every text of the trees and where it stands."""
    return {
        Place(file, path): leaf.text
        for file, tree in trees.items()
        for path, leaf in _leaves(tree, ())
        if leaf.is_text
    }


def keys(trees: Mapping[str, Tree]) -> tuple[Place, ...]:
    """Return the places that keys lead to, in every mapping of the trees."""
    return tuple(Place(file, path) for file, tree in trees.items() for path in _keys(tree, ()))


def with_texts(trees: Mapping[str, Tree], new: Mapping[Place, Leaf]) -> dict[str, Tree]:
    """Return the trees with other leaves at some places."""
    return {file: _with_leaves(tree, file, (), new) for file, tree in trees.items()}


def with_keys(trees: Mapping[str, Tree], new: Mapping[Place, str]) -> dict[str, Tree]:
    """Return the trees with other keys in place of those that lead to some places."""
    return {file: _with_keys(tree, file, (), new) for file, tree in trees.items()}


def write(tree: Tree) -> Written:
    """Return a tree as YAML, each leaf on lines of its own."""
    lines = list(_written(tree, (), 0))
    rows = [(row, path) for text, path in lines for row in text.split("\n")]
    content = "".join(f"{row}\n" for row, _ in rows)
    return Written(content.encode("utf-8", "surrogatepass"), tuple(path for _, path in rows))


@cache
def styles(text: str) -> tuple[Style, ...]:
    """Return the styles in which a text can be written."""
    sure = [Style.ESCAPED, Style.BARE]
    return tuple(sure + [one for one in (Style.SINGLE, Style.BLOCK) if _reads_back(text, one)])


def _reads_back(text: str, style: Style) -> bool:
    tree: Tree = {"key": [Leaf(text, is_text=True, style=style)], "next": Leaf("x", is_text=True)}
    try:
        read = yaml.load(write(tree).content, Loader=yaml.CBaseLoader)  # noqa: S506 - strings only
    except yaml.YAMLError:
        return False
    return bool(read == {"key": [text], "next": "x"})


def _tree(root: node.Node) -> Tree:
    match root:
        case node.Mapping(entries=entries):
            return {one.key.text: _tree(one.value) for one in entries}
        case node.Sequence(items=items):
            return [_tree(one) for one in items]
        case node.Scalar(value=value, text=text):
            return Leaf(text, is_text=isinstance(value, str))


def _leaves(tree: Tree, path: Steps) -> Iterator[tuple[Steps, Leaf]]:
    match tree:
        case Leaf():
            yield path, tree
        case list():
            for index, one in enumerate(tree):
                yield from _leaves(one, (*path, index))
        case dict():
            for key, one in tree.items():
                yield from _leaves(one, (*path, key))


def _keys(tree: Tree, path: Steps) -> Iterator[Steps]:
    match tree:
        case Leaf():
            return
        case list():
            for index, one in enumerate(tree):
                yield from _keys(one, (*path, index))
        case dict():
            for key, one in tree.items():
                yield (*path, key)
                yield from _keys(one, (*path, key))


def _with_leaves(tree: Tree, file: str, path: Steps, new: Mapping[Place, Leaf]) -> Tree:
    match tree:
        case Leaf():
            return new.get(Place(file, path), tree)
        case list():
            return [_with_leaves(one, file, (*path, at), new) for at, one in enumerate(tree)]
        case dict():
            return {key: _with_leaves(one, file, (*path, key), new) for key, one in tree.items()}


def _with_keys(tree: Tree, file: str, path: Steps, new: Mapping[Place, str]) -> Tree:
    match tree:
        case Leaf():
            return tree
        case list():
            return [_with_keys(one, file, (*path, at), new) for at, one in enumerate(tree)]
        case dict():
            return {
                new.get(Place(file, (*path, key)), key): _with_keys(one, file, (*path, key), new)
                for key, one in tree.items()
            }


def _written(tree: Tree, path: Steps, depth: int) -> Iterator[tuple[str, Steps]]:
    margin = "  " * depth
    heads: list[tuple[str, str | int, Tree]]
    if isinstance(tree, dict):
        heads = [(_quoted(key, bare=False) + ":", key, one) for key, one in tree.items()]
    else:
        assert isinstance(tree, list)
        heads = [("-", at, one) for at, one in enumerate(tree)]
    for head, step, one in heads:
        inner = (*path, step)
        match one:
            case Leaf():
                yield f"{margin}{head} {_scalar(one, depth + 1)}", inner
            case _ if not one:
                yield f"{margin}{head} {'[]' if isinstance(one, list) else '{}'}", inner
            case _:
                yield f"{margin}{head}", inner
                yield from _written(one, inner, depth + 1)


def _scalar(leaf: Leaf, depth: int) -> str:
    if not leaf.is_text:
        return leaf.text
    margin = "  " * depth
    match leaf.style:
        case None | Style.ESCAPED:
            return _quoted(leaf.text, bare=False)
        case Style.BARE:
            return _quoted(leaf.text, bare=True)
        case Style.SINGLE:
            inner = leaf.text.replace("'", "''").replace("\n", f"\n\n{margin}")
            return f"'{inner}'"
        case Style.BLOCK:
            ends = leaf.text.endswith("\n")
            rows = (leaf.text[:-1] if ends else leaf.text).split("\n")
            head = f"|2{'+' if ends else '-'}"
            return "\n".join([head, *(f"{margin}{one}" if one else "" for one in rows)])


def _quoted(text: str, *, bare: bool) -> str:
    return f'"{"".join(_escaped(one, bare=bare) for one in text)}"'


def _escaped(character: str, *, bare: bool) -> str:
    number = ord(character)
    if character in {'"', "\\"}:
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    if bare or " " <= character <= "~":
        return character
    return f"\\U{number:08x}"
