"""Every vector gets its verdict from the validator and from the contract."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from jsonschema import Draft202012Validator

MODELS = ["rivya/kling-2-6", "atelier/7-brush", "atelier/pen"]


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
        assert model.oracle.is_valid(case["request"]) is case["valid"], case["name"]


@pytest.mark.parametrize("name", MODELS)
def test_a_vector_gets_its_verdict_from_a_second_reader_of_the_contract(
    name: str, models: dict
) -> None:
    reader = Draft202012Validator(models[name].contract)
    for case in models[name].cases:
        if "step_ulp" not in case.get("tags", ()):
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
    assert codes == {
        "type", "required", "unknown", "choice", "too_long", "too_short", "minimum", "maximum",
        "step", "too_many", "too_few", "format",
    }  # fmt: skip
