"""A second reader of prices, and random rate cards for it.

It reads the YAML of a spec as it is written, tries every value that a request may mean, and
computes in fractions. It shares no code with specpress.
"""

from __future__ import annotations

import itertools
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any


class UnpricedError(Exception):
    """No row of the table is for the request, or the row has no price."""


def charge(
    platform: dict[str, Any], model: dict[str, Any], request: dict[str, Any]
) -> tuple[Fraction, Fraction | None]:
    """Return the least and the greatest price of a request, or None for no greatest."""
    if "credits" in model:
        base = Fraction(model["credits"]["base"])
        return base, base if model["credits"]["billing"] == "fixed" else None
    card = Card(platform, model, request)
    return card.bounds()


class Card:
    def __init__(self, platform: dict, model: dict, request: dict) -> None:
        self.price = model["price"]
        self.model = model
        self.request = request
        self.envelope = platform["request"]
        roles = {one.get("type"): key for key, one in self.envelope.items()}
        self.prompt = roles["prompt"]
        self.settings = request.get(roles["settings"], {})
        self.list_of_files = platform.get("references", {}).get("param")
        self.endless = bool(self.price.get("known_after"))

    def described(self, name: str) -> dict:
        own = self.model.get("params", {})
        if name in own:
            return own[name]
        if name == "prompt":
            return {"type": "text", "held": self.request.get(self.prompt)}
        if name == "references":
            most = self.model["references"]["max_items"]
            return {
                "type": "list",
                "max_items": most,
                "held": self.settings.get(self.list_of_files),
            }
        return {**self.envelope[name], "held": self.request.get(name)}

    def possible(self, name: str) -> list:
        what = self.described(name)
        held = what["held"] if "held" in what else self.settings.get(name)
        if held is None:
            held = what.get("default")
        kind = what.get("type")
        if kind in {"text", "list"}:
            return [len(held or ())]
        if held is not None:
            return [held]
        if "choices" in what:
            return what["choices"]
        if kind == "boolean":
            return [False, True]
        low = max(what.get("min", 0), 0)
        if "max" not in what:
            self.endless = True
            return [low, low + 1, low + 7]
        if kind == "integer":
            return list(range(low, what["max"] + 1))
        return [low, (low + what["max"]) / 2, what["max"]]

    def bounds(self) -> tuple[Fraction, Fraction | None]:
        names = sorted(set(self.named()))
        spans = [json_key(one) for one in self.open_counts()]
        values = [self.possible(one) for one in names]
        values += [self.between(one) for one in self.open_counts()]
        keys = [*names, *spans]
        amounts = [
            self.amount(dict(zip(keys, chosen, strict=True)))
            for chosen in itertools.product(*values)
        ]
        return min(amounts), None if self.endless else max(amounts)

    def named(self) -> list[str]:
        found = []
        for one in [*self.price.get("table", []), *self.price.get("add", [])]:
            found += [*one.get("when", {}), *one.get("above", {})]
        found += self.price.get("times", {})
        for per in self.pers():
            for source in per.values():
                if isinstance(source, str):
                    found.append(source)
                elif isinstance(source, dict) and "of" in source:
                    found.append(source["of"])
        return found

    def pers(self) -> list[dict]:
        return [one["per"] for one in [self.price, *self.price.get("add", [])] if "per" in one]

    def open_counts(self) -> list[dict]:
        found = [one for per in self.pers() for one in per.values() if isinstance(one, dict)]
        return [one for one in found if "of" not in one]

    def between(self, source: dict) -> list:
        low = source.get("min", 0)
        if "max" not in source:
            self.endless = True
            return [low, low + 3]
        return [low, (low + source["max"]) / 2, source["max"]]

    def amount(self, chosen: dict) -> Fraction:
        price = self.price
        figure = price.get("amount")
        if "table" in price:
            rows = [one for one in price["table"] if self.holds(one["when"], chosen)]
            if len(rows) != 1 or "amount" not in rows[0]:
                raise UnpricedError
            figure = rows[0]["amount"]
        total = exact(figure)
        for unit, source in price.get("per", {}).items():
            total *= self.units(unit, source, chosen)
        for name, factors in price.get("times", {}).items():
            total *= exact(factors.get(json_key(chosen[name]), 1))
        for one in price.get("add", []):
            total += self.addition(one, chosen)
        total = max(total, exact(price.get("min", 0)))
        if "round_up" in price:
            step = exact(price["round_up"])
            total = math.ceil(total / step) * step
        if "round_nearest" in price:
            step = exact(price["round_nearest"])
            total = math.floor(total / step + Fraction(1, 2)) * step
        return total

    def addition(self, one: dict, chosen: dict) -> Fraction:
        for name, limit in one.get("above", {}).items():
            if not self.number(name, None, "", chosen) > exact(limit):
                return Fraction(0)
        if not self.holds(one.get("when", {}), chosen):
            return Fraction(0)
        amount = exact(one["amount"])
        for unit, source in one.get("per", {}).items():
            amount *= max(self.units(unit, source, chosen) - exact(one.get("included", 0)), 0)
        return amount

    def units(self, unit: str, source: Any, chosen: dict) -> Fraction:
        if isinstance(source, str):
            number = self.number(source, None, unit, chosen)
        elif isinstance(source, dict):
            is_open = "of" not in source
            number = (
                exact(chosen[json_key(source)])
                if is_open
                else self.number(source["of"], source.get("counts"), unit, chosen)
            )
        else:
            number = exact(source)
        return number / 1000 if unit == "thousand_characters" else number

    def number(self, name: str, counts: dict | None, unit: str, chosen: dict) -> Fraction:
        value = chosen[name]
        if counts is not None:
            return exact(counts[json_key(value)])
        if isinstance(value, str):
            sides = re.findall(r"\d+", value) if unit == "megapixel" and "x" in value else []
            if len(sides) == 2:
                return Fraction(int(sides[0]) * int(sides[1]), 1_000_000)
            return Fraction(value.rstrip("s"))
        number = exact(value)
        what = self.described(name)
        if what.get("type") == "number" and "step" not in what:
            places = Decimal(repr(value)).quantize(Decimal("1e-9"), rounding=ROUND_HALF_UP)
            number = Fraction(places)
        return max(number, Fraction(0))

    @staticmethod
    def holds(when: dict, chosen: dict) -> bool:
        for name, wanted in when.items():
            allowed = wanted if isinstance(wanted, list) else [wanted]
            if not any(alike(chosen[name], one) for one in allowed):
                return False
        return True


def alike(left: Any, right: Any) -> bool:
    return isinstance(left, bool) is isinstance(right, bool) and left == right


def exact(number: float) -> Fraction:
    return Fraction(repr(number))


def json_key(value: Any) -> str:
    if isinstance(value, dict):
        return f"open {id(value)}"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


PARAMS = {
    "duration": {"choices": ["5s", "10s", "7.5"], "default": "5s"},
    "size": {"choices": ["512x512", "1024x768"]},
    "layers": {"choices": [1, 2, 4.5], "default": 2},
    "sound": {"type": "boolean"},
    "count": {"type": "integer", "min": 1, "max": 4},
    "seed": {"type": "integer"},
    "steps": {"type": "integer", "min": 0, "max": 200, "default": 30},
    "grain": {"type": "number", "min": -1, "max": 2, "step": 0.25},
    "weight": {"type": "number", "max": 3},
    "tags": {"type": "list", "items": {"type": "text"}, "max_items": 3},
    "title": {"type": "text", "max_length": 20},
}
CLOSED = ("duration", "size", "layers", "sound", "count", "tags", "speed")
COUNTED = ("duration", "layers", "count", "seed", "steps", "grain", "weight", "tags", "title")
VALUES = {
    "duration": ["5s", "10s", "7.5"],
    "size": ["512x512", "1024x768"],
    "layers": [1, 2, 4.5],
    "sound": [True, False],
    "count": [1, 2, 3, 4],
    "tags": [0, 1, 2, 3],
    "speed": ["calm", "fast"],
}
AMOUNTS = (0, 1, 2, 55, 0.08, 0.011, 1.25, 0.0004, 3.5)
FACTORS = (0, 0.5, 0.75, 1, 1.5, 2, 3.25)


def random_card(random: Random) -> dict[str, Any]:
    """Return a price that lint accepts."""
    price: dict[str, Any] = {"unit": random.choice(["credits", "USD"])}
    if random.random() < 0.5:
        price["amount"] = random.choice(AMOUNTS)
    else:
        names = random.sample(CLOSED, random.randint(1, 3))
        first, *others = rows({}, names, random)
        price["table"] = [{"when": first["when"], "amount": 4}, *others]
    if random.random() < 0.7:
        price["per"] = per(random)
    if random.random() < 0.6:
        names = random.sample(CLOSED, random.randint(1, 2))
        price["times"] = {one: factors(one, random) for one in names}
    if random.random() < 0.6:
        price["add"] = [addition(random) for _ in range(random.randint(1, 3))]
    if random.random() < 0.3:
        price["min"] = random.choice(AMOUNTS)
    if random.random() < 0.6:
        price[random.choice(["round_up", "round_nearest"])] = random.choice([1, 0.01, 5, 0.25, 0.3])
    if random.random() < 0.1:
        price["known_after"] = True
    return price


def rows(when: dict[str, Any], names: list[str], random: Random) -> Any:
    if not names or (when and random.random() < 0.2):
        gap = random.random() < 0.05
        yield {"when": when, **({"unpriced": True} if gap else {"amount": random.choice(AMOUNTS)})}
        return
    first, *rest = names
    values = random.sample(VALUES[first], len(VALUES[first]))
    at = random.randint(1, len(values))
    for group in (values[:at], values[at:]):
        if group:
            yield from rows({**when, first: group if len(group) > 1 else group[0]}, rest, random)


def per(random: Random) -> dict[str, Any]:
    sources: list[Any] = [*COUNTED, "prompt", "references", 3, 0.5, {"min": 2, "max": 9}]
    sources += [{"min": 1.5}, {"of": "size", "counts": {"512x512": 0.25, "1024x768": 3}}]
    units = random.sample(["second", "image", "megapixel", "item", "thousand_characters"], 2)
    found = {one: random.choice(sources) for one in units[: random.randint(1, 2)]}
    return {one: "size" if one == "megapixel" else source for one, source in found.items()}


def factors(name: str, random: Random) -> dict[str, Any]:
    values = random.sample(VALUES[name], random.randint(1, len(VALUES[name])))
    return {json_key(one): random.choice(FACTORS) for one in values}


def addition(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {"amount": random.choice(AMOUNTS)}
    if random.random() < 0.5:
        names = random.sample(CLOSED, random.randint(1, 2))
        found["when"] = {one: random.choice(VALUES[one]) for one in names}
    if random.random() < 0.4:
        names = random.sample([*COUNTED, "prompt"], random.randint(1, 2))
        found["above"] = {one: random.choice([0, 1, 2.5, 7, 30]) for one in names}
    if random.random() < 0.5:
        found["per"] = per(random)
        if random.random() < 0.5:
            found["included"] = random.choice([1, 2.5, 0.125])
    return found
