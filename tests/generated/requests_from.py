"""Random requests from a contract: valid ones, and what becomes of them after mutations."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from random import Random
from typing import Any

JUNK: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 2.5, -0.0, 1e300, 1e-7, 0.05, 0.15, 0.35,
    2**53, 2**63, 2**64, 10**30, -(10**30),
    "", "a", "5", "10", "1:1", "กขค", "\U0001d11e", "x" * 1000, "x" * 1001,
    "https://a", "http://", "https://x y", "https://a\n", "2026-01-31T12:00:00Z", "image",
    [], {}, [1], {"a": 1}, [[]], [None, {"": []}], {"model": {"params": {}}},
]  # fmt: skip
UNKNOWN = ("zz", "par/ams", "~", "Model", "", "ก", "\U0001d11e", "x" * 1000)
FORMATTED = (
    "https://example.com/a",
    "http://x",
    "2026-01-31T12:00:00Z",
    "2026-01-31t12:00:00.5+07:00",
)
NEARLY = ("https://x y", "https://a\n", "http://", "2026-01-31t1:00:00.5Z", "2026-01-31T12:00:00")


def requests_from(contract: dict[str, Any], seed: int, count: int) -> Iterator[Any]:
    """Yield `count` requests, a quarter of them meant to be valid, always the same for a seed."""
    random = Random(seed)  # noqa: S311 - not for secrets
    for _ in range(count):
        request = value(contract, random)
        for _ in range(random.randint(0, 3)):
            request = mutated(request, random)
        yield request


def value(schema: dict[str, Any], random: Random) -> Any:
    """Return a value that the schema most probably accepts, often at one of its limits."""
    if "const" in schema or "enum" in schema:
        return random.choice(schema.get("enum") or [schema["const"]])
    match schema["type"]:
        case "string":
            return text(schema, random)
        case "integer":
            low, high = schema.get("minimum", -100), schema.get("maximum", 100)
            inner = random.randint(low, high)
            return random.choice([low, high, inner, float(inner)])
        case "number":
            return number(schema, random)
        case "boolean":
            return random.random() < 0.5
        case "array":
            count = random.randint(schema.get("minItems", 0), schema.get("maxItems", 3))
            return [value(schema["items"], random) for _ in range(count)]
        case _:
            needed = schema.get("required", ())
            return {
                key: value(inner, random)
                for key, inner in schema["properties"].items()
                if key in needed or random.random() < 0.5
            }


def text(schema: dict[str, Any], random: Random) -> str:
    if "pattern" in schema:
        fitting = [one for one in FORMATTED if re.fullmatch(schema["pattern"], one)]
        return random.choice(fitting if random.random() < 0.9 else NEARLY)
    low, high = schema.get("minLength", 0), schema.get("maxLength", 12)
    length = random.choice([low, high, max(low, high - 1), random.randint(low, min(high, low + 9))])
    return random.choice("aก\U0001d11e") * length


def number(schema: dict[str, Any], random: Random) -> float:
    low, high = schema.get("minimum", -5), schema.get("maximum", 5)
    if "multipleOf" in schema:
        step = schema["multipleOf"]
        return float(round(random.randint(0, int((high - low) / step)) * step + low, 6))
    return random.choice([low, high, random.uniform(low, high)])


def mutated(request: Any, random: Random) -> Any:
    """Return a request with one place changed: replaced, removed, doubled or added to."""
    paths = list(places(request))
    path = random.choice(paths)
    if not path:
        if isinstance(request, dict) and random.random() < 0.9:
            return {**request, random.choice(UNKNOWN): junk(random)}
        return junk(random)
    parent, last, here = at(request, path[:-1]), path[-1], at(request, path)
    choice = random.random()
    if choice < 0.15 and isinstance(parent, dict):
        del parent[last]
    elif choice < 0.3 and isinstance(here, list):
        parent[last] = here + copy.deepcopy(here)
    elif choice < 0.4 and isinstance(here, dict):
        here[random.choice(UNKNOWN)] = junk(random)
    elif choice < 0.5:
        parent[last] = copy.deepcopy(at(request, random.choice(paths)))
    else:
        parent[last] = junk(random, type(here) if choice < 0.75 else object)
    return request


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], (*path, index))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def junk(random: Random, kind: type = object) -> Any:
    return copy.deepcopy(random.choice([one for one in JUNK if isinstance(one, kind)]))
