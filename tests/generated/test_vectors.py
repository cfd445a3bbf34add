"""Every vector gets its verdict from the validator and from the contract."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from jsonschema import Draft202012Validator

MODELS = ["rivya/kling-2-6", "atelier/7-brush", "atelier/loom", "atelier/pen"]
UNSAID = "rule_unsaid"


@pytest.mark.parametrize("name", MODELS)
def test_a_vector_gets_its_verdict(
    name: str, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    model = models[name]
    module = run_module(model.source)
    assert len(model.cases) > 50
    assert {one["valid"] for one in model.cases} == {True, False}
    for case in model.cases:
        found = module.check(case["request"])
        wanted = [] if case["valid"] else [tuple(case["violation"].values())]
        assert [(one.code, one.at) for one in found] == wanted, case["name"]
        assert module.is_valid(case["request"]) is case["valid"], case["name"]
        if UNSAID not in case.get("tags", ()):
            assert model.oracle.is_valid(case["request"]) is case["valid"], case["name"]


@pytest.mark.parametrize("name", MODELS)
def test_a_vector_gets_its_verdict_from_a_second_reader_of_the_contract(
    name: str, models: dict
) -> None:
    reader = Draft202012Validator(models[name].contract)
    for case in models[name].cases:
        if not {"step_ulp", UNSAID} & {*case.get("tags", ())}:
            assert reader.is_valid(case["request"]) is case["valid"], case["name"]


@pytest.mark.parametrize("name", MODELS)
def test_the_fast_phase_takes_every_valid_vector_but_whole_floats(
    name: str, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    module = run_module(models[name].source)
    for case in models[name].cases:
        if "integral_float" not in case.get("tags", ()):
            assert module._fits(case["request"]) is case["valid"], case["name"]


def test_a_fast_phase_that_forgets_a_key_is_noticed(
    models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    kling = models["rivya/kling-2-6"]
    forgetful = kling.source.replace("            params_left -= 1\n", "", 1)
    assert forgetful != kling.source
    fits = run_module(forgetful)._fits
    assert not all(fits(one["request"]) for one in kling.cases if one["valid"])


def test_the_vectors_show_every_code(models: dict) -> None:
    codes = {
        case["violation"]["code"]
        for model in models.values()
        for case in model.cases
        if not case["valid"]
    }
    assert {one for one in codes if ":" not in one} == {
        "type", "required", "unknown", "choice", "too_long", "too_short", "minimum", "maximum",
        "step", "too_many", "too_few", "format",
    }  # fmt: skip


def test_every_rule_that_can_be_checked_is_shown_both_ways(
    models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    loom = models["atelier/loom"]
    module = run_module(loom.source)
    rules = {name[6:] for name in vars(module) if name.startswith("_rule_")}
    assert len(rules) > 20
    for rule in rules:
        kept, broken = (one for one in loom.cases if one["name"].startswith(f"rule {rule}: "))
        assert kept["valid"]
        assert module.check(kept["request"]) == []
        if broken["valid"]:
            found = [(one.code, one.at) for one in module.advise(broken["request"])]
            assert tuple(broken["advice"].values()) in found
            assert broken["advice"]["code"] == f"rule:{rule}"
        else:
            assert broken["violation"]["code"] == f"rule:{rule}"


def test_a_request_and_its_defaults_get_one_verdict(
    models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    loom = models["atelier/loom"]
    module = run_module(loom.source)
    for case in loom.cases:
        code = case.get("violation", {}).get("code", "rule:")
        if code.startswith("rule:"):
            filled = module.with_defaults(case["request"])
            assert module.check(filled) == module.check(case["request"]), case["name"]
