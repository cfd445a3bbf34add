"""Every vector gets its verdict from the validator and from the contract."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.mark.parametrize("name", ["rivya/kling-2-6", "atelier/7-brush", "atelier/pen"])
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
