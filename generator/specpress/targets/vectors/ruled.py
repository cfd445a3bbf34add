"""Vectors of a model with rules: requests that keep all of them, and those that break one.

They are searched for, not constructed: values at which rules may turn are put together until the
judge says what is wanted. A rule for which nothing is found gets no vector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from specpress.ir.contract.rule_contract import is_sayable
from specpress.ir.contract.rule_evaluator import Judge
from specpress.ir.types.api import Model
from specpress.ir.types.parameters import parameter, parameters
from specpress.ir.types.rules import Rule, names_of
from specpress.ir.types.text import Tree, Word
from specpress.targets.vectors.candidates import candidates
from specpress.targets.vectors.case import Case, Path, Verdict, value_at, with_value, without
from specpress.targets.vectors.samples import least

UNSAID: Final = "rule_unsaid"
"""The tag of a request that JSON Schema cannot refuse."""

_TRIES: Final = 3000
_ROUNDS: Final = 8
_MANY: Final = 1000


@dataclass(frozen=True, slots=True)
class _Absent:
    """In place of a value: the key is not there."""


_ABSENT: Final = _Absent()


class Rules:
    """The rules of a model, and requests that keep them; `but` is a rule that need not be kept."""

    def __init__(self, model: Model, but: Rule | None = None) -> None:
        """Begin with the rules that can be checked."""
        self._model = model
        self._request = model.request
        self._judge = Judge(model.request)
        self._rules = [one for one in model.rules if one.is_checked]
        self._refusing = [one for one in self._rules if not (one.is_advice or one is but)]
        self._paths: dict[str, Path] = {}
        self._bases: dict[str, Tree] = {}
        self._values: dict[str, list[Tree | _Absent]] = {}
        for one in parameters(model.request):
            self._paths.setdefault(one.field.name, one.path)

    def broken(self, body: Tree) -> list[tuple[Rule, str]]:
        """Return the rules that refuse a request of the right types, and where."""
        found = ((one, self._judge.breaks(one, body)) for one in self._refusing)
        return [(rule, at) for rule, at in found if at is not None]

    def judged(self, case: Case) -> Iterator[Case]:
        """Yield a vector with the verdict of the rules, unless more than one would refuse it."""
        broken = [] if case.verdict is not None else self.broken(case.request)
        match broken:
            case []:
                yield case
            case [(rule, at)]:
                tags = case.tags if is_sayable(rule) else (*case.tags, UNSAID)
                yield replace(case, verdict=Verdict(f"rule:{rule.id}", at), tags=tags)
            case _:
                return

    def base(self, full: Tree, path: Path) -> Tree:
        """Return `full` with as many of its parameters as may stand with what is at `path`."""
        if not self._refusing:
            return full
        fixed = {name for name, one in self._paths.items() if path[: len(one)] == one}
        key = next(iter(fixed), "")
        if key not in self._bases:
            self._bases[key] = self._grown(full, fixed)
        return self._bases[key]

    def with_all(self, values: Mapping[Path, Tree]) -> Tree | None:
        """Return a small request with these values that keeps all rules, if one is found."""
        body: Tree = least(self._request.record)
        for path, value in values.items():
            body = with_value(body, path, value)
        return self.mended(body, {name for name, path in self._paths.items() if path in values})

    def mended(self, body: Tree, fixed: set[str]) -> Tree | None:
        """Return a request with values changed, but for those `fixed`, that keeps all rules."""
        body = self._mended(body, fixed)
        return None if self.broken(body) else body

    def _grown(self, full: Tree, fixed: set[str]) -> Tree:
        body = full
        for name in self._paths:
            found = parameter(self._request, name)
            if name not in fixed and found is not None and not found.field.required:
                body = self._with(body, name, _ABSENT)
        body = self._mended(body, fixed)
        for name, path in self._paths.items():
            grown = with_value(body, path, value_at(full, path))
            kept = name in fixed or value_at(body, path) is not None or self.broken(grown)
            body = body if kept else grown
        return body

    def _mended(self, body: Tree, fixed: set[str]) -> Tree:
        """Return what `mended` does, or what breaks the fewest rules."""
        for _ in range(_ROUNDS):
            broken = self.broken(body)
            if not broken:
                break
            (rule, _), *_ = broken
            names = [one for one in names_of(rule) if one not in fixed]
            changed = (self._with(body, one, value) for one in names for value in self._all(one))
            body = self._best(changed, body)
        return body

    def _best(self, bodies: Iterator[Tree], best: Tree) -> Tree:
        """Return the first request that keeps all rules, or else one that breaks the fewest."""
        fewest = _MANY
        for body in bodies:
            count = len(self.broken(body))
            if count < fewest:
                best, fewest = body, count
            if not count:
                break
        return best

    def _all(self, name: Word) -> list[Tree | _Absent]:
        if name not in self._values:
            found = parameter(self._request, name)
            lacking = [] if found is None or found.field.required else [_ABSENT]
            self._values[name] = [*lacking, *candidates(name, self._rules, self._request)]
        return self._values[name]

    def _with(self, body: Tree, name: str, value: Tree | _Absent) -> Tree:
        path = self._paths[name]
        if isinstance(value, _Absent):
            return body if value_at(body, path) is None else without(body, path)
        return with_value(body, path, value)

    def cases(self) -> Iterator[Case]:
        """Yield, for each rule, a request that it speaks of and accepts, and one it refuses."""
        start = self._mended(least(self._request.record), set())
        for rule in self._rules:
            others = Rules(self._model, rule)
            kept = self._search(rule, start, others, broken=False)
            if kept is not None:
                yield Case(f"rule {rule.id}: kept", kept)
            body = self._search(rule, start, others, broken=True)
            at = None if body is None else self._judge.breaks(rule, body)
            if body is None or at is None:
                continue
            verdict = Verdict(f"rule:{rule.id}", at)
            if rule.is_advice:
                yield Case(f"rule {rule.id}: {rule.effect.value}", body, advice=verdict)
            else:
                tags = () if is_sayable(rule) else (UNSAID,)
                yield Case(f"rule {rule.id}: broken", body, verdict, tags)

    def _search(self, rule: Rule, start: Tree, others: Rules, *, broken: bool) -> Tree | None:
        """Return a request that breaks this rule alone, or that it speaks of and all keep.

        `start` is what is changed, and `others` are the rules but this one.
        """
        names = names_of(rule)
        choices = islice(product(*(self._all(one) for one in names)), _TRIES)
        for values in choices:
            body = start
            for name, value in zip(names, values, strict=True):
                body = self._with(body, name, value)
            if self._is_wanted(rule, body, broken=broken):
                mended = others.mended(body, {str(one) for one in names})
                if mended is not None and self._is_wanted(rule, mended, broken=broken):
                    return mended
        return None

    def _is_wanted(self, rule: Rule, body: Tree, *, broken: bool) -> bool:
        speaks = self._judge.applies(rule, body)
        return speaks and (self._judge.breaks(rule, body) is not None) is broken
