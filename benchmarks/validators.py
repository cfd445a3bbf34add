"""What checking a request costs, against other validators of the same contract.

200 valid and 200 invalid requests to Kling 2.6, always the same; best of interleaved rounds; ratios
are to the generated `is_valid` or `check` of the same run. Peers that are not installed are said.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROUNDS = 15
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


def requests() -> tuple[list[Any], list[Any]]:
    """Return 200 valid and 200 invalid requests, from the test vectors, round and round."""
    document = json.loads((ROOT / "generated/vectors/rivya/kling-2-6.json").read_text("utf-8"))
    found: dict[bool, list[Any]] = {True: [], False: []}
    for case in document["cases"]:
        found[case["valid"]].append(case["request"])
    return tuple((cases * 200)[:200] for cases in (found[True], found[False]))  # type: ignore[return-value]  # a pair


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

        if sys.version_info < (3, 12):
            print("pydantic reads the TypedDict of the standard library from Python 3.12 on")
        else:
            check = pydantic.TypeAdapter(kling.Request).validate_python
            yield "pydantic TypedDict", quiet(partial(check, strict=True), pydantic.ValidationError)
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


def nanoseconds(judge: Judge, batch: list[Any]) -> float:
    """Return the time of one request, over a batch of them."""
    start = time.perf_counter_ns()
    for request in batch:
        judge(request)
    return (time.perf_counter_ns() - start) / len(batch)


def main() -> None:
    """Measure and print a table."""
    kling = load(ROOT / "generated/validator/rivya/kling_2_6.py")
    schema = ROOT / "generated/jsonschema/rivya/kling-2-6.schema.json"
    judges = dict(peers(kling, json.loads(schema.read_text("utf-8"))))
    best = {name: [float("inf"), float("inf")] for name in judges}
    for _ in range(ROUNDS):
        for name, judge in judges.items():
            for column, batch in enumerate(requests()):
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
