"""Validators with rules agree with jsonschema-rs on the contract and a naive reader of the rules.

200,000 random requests in all with `make soak`; a tenth of them with `make test`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest

HERE = Path(__file__).parent
SPEC = HERE.parent / "cases/good/every-word/specs/atelier/loom.yaml"
EACH = 10_000
SOON = 4_000


def beside(name: str) -> Any:
    """Import a file of this folder."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


REQUESTS = beside("requests_from")
ORACLE = beside("rule_oracle").RuleOracle(SPEC, "text", "options", "sources")


def requests(contract: dict[str, Any], seed: int, count: int) -> Iterator[Any]:
    """Yield requests with few settings, so that many keep all rules, and some that are broken."""
    random = Random(seed)  # noqa: S311 - not for secrets
    for _ in range(count):
        request = REQUESTS.value(contract, random)
        options = request.get("options", {})
        for key in list(options):
            if random.random() < random.choice([0.3, 0.8]):
                del options[key]
        if random.random() < 0.4:
            request.setdefault("text", "abc")
        if random.random() < 0.05:
            kinds = [random.choice(["image", "image", "image", "video"]) for _ in range(5)]
            sources = [{"link": "http://x", "kind": one} for one in kinds]
            request.setdefault("options", {})["sources"] = sources
        if random.random() < 0.2:
            request = REQUESTS.mutated(request, random)
        yield request


def expected(request: Any, said: list[tuple[str, str]], *, advice: bool) -> list[tuple[str, str]]:
    """Return the rules broken, but for those about what `said` finds wrong."""
    places = {tuple(at.split("/")[1:3]) for _, at in said}
    if () in places or ("options",) in places:
        return []
    return ORACLE.broken(request, {one[-1] for one in places}, advice=advice)


def disagreement(
    contract: dict[str, Any], module: ModuleType, seed: int, count: int
) -> tuple[Any, dict[str, int]]:
    """Return the first request that is judged in two ways, and how often each code was seen."""
    bare = {key: one for key, one in contract.items() if key != "allOf"}
    plain = jsonschema_rs.Draft202012Validator(bare)
    whole = jsonschema_rs.Draft202012Validator(contract)
    unsaid = {f"rule:{one['id']}" for one in contract["x-rules"]}
    seen: dict[str, int] = {}
    for request in requests(bare, seed, count):
        found = [(one.code, one.at) for one in module.check(request)]
        said = [one for one in found if not one[0].startswith("rule:")]
        rules = expected(request, said, advice=False)
        advice = [(one.code, one.at) for one in module.advise(request)]
        is_sound = plain.is_valid(request)
        if (
            is_sound is not (not said)
            or found[len(said) :] != rules
            or module.is_valid(request) is not (not found)
            or advice != expected(request, said, advice=True)
            or whole.is_valid(request) is not (is_sound and {code for code, _ in rules} <= unsaid)
        ):
            return request, seen
        for code, _ in (*found, *advice):
            seen[code] = seen.get(code, 0) + 1
        seen[""] = seen.get("", 0) + (not found)
    return None, seen


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 20))]
)
def test_validator_contract_and_rules_never_disagree(
    seed: int, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    loom = models["atelier/loom"]
    request, seen = disagreement(loom.contract, run_module(loom.source), seed, EACH)
    assert request is None
    assert 0.15 * EACH < seen[""] < 0.85 * EACH
    checked = {
        f"rule:{one['id']}"
        for one in ORACLE.rules
        if one.get("effect", "reject") not in {"server_only", "unknown"}
    }
    assert checked <= set(seen)
    assert min(seen[one] for one in checked) > 10


BUGS = [
    ('if mode == "fast":', 'if mode == "fine":'),
    ('and mode != "raw"', 'and mode == "raw"'),
    ('if "seed" in options:', 'if "seed" not in options:'),
    ("length > _FAST_IS_SHORT_MAX", "length >= _FAST_IS_SHORT_MAX"),
    ("_FAST_IS_SHORT_MIN: Final = 4", "_FAST_IS_SHORT_MIN: Final = 5"),
    ("rate not in _SLOW_RATES_ALLOWED", "rate in _SLOW_RATES_ALLOWED"),
    ('options.get("width", 720)', 'options.get("width", 1080)'),
    ("    (720, 30),\n", ""),
    ("start > stop", "start >= stop"),
    ("stop < loud", "stop > loud"),
    ("len(set(tags)) < len(tags)", "len(set(tags)) > len(tags)"),
    ('if "voice" in item]', "]"),
    ('len(item["words"]) for item', "1 for item"),
    ("count > _ONE_VIDEO_MAX", "count > _ONE_VIDEO_MAX + 1"),
    ('item["kind"] == "image" for item', 'item["kind"] == "video" for item'),
    ("not any(", "any("),
    ("len(beats) != len(tags)", "len(beats) < len(tags)"),
    ('"last" in options and', '"last" not in options and'),
    ("if text is None and", "if text is not None and"),
    ('_OWN_VOICES_DEFAULT: Final = "calm"', '_OWN_VOICES_DEFAULT: Final = "wild"'),
    ('    if "/options/beats" not in wrong:\n        _rule_all_beats(options, broken)\n', ""),
    ('if wrong.isdisjoint(("/options/mode", "/options/length")):', "if wrong:"),
    ('if wrong.isdisjoint(("/options/mute", "/options/tone")):', "if True:"),
    ("return [*found, *_broken_rules(request, found)]", "return found"),
    ("not left and not _broken_rules(request, [])", "not left"),
    ('split("/", 3)[:3]', 'split("/", 3)[:4]'),
    ('or "/options" in wrong', ""),
]


@pytest.mark.parametrize(("old", "new"), BUGS)
def test_a_planted_bug_is_found(
    old: str, new: str, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    loom = models["atelier/loom"]
    assert old in loom.source
    try:
        faulty = run_module(loom.source.replace(old, new))
        found = disagreement(loom.contract, faulty, 0, SOON)[0]
    except (TypeError, KeyError, AttributeError) as raised:
        found = raised
    assert found is not None
