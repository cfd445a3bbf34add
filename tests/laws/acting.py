"""Which target acts on a word: one whose files change when the word does, or goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from specpress.diagnostics.report import Report
from specpress.emit.registry import load_targets
from specpress.emit.run import press
from specpress.emit.target import Context, Target
from specpress.emit.templates.environment import Templates
from specpress.ir.checks import check_api
from specpress.ir.lower import lower_api
from specpress.ir.types.api import Api
from specpress.spec import node
from specpress.spec.node import Node
from specpress.spec.shape.fit import check_fit
from specpress.spec.shape.roles import check_roles
from specpress.spec.shape.rule_fit import check_rules
from specpress.spec.shape.shape import Document, check_shape
from specpress.spec.workspace import PlatformFiles, SpecFile, read_workspace

from tests.docs.language import Steps, Use, places_in, resolved, schema, uses

from .edits import edits

Texts: TypeAlias = tuple[tuple[str, str], ...]

FIRST: Final = ("jsonschema", "openapi", "markdown", "validator")
"""The targets that are asked first, from the quickest on: nearly every word has an answer there."""

LAST: Final = ("pydantic", "vectors", "python")
"""The targets that are asked where none of the first acts."""

PARTS: Final = frozenset(schema("model")["properties"]) - {"examples", "rules"}
"""What is kept of a model while something else in it, or in its platform, is changed."""

MOST_PLACES: Final = 12
"""In how many places of a use changes are tried."""

MOST_CHANGES: Final = 2
"""How many changes that pass are tried in a place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A use in one platform with one of its models; `path` leads to it in one of the two files.

    Spots with one `key` have the same files.
    """

    files: PlatformFiles
    path: Steps
    key: str = ""
    in_platform: bool = field(kw_only=True)

    @property
    def file(self) -> SpecFile:
        """Return the file in which the use stands."""
        return self.files.platform if self.in_platform else self.files.models[0]

    def put(self, tree: node.Mapping) -> PlatformFiles:
        """Return the files with another tree in place of the one in which the use stands."""
        file = replace(self.file, tree=tree)
        if self.in_platform:
            return replace(self.files, platform=file)
        return replace(self.files, models=(file,))


@dataclass(frozen=True, slots=True)
class Acting:
    """Good specs, each model by itself, and what the targets make of them as they are."""

    targets: Mapping[str, Target]
    spots: dict[Use, tuple[Spot, ...]]
    context: Context = field(default_factory=lambda: Context(Templates()))
    known: dict[tuple[str, str], Texts] = field(default_factory=dict)

    @classmethod
    def on(cls, folders: Sequence[Path]) -> Acting:
        """Return the specs of some folders, to be changed."""
        targets = {one.name: one for one in load_targets(Report()) if _is_ours(one)}
        assert targets.keys() == {*FIRST, *LAST}, "name the new target in FIRST or LAST"
        return cls(targets, _spots(folders))

    def of(self, use: Use) -> str | None:
        """Return the name of a target that acts on a use of a word, or None."""
        tried: list[tuple[Spot, Api]] = []
        for spot in map(_bare, self.spots.get(use, ())[:MOST_PLACES]):
            for changed in islice(_changed(spot, use), MOST_CHANGES):
                tried.append((spot, changed))
                found = self._differing(spot, changed, FIRST)
                if found is not None:
                    return found
        last = (self._differing(spot, changed, LAST) for spot, changed in tried)
        return next((one for one in last if one is not None), None)

    def _differing(self, spot: Spot, changed: Api, names: Sequence[str]) -> str | None:
        for name in names:
            key = (spot.key, name)
            if key not in self.known:
                self.known[key] = self._texts(lower_api(spot.files), self.targets[name])
            if self._texts(changed, self.targets[name]) != self.known[key]:
                return name
        return None

    def _texts(self, api: Api, target: Target) -> Texts:
        return tuple((one.path, one.text) for one in press([api], [target], self.context))


def _is_ours(target: Target) -> bool:
    return type(target).__module__.startswith("specpress.")


def _spots(folders: Sequence[Path]) -> dict[Use, tuple[Spot, ...]]:
    """Return where each use stands; small models come first, but those without references last."""
    models = [
        replace(files, models=(model,))
        for folder in folders
        for files in read_workspace(folder, Report())
        for model in files.models
    ]
    found: dict[Use, list[Spot]] = {}
    for files in sorted(models, key=_order):
        (model,) = files.models
        for place in places_in(model.tree, "model"):
            found.setdefault(place.use, []).append(Spot(files, place.path, in_platform=False))
        for place in places_in(files.platform.tree, "platform"):
            found.setdefault(place.use, []).append(Spot(files, place.path, in_platform=True))
    return {use: tuple(spots) for use, spots in found.items()}


def _order(files: PlatformFiles) -> tuple[bool, int]:
    (model,) = files.models
    return model.tree.get("references") is None, len(repr(model.tree))


def _bare(spot: Spot) -> Spot:
    """Return a spot without what costs time alone: examples and rules it does not stand in.

    A price that is changed would also have to agree with the worked ones.
    """
    (model,) = spot.files.models
    part, *steps = (None,) if spot.in_platform else spot.path
    kept = [one for one in model.tree.entries if one.key.text in {*PARTS, part}]
    path = spot.path
    if part == "rules" and steps:
        rules = model.tree.get("rules")
        assert isinstance(rules, node.Sequence)
        alone = replace(rules, items=(rules.items[int(steps[0])],))
        kept = [replace(one, value=alone) if one.value is rules else one for one in kept]
        path = ("rules", 0, *steps[1:])
    bare = replace(model, tree=replace(model.tree, entries=tuple(kept)))
    apart = spot.path[:2] if part in {"examples", "rules"} else ()
    key = " ".join(map(str, (model.path, *apart)))
    return replace(spot, files=replace(spot.files, models=(bare,)), path=path, key=key)


def _changed(spot: Spot, use: Use) -> Iterator[Api]:
    """Yield what is meant with one word changed, or without it, as far as lint passes it."""
    said = uses()[use]
    enumerated = said.get("enum") or resolved(said.get("items", {})).get("enum")
    params = spot.files.models[0].tree.get("params")
    texts = tuple(enumerated or ("{}x", "{}9", *_names(params), "image"))
    for tree in edits(spot.file.tree, spot.path, texts):
        assert isinstance(tree, node.Mapping)
        api = _passed(spot, tree)
        if api is not None:
            yield api


def _passed(spot: Spot, tree: node.Mapping) -> Api | None:
    """Return what specs mean with another tree, or None if lint has something against it."""
    report = Report()
    document = Document.PLATFORM if spot.in_platform else Document.MODEL
    check_shape(_only(tree, spot.path[0], document), document, report)
    if report.failed:
        return None
    report.add(*check_fit(tree, document))
    report.add(*(check_roles(tree) if spot.in_platform else check_rules(tree)))
    if report.failed:
        return None
    api = lower_api(spot.put(tree))
    report.add(*check_api(api))
    return None if report.failed else api


def _only(tree: node.Mapping, part: str | int, document: Document) -> node.Mapping:
    """Return a tree with what it must have, and one part: the others have kept their shape."""
    kept = {part, *schema(document.value)["required"]}
    return replace(tree, entries=tuple(one for one in tree.entries if one.key.text in kept))


def _names(params: Node | None) -> Iterator[str]:
    """Yield the names of settings and of their fields, of which rules and prices speak."""
    if isinstance(params, node.Mapping):
        for one in params.entries:
            yield one.key.text
            items = one.value.get("items") if isinstance(one.value, node.Mapping) else None
            if isinstance(items, node.Mapping):
                yield from _names(items.get("fields"))
