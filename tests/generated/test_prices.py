"""`estimate` says what the page says, by a second reader of prices that shares no code with it."""

from __future__ import annotations

import importlib.util
import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
import yaml
from specpress.diagnostics.report import Report
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.targets.validator.target import render_validator

ROOT = Path(__file__).parents[2]
LOOM = ROOT / "tests/cases/good/prices/specs/loom"
NAMES = sorted(one.stem for one in LOOM.glob("*.yaml") if one.stem != "platform")
EACH = 2_000
CARDS = 30
REQUESTS = 40


def sibling(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


rate_card = sibling("rate_card")
requests_from = sibling("requests_from")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def wanted(platform: dict, model: dict, request: dict) -> tuple[float, float | None] | None:
    """Return the bounds that an estimate must have, or None if it must raise."""
    try:
        low, high = rate_card.charge(platform, model, request)
    except rate_card.UnpricedError:
        return None
    return shown(low), None if high is None else shown(high)


def shown(amount: Fraction) -> float:
    return amount.numerator if amount.denominator == 1 else float(amount)


def found(module: ModuleType, request: dict) -> tuple[float, float | None] | None:
    try:
        estimate = module.estimate(request)
    except getattr(module, "UnpricedError", ()):
        return None
    return estimate.low, estimate.high


def differs(module: ModuleType, platform: dict, model: dict, requests: Any) -> Any:
    """Return the first valid request on which the two differ."""
    for request in requests:
        expected, said = wanted(platform, model, request), found(module, request)
        if expected != said or list(map(type, expected or ())) != list(map(type, said or ())):
            return request, expected, said
    return None


def combinations(model: dict, envelope: dict) -> Iterator[dict[str, Any]]:
    """Yield a request for every combination of choices, absent ones among them."""
    params = {key: one for key, one in model.get("params", {}).items() if "choices" in one}
    for chosen in itertools.product(*([None, *one["choices"]] for one in params.values())):
        settings = {key: one for key, one in zip(params, chosen, strict=True) if one is not None}
        for speed in (None, *envelope["speed"]["choices"]):
            request = {"model": model["model"], "params": settings}
            request |= {"prompt": "A heron"} if "prompt" in model else {}
            yield request | ({} if speed is None else {"speed": speed})


def requests_for(generated: Any, platform: dict, model: dict) -> list[dict[str, Any]]:
    """Return every combination of choices and many random requests, texts at thresholds too."""
    random = Random(7)  # noqa: S311 - not for secrets
    found = [*combinations(model, platform["request"])]
    found += [requests_from.value(generated.contract, random) for _ in range(EACH)]
    for one in found[-EACH // 2 :]:
        if "prompt" in one:
            one["prompt"] = "p" * random.choice([499, 500, 501, 1000])
        if "title" in one.get("params", ()):
            one["params"]["title"] = "t" * random.choice([9, 10, 11])
    return [one for one in found if generated.oracle.is_valid(one)]


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_prices_of_the_page_come_out(
    name: str, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    module, spec = run_module(models[f"loom/{name}"].source), read(LOOM / f"{name}.yaml")
    for example in spec["examples"]["prices"].values():
        request, amount = example["request"], example["amount"]
        if isinstance(request, str):
            request = spec["examples"]["requests"][request]
        assert module.check(request) == []
        bounds = amount if isinstance(amount, dict) else {"min": amount, "max": amount}
        assert found(module, request) == (bounds["min"], bounds.get("max"))


@pytest.mark.parametrize("name", NAMES)
def test_every_combination_and_many_random_requests_cost_what_the_page_says(
    name: str, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    platform, spec = read(LOOM / "platform.yaml"), read(LOOM / f"{name}.yaml")
    generated = models[f"loom/{name}"]
    module = run_module(generated.source)
    requests = requests_for(generated, platform, spec)
    assert len(requests) > 0.5 * EACH
    assert differs(module, platform, spec, requests) is None


BUGS = [
    ("reel", 'case "480p":\n            amount *= 3', 'case "480p":\n            amount *= 4'),
    ("reel", "    amount += 1\n", ""),
    ("reel", 'params.get("resolution", "720p")', 'params.get("resolution", "480p")'),
    ("reel", '("fast", "720p" | "1080p")', '("fast", "720p")'),
    ("reel", "            amount += 10\n", "            amount += 11\n"),
    ("reel", "_SCALE: Final = 200", "_SCALE: Final = 100"),
    ("frame", 'case ("low", 1 | 2, _)', 'case ("low", 1, _)'),
    ("frame", "        amount += 2\n", "        amount += 1\n"),
    ("frame", "exact(max(amounts), _SCALE)", "exact(min(amounts), _SCALE)"),
    ("frame", '("1:1", "16:9")\n    if', '("1:1",)\n    if'),
    ("voice", "max(lines_count - 1, 0)", "lines_count"),
    ("voice", "threshold = 500", "threshold = 499"),
    ("voice", "max(amount, 1_000)", "max(amount, 1_001)"),
    ("voice", "if title_length > threshold", "if title_length >= threshold"),
    ("voice", '"credits", _BASIS', '"credits", _BASIS[:0]'),
    ("mosaic", "max(2 * references_count - 3, 0)", "max(references_count - 3, 0)"),
    ("mosaic", "max(weight, 0)", "weight"),
    ("mosaic", 'scaled(params["weight"], 9)', 'scaled(params["weight"], 0) * 10**9'),
    ("drift", "for images in (4, 12)", "for images in (4, 11)"),
    ("drift", '    if "seed" not in params:\n        high = None\n', ""),
    ("thread", "amount, None,", "amount, amount,"),
]
INVISIBLE = {'"credits", _BASIS[:0]'}
"""What no figure shows."""


@pytest.mark.parametrize(("name", "sound", "bug"), BUGS)
def test_a_planted_bug_is_found(
    name: str, sound: str, bug: str, models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    platform, spec = read(LOOM / "platform.yaml"), read(LOOM / f"{name}.yaml")
    generated = models[f"loom/{name}"]
    assert generated.source.count(sound) == 1
    module = run_module(generated.source.replace(sound, bug))
    requests = requests_for(generated, platform, spec)
    assert (differs(module, platform, spec, requests) is None) is (bug in INVISIBLE)


def test_a_request_that_no_row_is_for_is_an_error_that_says_which(
    models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    module = run_module(models["loom/frame"].source)
    request = module.request("A heron", quality='odd "best"', size="16:9")
    assert module.check(request) == []
    with pytest.raises(module.UnpricedError) as caught:
        module.estimate(request)
    assert isinstance(caught.value, ValueError)
    assert caught.value.combination == {"quality": 'odd "best"', "layers": 1, "size": "16:9"}
    assert str(caught.value) == (
        "no price is stated for quality 'odd \"best\"', layers 1, size '16:9'"
    )


def test_a_model_without_a_price_has_no_estimate(
    models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    module = run_module(models["atelier/pen"].source)
    assert not hasattr(module, "estimate")
    assert "Estimate" not in models["atelier/pen"].source


def test_a_fixed_price_is_exact_and_a_metered_one_is_known_after(
    models: dict, run_module: Callable[[str], ModuleType]
) -> None:
    kling = run_module(models["rivya/kling-2-6"].source)
    assert kling.estimate(kling.request("A heron")) == (55, 55, "credits", ("55 credits",))
    thread = run_module(models["loom/thread"].source)
    low, high, unit, basis = thread.estimate({"model": "thread"})
    assert (low, high, unit) == (14, None, "credits")
    assert basis[-1] == "what it comes to is known only after, in final_credits of the job"


def cards(seed: int, count: int, folder: Path) -> Iterator[tuple[dict, dict, ModuleType, Any]]:
    """Yield random rate cards as specs, with their modules and contracts."""
    random, platform = Random(seed), read(LOOM / "platform.yaml")  # noqa: S311 - not for secrets
    for number in range(count):
        specs = folder / f"{seed}-{number}"
        (specs / "loom").mkdir(parents=True)
        (specs / "loom/platform.yaml").write_text(json.dumps(platform, default=str), "utf-8")
        model = {
            "model": "card",
            "name": "Card",
            "output": "image",
            "source": {"page": "/card"},
            "prompt": {"max_length": 40},
            "params": rate_card.PARAMS,
            "references": {"max_items": 3, "image": {"max_size": "1 MB", "mime": ["image/png"]}},
            "price": rate_card.random_card(random),
        }
        (specs / "loom/card.yaml").write_text(json.dumps(model), "utf-8")
        (api,) = load_apis(specs, Report())
        text = render_validator(api, api.models[0], Context(Templates())).text
        module = ModuleType("card")
        exec(compile(text, "card.py", "exec"), module.__dict__)  # noqa: S102 - what is tested
        yield platform, model, module, text


def request_of(random: Random) -> dict[str, Any]:
    """Return a valid request for a random card."""
    items = [{"url": "https://example.com/a", "kind": "image"}] * random.randint(0, 3)
    every: dict[str, Any] = {
        "duration": random.choice(["5s", "10s", "7.5"]),
        "size": random.choice(["512x512", "1024x768"]),
        "layers": random.choice([1, 2, 4.5, 2.0]),
        "sound": random.random() < 0.5,
        "count": random.choice([1, 2, 3, 4, 4.0]),
        "seed": random.choice([-3, 0, 12, 7.0]),
        "steps": random.randint(0, 200),
        "grain": random.choice([-0.25, 0, 0.75, 2]),
        "weight": random.choice([0.1, 2.5, 1e-12, 1.0000000005, -4, 3]),
        "tags": ["a"] * random.randint(0, 3),
        "title": "t" * random.randint(0, 20),
        "sources": items,
    }
    said = {key: one for key, one in every.items() if random.random() < 0.7}
    request = {"model": "card", "prompt": "p" * random.randint(0, 40), "params": said}
    return request | ({"speed": "fast"} if random.random() < 0.5 else {})


def card_disagreement(seed: int, count: int, folder: Path) -> Any:
    random = Random(seed)  # noqa: S311 - not for secrets
    for platform, model, module, _ in cards(seed, count, folder):
        requests = [request_of(random) for _ in range(REQUESTS)]
        assert not any(module.check(one) for one in requests)
        wrong = differs(module, platform, model, requests)
        if wrong:
            return model["price"], wrong
    return None


def test_random_rate_cards_cost_what_they_say(tmp_path: Path) -> None:
    assert card_disagreement(1, CARDS, tmp_path) is None


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_random_rate_cards_cost_what_they_say(seed: int, tmp_path: Path) -> None:
    assert card_disagreement(seed, 20 * CARDS, tmp_path) is None


def test_random_rate_cards_are_written_as_formatters_leave_them(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cards")
    for number, (*_, text) in enumerate(cards(99, 30, tmp_path)):
        (folder / f"card_{number}.py").write_text(text, "utf-8")
    config = Path(__file__).with_name("generated-python.toml")
    for words in (("ruff", "format", "--check"), ("ruff", "check"), ("mypy", "--strict")):
        option = ("--config-file=",) if words[0] == "mypy" else ("--config", str(config))
        done = subprocess.run(
            [sys.executable, "-m", *words, *option, "."],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def vectors_of(name: str, pressed: dict) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(pressed[f"vectors/{name}.json"].text)["prices"]
    return listed


PRICED = [*(f"loom/{one}" for one in NAMES), "rivya/kling-2-6", "rivya/suno-music"]


@pytest.mark.parametrize("name", PRICED)
def test_a_vector_of_a_price_is_what_estimate_says(
    name: str, pressed: dict, run_module: Callable[[str], ModuleType]
) -> None:
    module = run_module(pressed[f"validator/{name.replace('-', '_')}.py"].text)
    for one in vectors_of(name, pressed):
        said, expected = found(module, one["request"]), one["estimate"]
        assert module.check(one["request"]) == [], one["name"]
        assert said == (None if expected is None else (expected["low"], expected["high"]))
        assert expected is None or module.estimate(one["request"]).unit == expected["unit"]


@pytest.mark.parametrize("name", NAMES)
def test_a_vector_of_a_price_is_what_the_page_says_by_a_second_reader(
    name: str, pressed: dict
) -> None:
    platform, model = read(LOOM / "platform.yaml"), read(LOOM / f"{name}.yaml")
    listed = vectors_of(f"loom/{name}", pressed)
    for one in listed:
        expected = one["estimate"] and (one["estimate"]["low"], one["estimate"]["high"])
        assert wanted(platform, model, one["request"]) == expected, one["name"]
    names = [one["name"] for one in listed]
    assert {f"example {one}" for one in model["examples"]["prices"]} <= {*names}
    forbidden = {"easel": {2}}.get(name, set())
    for number, _ in enumerate(model.get("price", {}).get("table", ()), 1):
        assert (f"row {number}" in names) is (number not in forbidden)


UNNOTICED = {
    ("voice", '"credits", _BASIS'),
    ("voice", "threshold = 500"),
    ("voice", "if title_length > threshold"),
    ("mosaic", "max(weight, 0)"),
    ("mosaic", 'scaled(params["weight"], 9)'),
    ("drift", '    if "seed" not in params:\n        high = None\n'),
}
"""Planted bugs that no vector meets: at thresholds, and of numbers below 0 or with fractions."""


@pytest.mark.parametrize(("name", "sound", "bug"), BUGS)
def test_a_planted_bug_is_found_by_the_vectors_of_a_price(
    name: str, sound: str, bug: str, pressed: dict, run_module: Callable[[str], ModuleType]
) -> None:
    source = pressed[f"validator/loom/{name}.py"].text
    assert source.count(sound) == 1
    module = run_module(source.replace(sound, bug))
    wrong = [
        one["name"]
        for one in vectors_of(f"loom/{name}", pressed)
        if found(module, one["request"])
        != (one["estimate"] and (one["estimate"]["low"], one["estimate"]["high"]))
    ]
    assert (wrong == []) is ((name, sound) in UNNOTICED)
