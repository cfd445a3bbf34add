"""`with_defaults` takes any value that JSON has: it fills objects, and leaves the rest."""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generated.requests_from import mutated, value

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def spoilt(contract: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return what has the keys of a contract, and under each of them anything, or what belongs."""
    if contract.get("type") != "object":
        return JSON
    inner = {key: spoilt(one) for key, one in contract["properties"].items()}
    return st.fixed_dictionaries({}, optional=inner) | JSON


@pytest.fixture(scope="module")
def modules(
    models: dict[str, Any], run_module: Callable[[str], ModuleType]
) -> dict[str, tuple[ModuleType, dict[str, Any]]]:
    found = {name: (run_module(one.source), one.contract) for name, one in models.items()}
    assert len([name for name in found if name.startswith("rivya/")]) == 18
    return found


def check_filled(module: ModuleType, request: Any) -> None:
    """Hold a filled request to what was there: it is only ever added to."""
    before = copy.deepcopy(request)
    filled = module.with_defaults(request)
    assert request == before, "the request itself was changed"
    assert_kept(request, filled)
    assert module.with_defaults(filled) == filled
    if not module.check(request):
        assert not module.check(filled)
    if not isinstance(request, dict):
        assert module.check(filled)


def assert_kept(before: Any, after: Any) -> None:
    assert type(before) is type(after)
    if not isinstance(before, dict):
        assert before == after
        return
    for key, one in before.items():
        assert_kept(one, after[key])


@settings(max_examples=100)
@given(data=st.data())
def test_any_json_is_filled_or_left(
    modules: dict[str, tuple[ModuleType, dict[str, Any]]], data: st.DataObject
) -> None:
    module, contract = modules[data.draw(st.sampled_from(sorted(modules)))]
    check_filled(module, data.draw(spoilt(contract)))


def test_requests_that_are_nearly_right_are_filled_or_left(
    modules: dict[str, tuple[ModuleType, dict[str, Any]]],
) -> None:
    for number, name in enumerate(sorted(modules)):
        module, contract = modules[name]
        random = Random(number)  # noqa: S311 - to be repeated
        for _ in range(40):
            request = value(contract, random)
            check_filled(module, request)
            check_filled(module, mutated(request, random))


@pytest.mark.parametrize("part", [None, True, 7, 1.5, "x", [], [{}]])
def test_what_is_no_object_stays_as_it_is(
    modules: dict[str, tuple[ModuleType, dict[str, Any]]], part: Any
) -> None:
    for module, contract in modules.values():
        assert module.with_defaults(part) is part
        key = next(
            (name for name, one in contract["properties"].items() if one.get("type") == "object"),
            None,
        )
        if key is not None:
            assert module.with_defaults({key: part})[key] == part
