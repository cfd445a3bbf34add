"""The words of the spec language, and where they stand in specs: by the schemas alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Position
from specpress.spec.node import Entry, Mapping, Node, Scalar, Sequence
from specpress.spec.shape.shape import schema_text
from specpress.spec.workspace import PLATFORM_FILE
from specpress.spec.yaml.reader import read_spec

Schema: TypeAlias = dict[str, Any]
Steps: TypeAlias = tuple[str | int, ...]

ANYWHERE: Final = ""
"""The home of words that mean the same wherever they stand."""

SHARED: Final = frozenset({"doc", "inferred", "notes", "source"})
"""The words whose home is anywhere."""

VALUE: Final = "setting"
"""The home of words that say the same of a setting and of any other field."""

FIELDS: Final = frozenset({VALUE, "envelope_field", "item_field", "form_field", "answer_field"})
"""The definitions that describe one value."""


@dataclass(frozen=True, slots=True)
class Word:
    """A key with one meaning; `home` is what it stands in, such as `platform.auth` or `rule`.

    A key that means something else in another place is another word.
    """

    home: str
    name: str

    def __str__(self) -> str:
        return f"{self.home}.{self.name}" if self.home else self.name


@dataclass(frozen=True, slots=True)
class Use:
    """A word in an object that may hold it: `owner` is a path of keys or a definition.

    The fields of requests, references, forms and answers count as one owner with settings, as
    far as they say the same.
    """

    word: Word
    owner: str

    def __str__(self) -> str:
        return f"{self.owner}.{self.word.name}"


@dataclass(frozen=True, slots=True)
class Place:
    """A use in a file: the way to it, and its entry."""

    use: Use
    path: Steps
    entry: Entry

    def holds(self, at: Position) -> bool:
        start = self.entry.key.span.start
        return start is not None and start <= at <= end_of(self.entry.value)


@cache
def definitions() -> Schema:
    """Return the definitions that both kinds of spec share, by name."""
    found: Schema = json.loads(schema_text("words"))["$defs"]
    return found


@cache
def schema(name: str) -> Schema:
    """Return the schema of a kind of spec, `platform` or `model`."""
    found: Schema = json.loads(schema_text(name))
    return found


@cache
def uses() -> dict[Use, Schema]:
    """Return every use of every word and what its schema says, in the order of the schemas."""
    found: dict[Use, Schema] = {}
    for name in ("platform", "model"):
        _collect(schema(name), name, found, set())
    return found


@cache
def words() -> dict[Word, Schema]:
    """Return every word and what its schema says, in the order of the schemas."""
    found: dict[Word, Schema] = {}
    for use, said in uses().items():
        found.setdefault(use.word, said)
    return found


def _collect(said: Schema, owner: str, found: dict[Use, Schema], seen: set[str]) -> None:
    """Add the words of a schema, each with those within it; `seen` are the owners that are done."""
    one, own = _object(said, owner)
    known = one.get("properties", {})
    if known and own in seen:
        return
    seen |= {own} if known else set()
    for name, inner in known.items():
        use = _use(own, name, inner)
        found.setdefault(use, resolved(inner))
        _collect(inner, str(use), found, seen)
    for key in ("additionalProperties", "items"):
        if isinstance(one.get(key), dict) and one[key] != said:
            _collect(one[key], own, found, seen)


def _object(said: Schema, owner: str) -> tuple[Schema, str]:
    """Return what a schema refers to in the end, and what the words in it belong to."""
    while "$ref" in said:
        owner = said["$ref"].rpartition("/")[2]
        said = definitions()[owner]
    return said, owner


def resolved(said: Schema) -> Schema:
    """Return a schema with what it refers to; what it says itself comes first."""
    if "$ref" not in said:
        return said
    own = {key: value for key, value in said.items() if key != "$ref"}
    return resolved(definitions()[said["$ref"].rpartition("/")[2]]) | own


def _use(owner: str, name: str, said: Schema) -> Use:
    refers = said.get("$ref", "").endswith(f"/{name}")
    if name in SHARED and refers and len(said) == 1:
        return Use(Word(ANYWHERE, name), VALUE if owner in FIELDS else owner)
    ours = definitions()[VALUE]["properties"].get(name)
    if owner in FIELDS and ours is not None and _about(ours) == _about(said):
        return Use(Word(VALUE, name), VALUE)
    return Use(Word(owner, name), owner)


def _about(said: Schema) -> tuple[str | None, str | None]:
    inner = resolved(said)
    return inner.get("title"), inner.get("description")


def places(file: Path) -> list[Place]:
    """Return where words stand in a file; those within others come after them."""
    tree = read_spec(file.read_bytes(), file.name, Report())
    return [] if tree is None else places_in(tree, kind_of(file.name))


def kind_of(file: str) -> str:
    """Return which schema a file is held to."""
    return "platform" if Path(file).name == PLATFORM_FILE else "model"


def places_in(tree: Node, kind: str) -> list[Place]:
    """Return where words stand in a tree; those within others come after them."""
    return list(_places(tree, schema(kind), kind, ()))


def _places(node: Node, said: Schema, owner: str, path: Steps) -> Iterator[Place]:
    one, own = _object(said, owner)
    match node:
        case Mapping(entries=entries):
            known, other = one.get("properties", {}), one.get("additionalProperties")
            for entry in entries:
                key, way = entry.key.text, (*path, entry.key.text)
                if key in known:
                    use = _use(own, key, known[key])
                    yield Place(use, way, entry)
                    yield from _places(entry.value, known[key], str(use), way)
                elif isinstance(other, dict):
                    yield from _places(entry.value, other, own, way)
        case Sequence(items=items) if isinstance(one.get("items"), dict):
            for at, item in enumerate(items):
                yield from _places(item, one["items"], own, (*path, at))
        case _:
            return


def end_of(node: Node) -> Position:
    """Return where the last scalar of a node ends, or the node itself if it holds none."""
    match node:
        case Mapping(entries=entries) if entries:
            return max(end_of(one.value) for one in entries)
        case Sequence(items=items) if items:
            return max(map(end_of, items))
        case Scalar() | Mapping() | Sequence():
            assert node.span.end is not None
            return node.span.end
