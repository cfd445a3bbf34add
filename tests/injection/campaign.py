"""Put texts into specs, and run every stage up to the files that would be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import Report, SpecError
from specpress.emit.registry import load_targets
from specpress.emit.run import press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis

from tests.injection.trees import Leaf, Place, Tree, Written, read_trees, styles, texts, with_texts
from tests.injection.trees import write as write_tree

MOST_ROUNDS = 12
NAMES = frozenset({"platform", "model", "param", "id"})
"""The words whose values give names: what a name may be is no payload there."""

AT_READING = ("E01",)
"""How the codes of the reader begin: it stops a file before its meaning is looked at."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why specs were refused, and the values that the diagnostics point at."""

    diagnostics: tuple[Diagnostic, ...]
    places: tuple[Place, ...]

    @property
    def at_reading(self) -> bool:
        return any(one.code.startswith(AT_READING) for one in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of putting one text everywhere: where it could stay, and the files then.

    `refused` holds the refusals on the way there.
    """

    stayed: frozenset[Place]
    files: Mapping[str, str]
    refused: tuple[Refusal, ...]


class Campaign:
    """The specs that texts are put into, and a folder to work in."""

    def __init__(self, specs: Path, folder: Path) -> None:
        self.trees = read_trees(specs)
        self.texts = texts(self.trees)
        self._folder = folder
        self._targets = load_targets(Report())
        self._context = Context(Templates())
        found = self.run(self.trees)
        assert not isinstance(found, Refusal), found
        self.plain = found
        """What the specs give as they are."""
        self.bound = frozenset(self.everywhere("two words").refused[0].places)
        """Where a pattern or a list of words says what may stand."""

    def leaves(self, text: str, turn: int = 0) -> dict[Place, Leaf]:
        """Return `text` for every place, in one style after the other."""
        known = styles(text)
        return {
            place: Leaf(text, is_text=True, style=known[(turn + at) % len(known)])
            for at, place in enumerate(self.texts)
            if not (text.isidentifier() and place.path[-1] in NAMES)
        }

    def everywhere(self, text: str, turn: int = 0) -> Outcome:
        """Put a text wherever text stands, and take it away from where it is refused."""
        left = self.leaves(text, turn)
        refused: list[Refusal] = []
        for _ in range(MOST_ROUNDS):
            found = self.run(with_texts(self.trees, left))
            if not isinstance(found, Refusal):
                return Outcome(frozenset(left), found, tuple(refused))
            refused.append(found)
            if found.at_reading:
                return Outcome(frozenset(), self.plain, tuple(refused))
            wrong = self._alike(found.places)
            kept = {place: leaf for place, leaf in left.items() if place not in wrong}
            assert len(kept) < len(left), f"refused for another reason: {found.diagnostics}"
            left = kept
        message = f"refused again and again: {refused[-1].diagnostics}"
        raise AssertionError(message)

    def at(self, place: Place, leaf: Leaf) -> Mapping[str, str] | Refusal:
        """Put a text in one place, and wherever the same text stood."""
        alike = self._alike([place])
        return self.run(with_texts(self.trees, dict.fromkeys(alike, leaf)))

    def swapped(self, places: Collection[Place], text: str) -> dict[str, str]:
        """Return what `complaints` asks for: which text stands where another one stood."""
        return {self.texts[place]: text for place in places}

    def run(self, trees: Mapping[str, Tree]) -> Mapping[str, str] | Refusal:
        """Return the files that specs give, by path, or why they are refused."""
        written = {name: write_tree(tree) for name, tree in trees.items()}
        for name, one in written.items():
            path = self._folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(one.content)
        try:
            apis = load_apis(self._folder, Report())
            files = press(apis, self._targets, self._context)
        except SpecError as problem:
            if problem.__cause__ is not None:  # a target has raised it, and tests ask which guard
                raise problem.__cause__ from None
            return Refusal(problem.diagnostics, tuple(self._places(problem.diagnostics, written)))
        return {one.path: one.text for one in files}

    def _places(
        self, diagnostics: Sequence[Diagnostic], written: Mapping[str, Written]
    ) -> list[Place]:
        """Return what diagnostics point at; each must point at a line of a spec."""
        places = []
        for one in diagnostics:
            span = one.primary.span
            name = next((name for name in written if span.source.path.endswith(f"/{name}")), None)
            assert name is not None, one
            # A file that cannot be decoded is wrong as a whole.
            path = () if span.start is None else written[name].lines[span.start.line - 1]
            assert path or one.code in {"E0101", "E0102"}, one
            places.append(Place(name, path))
        return places

    def _alike(self, places: Sequence[Place]) -> set[Place]:
        """Return the places of all texts that stood at or within `places`."""
        words = {
            text for place, text in self.texts.items() if any(one.holds(place) for one in places)
        }
        return {place for place, text in self.texts.items() if text in words}
