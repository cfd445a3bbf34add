"""Validators and jsonschema-rs on the contract agree on 210,000 random requests."""

from __future__ import annotations

import importlib.util
from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum, StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "requests_from", Path(__file__).with_name("requests_from.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
requests_from = _MODULE.requests_from

MODELS = ("rivya/kling-2-6", "atelier/7-brush", "atelier/pen")
SEEDS = range(7)
EACH = 10_000
SOON = 5_000


def disagreement(model: Any, module: ModuleType, seed: int, count: int) -> tuple[Any, int]:
    """Return the first request on which two of the three differ, and how many were accepted."""
    accepted = 0
    for request in requests_from(model.contract, seed, count):
        wanted = model.oracle.is_valid(request)
        if module.is_valid(request) is not wanted or (not module.check(request)) is not wanted:
            return request, accepted
        accepted += wanted
    return None, accepted


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", MODELS)
def test_check_is_valid_and_the_contract_never_disagree(
    name: str, seed: int, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    request, accepted = disagreement(models[name], run_module(models[name].source), seed, EACH)
    assert request is None
    assert 0.15 * EACH < accepted < 0.85 * EACH


BUGS = [
    (
        "rivya/kling-2-6",
        "len(prompt) > _PROMPT_MAX_LENGTH",
        "len(prompt) >= _PROMPT_MAX_LENGTH",
    ),
    ("rivya/kling-2-6", '_DURATION: Final = ("5", "10")', '_DURATION: Final = ("5",)'),
    ("rivya/kling-2-6", "type(name) is not str", "type(name) is str"),
    ("rivya/kling-2-6", "    return not left\n", "    return True\n"),
    ("rivya/kling-2-6", "            params_left -= 1\n", "            params_left -= 2\n"),
    ("rivya/kling-2-6", "    found.extend(unknown_keys(at, _PARAMS_KEYS, value))\n", ""),
    ("rivya/kling-2-6", "elif len(prompt) > _PROMPT_MAX_LENGTH:", "elif len(prompt) > 10**6:"),
    ("rivya/kling-2-6", "        if params_left:\n            return False\n", ""),
    ("rivya/kling-2-6", "_URL.fullmatch(", "_URL.match("),
    ("atelier/7-brush", "or steps < _STEPS_MIN", ""),
    ("atelier/7-brush", "elif steps > _STEPS_MAX:", "elif steps > 2**60:"),
    (
        "atelier/7-brush",
        "not is_multiple(grain, 25, 100)",
        "not is_multiple(grain, 5, 100)",
    ),
    (
        "atelier/7-brush",
        "len(trace) < _TRACE_MIN_LENGTH",
        "len(trace) <= _TRACE_MIN_LENGTH",
    ),
    ("atelier/7-brush", "and not isinstance(value, bool)", ""),
]


@pytest.mark.parametrize(("name", "old", "new"), BUGS)
def test_a_planted_bug_is_found(
    name: str, old: str, new: str, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    model = models[name]
    assert old in model.source
    faulty = run_module(model.source.replace(old, new))
    assert disagreement(model, faulty, 0, SOON)[0] is not None


class Text(StrEnum):
    MODEL = "kling-2-6"
    LENGTH = "5"


class Whole(IntEnum):
    STEPS = 20
    TOO_MANY = 200


class Measured(float):
    """A number that does not look like one, as those of NumPy do not."""

    def __repr__(self) -> str:
        return f"measured({float(self)})"


def test_subclasses_are_judged_as_their_values(
    models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    kling = run_module(models["rivya/kling-2-6"].source)
    params = OrderedDict(duration=Text.LENGTH)
    assert kling.is_valid(OrderedDict(model=Text.MODEL, prompt="x", params=params))
    brush = run_module(models["atelier/7-brush"].source)
    lines = [{"by": "A", "words": "B"}]
    options = {"steps": Whole.STEPS, "lines": lines}
    assert brush.is_valid({"engine": "7-brush", "trace": "ab", "options": options})
    assert brush.is_valid(
        {"engine": "7-brush", "trace": "ab", "options": {**options, "steps": 20.0}}
    )


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("grain", Measured(0.25), []),
        ("grain", Measured(0.26), ["/options/grain must be a multiple of 0.25, not 0.26"]),
        ("grain", Measured("nan"), ["/options/grain must be a number, not nan"]),
        ("ratio", Measured(0.5), []),
        ("ratio", Measured(0.7), ['/options/ratio must be 0.5, 1.5 or "auto", not 0.7']),
        ("steps", Whole.TOO_MANY, ["/options/steps must be 50 or less, not 200; write 50"]),
        ("layers", Whole.STEPS, ["/options/layers must be 1, 2 or 4, not 20"]),
    ],
)
def test_messages_show_the_value_of_a_subclass(
    key: str, value: float, said: list[str], models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    brush = run_module(models["atelier/7-brush"].source)
    options = {"steps": 3, "lines": [], key: value}
    found = brush.check({"engine": "7-brush", "trace": "ab", "options": options})
    assert [one.message() for one in found] == said
    assert {type(one.found) for one in found} <= {int, float, str}


ODD = {
    "nan": float("nan"),
    "infinity": float("inf"),
    "half a character": "\ud800",
    "set": {1, 2},
    "object": object(),
    "bytes": b"x",
    "5001 digits": 10**5000,
    "key that is no text": {1: 2},
    "tuple": (1,),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_values_that_are_not_json_never_raise(
    odd: Any, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    for name in MODELS:
        module = run_module(models[name].source)
        base = next(one["request"] for one in models[name].cases if one["name"] == "every key")
        for path in list(_MODULE.places(base)):
            request = replaced(base, path, odd)
            for violation in module.check(request):
                assert len(repr(violation.expected)) + len(repr(violation.found)) < 1000
                assert violation.message()
                assert violation.message("th")


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copied = value.copy()
    copied[path[0]] = replaced(value[path[0]], path[1:], new)
    return copied
