"""What checking a request costs, against other validators of the same contract.

200 valid and 200 invalid requests to Kling 2.6, always the same; best of interleaved rounds; ratios
are to the generated `is_valid` or `check` of the same run. Peers that are not installed are said.
Those that read the TypedDict know its types and keys, but neither lengths nor formats.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
VALIDATOR = ROOT / "generated/validator/rivya/kling_2_6.py"
ROUNDS = 25
Judge = Callable[[Any], object]


def load(path: Path) -> Any:
    """Return a module from its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def valid(random: Random) -> dict[str, Any]:
    """Return a request such as a program sends: some settings, now and then an image."""
    known = {"duration": ("5", "10"), "sound": ("false", "true"), "aspect_ratio": ("1:1", "16:9")}
    chosen = random.sample(list(known), random.randint(1, len(known)))
    params: dict[str, Any] = {key: random.choice(known[key]) for key in chosen}
    if random.choice([True, False]):
        item = {"url": f"https://example.com/{random.randrange(999)}.png", "kind": "image"}
        params["referenceMediaItems"] = [item | {"name": "a.png", "mimeType": "image/png"}]
    prompt = "A heron at dawn, " * random.randint(1, 50)
    return {"model": "kling-2-6", "prompt": prompt, "params": params}


def invalid(random: Random) -> dict[str, Any]:
    """Return a request with one of the mistakes that people make."""
    request = valid(random)
    params = request["params"]
    match random.randrange(7):
        case 0:
            request["model"] = "kling-2.6"
        case 1:
            request["prompt"] = "A heron at dawn, " * 60
        case 2:
            del request["prompt"]
        case 3:
            params["duration"] = 5
        case 4:
            params["aspectRatio"] = "16:9"
        case 5:
            params["sound"] = True
        case _:
            params["referenceMediaItems"] = [{"url": "example.com/a.png", "kind": "image"}]
    return request


def batches() -> tuple[list[Any], list[Any]]:
    """Return 200 valid and 200 invalid requests."""
    random = Random(26)  # noqa: S311 - not for secrets
    return [valid(random) for _ in range(200)], [invalid(random) for _ in range(200)]


def quiet(judge: Judge, error: type[Exception]) -> Judge:
    """Return a judge whose refusal is an exception as one that only returns."""

    def judged(request: Any) -> object:
        try:
            return judge(request)
        except error:
            return None

    return judged


def peers(kling: Any, contract: Any) -> Iterator[tuple[str, Judge]]:
    """Yield the peers that are installed, each with a name."""
    yield "specpress is_valid", kling.is_valid
    yield "specpress check", kling.check
    try:
        import jsonschema_rs

        oracle = jsonschema_rs.Draft202012Validator(contract)
        yield "jsonschema-rs is_valid", oracle.is_valid
        yield "jsonschema-rs iter_errors", lambda request: list(oracle.iter_errors(request))
    except ImportError:
        print("jsonschema-rs is not installed")
    try:
        import msgspec

        typed = partial(msgspec.convert, type=kling.Request)
        yield "msgspec TypedDict (first error)", quiet(typed, msgspec.ValidationError)
    except ImportError:
        print("msgspec is not installed")
    try:
        import pydantic

        check = pydantic.TypeAdapter(for_pydantic()).validate_python
        yield "pydantic TypedDict", quiet(check, pydantic.ValidationError)
    except ImportError:
        print("pydantic is not installed")
    try:
        import fastjsonschema

        compiled = fastjsonschema.compile(contract, use_default=False)
        yield "fastjsonschema (first error)", quiet(compiled, fastjsonschema.JsonSchemaException)
    except ImportError:
        print("fastjsonschema is not installed")
    from jsonschema import Draft202012Validator

    slow = Draft202012Validator(contract)
    yield "jsonschema iter_errors", lambda request: list(slow.iter_errors(request))


def for_pydantic() -> Any:
    """Return the TypedDict, strict, and as pydantic needs it: before 3.12 not that of `typing`."""
    text = VALIDATOR.read_text("utf-8").replace("    TypedDict,\n", "", 1)
    text = text.replace("import re\n", "import re\nfrom typing_extensions import TypedDict\n", 1)
    module = ModuleType("kling_for_pydantic")
    sys.modules[module.__name__] = module
    exec(compile(text, VALIDATOR, "exec"), module.__dict__)  # noqa: S102 - what is generated
    for record in (module.ReferenceMediaItem, module.Params, module.Request):
        record.__pydantic_config__ = {"strict": True, "extra": "forbid"}
    return module.Request


def nanoseconds(judge: Judge, batch: list[Any]) -> float:
    """Return the time of one request, over a batch of them."""
    start = time.perf_counter_ns()
    for request in batch:
        judge(request)
    return (time.perf_counter_ns() - start) / len(batch)


def main() -> None:
    """Measure and print a table."""
    kling = load(VALIDATOR)
    schema = ROOT / "generated/jsonschema/rivya/kling-2-6.schema.json"
    judges = dict(peers(kling, json.loads(schema.read_text("utf-8"))))
    both = batches()
    assert [sum(map(kling.is_valid, one)) for one in both] == [200, 0]  # noqa: S101 - as promised
    best = {name: [float("inf"), float("inf")] for name in judges}
    for _ in range(ROUNDS):
        for name, judge in judges.items():
            for column, batch in enumerate(both):
                best[name][column] = min(best[name][column], nanoseconds(judge, batch))
    own_valid, own_invalid = best["specpress is_valid"][0], best["specpress check"][1]
    print(f"{'':<32}{'valid ns':>9}{'ratio':>7}{'invalid ns':>12}{'ratio':>7}")
    for name, (valid, invalid) in best.items():
        print(
            f"{name:<32}{valid:9.0f}{valid / own_valid:7.2f}"
            f"{invalid:12.0f}{invalid / own_invalid:7.2f}"
        )


if __name__ == "__main__":
    main()
