"""Every kind of rule has a good case, a bad case and targets that act on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from specpress.diagnostics.report import Report
from specpress.ir.load import load_apis
from specpress.ir.types import rules as rules_module
from specpress.ir.types.rules import Condition, Demand, Effect, Rule
from specpress.spec.shape.rule_fit import DEMANDS

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests/cases/good/every-word"
CONDITIONS = ("not", "present", "has", "lacks")


def written(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rules of every spec below a folder, as plain YAML."""
    for path in filter(Path.is_file, folder.rglob("*.yaml")):
        try:
            spec = yaml.safe_load(path.read_text("utf-8"))
        except (yaml.YAMLError, ValueError):
            continue
        if isinstance(spec, dict):
            yield from spec.get("rules", ())


def words(folder: Path) -> set[str]:
    found = set()
    for rule in written(folder):
        said = [one for one in rule.get("when", {}).values() if isinstance(one, dict)]
        found |= set(rule) | {word for one in said for word in one}
    return found


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    (api,) = load_apis(GOOD / "specs", Report())
    return next(one.rules for one in api.models if one.id == "loom")


def test_every_demand_and_condition_has_a_good_and_a_bad_case() -> None:
    for folder in (GOOD, ROOT / "tests/cases/bad"):
        assert {*DEMANDS, *CONDITIONS} - words(folder) == set(), folder


def test_every_record_and_effect_is_in_use(rules: tuple[Rule, ...]) -> None:
    assert {type(one.demand) for one in rules} == set(get_args(Demand))
    assert {type(one) for rule in rules for one in rule.when} == set(get_args(Condition))
    assert {one.effect for one in rules} == set(Effect)
    assert len(DEMANDS) == len(get_args(Demand))


def test_every_demand_is_negated_conditions_included(rules: tuple[Rule, ...]) -> None:
    negated = {
        (type(one), getattr(one, "negated", None), getattr(one, "wanted", None))
        for rule in rules
        for one in rule.when
    }
    assert len(negated) == 2 * len(get_args(Condition))


def test_every_checked_rule_is_in_every_target(rules: tuple[Rule, ...]) -> None:
    expected = GOOD / "expected"
    module = (expected / "validator/atelier/loom.py").read_text("utf-8")
    schema = json.loads((expected / "jsonschema/atelier/loom.schema.json").read_text("utf-8"))
    vectors = json.loads((expected / "vectors/atelier/loom.json").read_text("utf-8"))
    openapi = json.loads((expected / "openapi/atelier/loom.openapi.json").read_text("utf-8"))
    request = openapi["components"]["schemas"]["LoomRequest"]
    conditions = {one["title"] for one in request["then"]["allOf"]}
    enforced = {one["id"]: one.get("enforced_by") for one in request["x-rules"]}
    names = [one["name"] for one in vectors["cases"]]
    said = {one["title"] for one in schema["allOf"]} | {one["id"] for one in schema["x-rules"]}
    for rule in rules:
        assert rule.id in said
        ways = {(True, True): "this schema", (False, True): "validators only"}
        assert enforced[rule.id] == ways.get((rule.id in conditions, rule.is_refusal))
        lost = f"the rule {rule.id} of loom, but in x-rules" in openapi["x-not-carried"]
        assert lost is (enforced[rule.id] == "validators only")
        assert (f'"rule:{rule.id}"' in module) is rule.is_checked
        assert sum(one.startswith(f"rule {rule.id}: ") for one in names) == 2 * rule.is_checked


def test_a_demand_that_the_language_forgets_is_noticed() -> None:
    defined = {
        one
        for one in vars(rules_module).values()
        if isinstance(one, type) and one.__module__ == rules_module.__name__
    }
    known = {*get_args(Demand), *get_args(Condition), Rule, Effect, rules_module.Match}
    assert defined == known
