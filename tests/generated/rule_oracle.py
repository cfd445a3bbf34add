"""Rules, read from the YAML of a spec and applied by the letter of docs/specs.md.

It shares nothing with specpress: neither its reader, nor its IR, nor what it emits.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

DOCUMENTED = {"server_only", "unknown"}
DEMANDS = (
    "requires", "excludes", "at_least_one", "at_most_one", "exactly_one", "allowed", "range",
    "max_length", "combinations", "same_length", "unique", "sum", "count", "bound", "unchecked",
)  # fmt: skip


class RuleOracle:
    """The rules of one model, for requests whose parameters have the right types."""

    def __init__(self, model: Path, prompt: str, settings: str, references: str) -> None:
        spec = yaml.safe_load(model.read_text("utf-8"))
        self.rules = spec["rules"]
        self.described = spec["params"]
        self.lists = {key for key, one in self.described.items() if one.get("type") == "list"}
        self.lists.add(references)
        self.prompt, self.settings = prompt, settings

    def broken(
        self, request: dict[str, Any], wrong: set[str], *, advice: bool
    ) -> list[tuple[str, str]]:
        """Return code and place of every broken rule that speaks of nothing in `wrong`."""
        found = []
        for rule in self.rules:
            effect = rule.get("effect", "reject")
            if effect in DOCUMENTED or (effect != "reject") is not advice:
                continue
            if self.speaks_of(rule) & wrong:
                continue
            if all(self.holds(request, *one) for one in rule.get("when", {}).items()):
                at = self.at(request, rule)
                if at is not None:
                    found.append((f"rule:{rule['id']}", at))
        return found

    def speaks_of(self, rule: dict[str, Any]) -> set[str]:
        (word,) = (one for one in DEMANDS if one in rule)
        said = rule[word]
        names = set(rule.get("when", {}))
        if isinstance(said, list):
            return names | set(said)
        if "of" in said:
            return names | (set(said["of"]) if isinstance(said["of"], list) else {said["of"]})
        others = set(next(iter(said.values())).values()) if word == "bound" else set()
        return names | set(said) | others

    def value(self, request: dict[str, Any], name: str) -> Any:
        if name == self.prompt:
            return request.get(name)
        held = request.get(self.settings, {})
        return held[name] if name in held else self.described.get(name, {}).get("default")

    def there(self, request: dict[str, Any], name: str) -> bool:
        holder = request if name == self.prompt else request.get(self.settings, {})
        return name in holder and not (name in self.lists and holder[name] == [])

    def holds(self, request: dict[str, Any], name: str, said: Any) -> bool:
        if not isinstance(said, dict):
            return among(self.value(request, name), said)
        ((word, inner),) = said.items()
        if word == "not":
            return not among(self.value(request, name), inner)
        if word == "present":
            return self.there(request, name) == inner
        return (self.tally(request, name, inner) > 0) == (word == "has")

    def tally(self, request: dict[str, Any], name: str, where: dict[str, Any]) -> int:
        items = self.value(request, name) or []
        return len(
            [
                item
                for item in items
                if all(among(self.within(name, item, key), one) for key, one in where.items())
            ]
        )

    def within(self, name: str, item: Any, key: str | None) -> Any:
        if key is None or key in item:
            return item if key is None else item[key]
        fields = self.described.get(name, {}).get("items", {}).get("fields", {})
        return fields.get(key, {}).get("default")

    def at(self, request: dict[str, Any], rule: dict[str, Any]) -> str | None:
        (word,) = (one for one in DEMANDS if one in rule)
        said = rule[word]
        match word:
            case "requires" | "excludes":
                bad = [one for one in said if self.there(request, one) == (word == "excludes")]
                return self.pointer(bad[0]) if bad else None
            case "at_least_one" | "at_most_one" | "exactly_one":
                given = [one for one in said if self.there(request, one)]
                if not given and word != "at_most_one":
                    return self.group(said)
                too_many = len(given) > 1 and word != "at_least_one"
                return self.pointer(given[1]) if too_many else None
            case "combinations":
                row = [self.value(request, one) for one in said["of"]]
                listed = any(all(map(same, row, one)) for one in said["rows"])
                return None if None in row or listed else self.group(said["of"])
            case "same_length":
                values = [self.value(request, one) for one in said]
                if None in values:
                    return None
                odd = [one for one, v in zip(said, values, strict=True) if len(v) != len(values[0])]
                return self.pointer(odd[0]) if odd else None
            case "unchecked":
                return None
            case _:
                name = said["of"] if "of" in said else next(iter(said))
                return self.pointer(name) if self.beyond(request, word, name, said) else None

    def beyond(self, request: dict[str, Any], word: str, name: str, said: Any) -> bool:
        value = self.value(request, name)
        match word:
            case "count":
                return outside(self.tally(request, name, said.get("where", {})), said)
            case "sum" | "unique":
                if not value:
                    return False
                found = [self.within(name, item, said.get("field")) for item in value]
                inner = [one for one in found if one is not None]
                if word == "unique":
                    return any(same(a, b) for i, a in enumerate(inner) for b in inner[:i])
                sizes = [len(one) if isinstance(one, str) else Fraction(one) for one in inner]
                return outside(sum(sizes), said)
        if value is None:
            return False
        inner = said[name]
        match word:
            case "allowed":
                return not among(value, inner)
            case "range":
                return outside(value, inner)
            case "max_length":
                return len(value) > inner
            case _:
                ((side, other),) = inner.items()
                limit = self.value(request, other)
                if limit is None:
                    return False
                return value > limit if side == "at_most" else value < limit

    def pointer(self, name: str) -> str:
        return f"/{name}" if name == self.prompt else f"/{self.settings}/{name}"

    def group(self, names: list[str]) -> str:
        return "" if self.prompt in names else f"/{self.settings}"


def among(value: Any, said: Any) -> bool:
    return any(same(value, one) for one in (said if isinstance(said, list) else [said]))


def same(left: Any, right: Any) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def outside(value: Any, said: dict[str, Any]) -> bool:
    return ("min" in said and value < said["min"]) or ("max" in said and value > said["max"])
