"""Which values of priced parameters no request has together, because a rule refuses them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from specpress.ir.contract.rule_evaluator import Judge
from specpress.ir.pricing.inputs import Lever, same
from specpress.ir.types.api import Request
from specpress.ir.types.parameters import parameter
from specpress.ir.types.rules import Count, Has, MaxLength, Rule, Sum, Unchecked, Unique, names_of
from specpress.ir.types.text import Word
from specpress.ir.types.types import JsonArray, List, ScalarValue


@dataclass(frozen=True, slots=True)
class _Absent:
    """In place of a value: the key is not there."""


_ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Prohibition:
    """A rule that looks at nothing but some levers, and where these stand in their row."""

    rule: Rule
    levers: tuple[Lever, ...]
    positions: tuple[int, ...]
    judge: Judge

    def refuses(self, values: Sequence[ScalarValue]) -> bool:
        """Return whether the rule refuses every request that means these values of its levers.

        A request means a value if it says it, or if it says nothing and the value is assumed.
        """
        ways = [_ways(one, value) for one, value in zip(self.levers, values, strict=True)]
        return all(self._is_broken(way) for way in product(*ways))

    def _is_broken(self, values: tuple[object, ...]) -> bool:
        body: dict[str, object] = {}
        for lever, value in zip(self.levers, values, strict=True):
            if value is not _ABSENT:
                *above, key = lever.path
                holder = body
                for one in above:
                    inner = holder.setdefault(one, {})
                    holder = inner if isinstance(inner, dict) else {}
                holder[key] = value
        return self.judge.breaks(self.rule, body) is not None


def prohibitions(
    rules: Sequence[Rule], request: Request, levers: Sequence[Lever]
) -> Iterator[Prohibition]:
    """Yield the rules that refuse some values of a row of levers, whatever else a request says."""
    judge = Judge(request)
    places = {one.path: index for index, one in enumerate(levers)}
    for rule in rules:
        found = [places.get(_path(request, one)) for one in names_of(rule)]
        positions = tuple(one for one in found if one is not None)
        if rule.is_refusal and len(positions) == len(found) and _is_decided(rule):
            yield Prohibition(rule, tuple(levers[one] for one in positions), positions, judge)


def _path(request: Request, name: Word) -> tuple[Word, ...]:
    found = parameter(request, name)
    return () if found is None else found.path


def _is_decided(rule: Rule) -> bool:
    """Return whether values, and of lists their lengths, are all that the rule looks at."""
    if any(isinstance(one, Has) for one in rule.when):
        return False
    match rule.demand:
        case MaxLength() | Unique() | Sum() | Unchecked():
            return False
        case Count(where=where):
            return not where
        case _:
            return True


def _ways(lever: Lever, value: ScalarValue) -> list[object]:
    """Return what a request may hold to mean a value of a lever; of a list that is its length."""
    field = lever.field
    if isinstance(field.type, List):
        default = field.default.items if isinstance(field.default, JsonArray) else ()
        said: object = [{}] * int(value) if isinstance(value, int) else []
        is_assumed = value == len(default)
    else:
        said, is_assumed = value, field.default is None or same(field.default, value)
    return [said, _ABSENT] if is_assumed and not field.required else [said]
