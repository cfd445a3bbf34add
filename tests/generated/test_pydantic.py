"""Pydantic models judge as the contract does, but for what they are known not to say."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import MISSING, ValidationError
from specpress.emit.python.naming import module_name

_SPEC = importlib.util.spec_from_file_location(
    "requests_from", Path(__file__).with_name("requests_from.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)

MODELS = ("rivya/kling-2-6", "atelier/7-brush", "atelier/pen")
LOST = {"integral_float", "step_ulp", "discriminator"}

Import = Callable[[str], ModuleType]


def path_of(name: str) -> str:
    platform, model = name.split("/")
    return f"pydantic/{module_name(platform)}/{module_name(model)}.py"


@pytest.fixture
def imported(pressed: dict, run_module: Callable[[str], ModuleType]) -> Import:
    """Import the models of PLATFORM/MODEL; warnings are errors in every test."""
    return lambda name: run_module(pressed[path_of(name)].text)


def accepts(module: ModuleType, request: Any) -> bool:
    try:
        module.Request.model_validate(request)
    except ValidationError:
        return False
    return True


def judged_otherwise(module: ModuleType, cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (one for one in cases if accepts(module, one["request"]) is not one["valid"])


@pytest.mark.parametrize("name", MODELS)
def test_a_vector_gets_its_verdict_unless_it_is_tagged(
    name: str, models: dict, imported: Import
) -> None:
    wrong = list(judged_otherwise(imported(name), models[name].cases))
    assert [one["name"] for one in wrong if LOST.isdisjoint(one.get("tags", ()))] == []


def test_what_they_judge_otherwise_is_what_their_file_says_it_loses(
    models: dict, pressed: dict, imported: Import
) -> None:
    for name in MODELS:
        wrong = judged_otherwise(imported(name), models[name].cases)
        tags = {tag for one in wrong for tag in one["tags"]}
        lost = pressed[path_of(name)].loses
        assert tags <= {"integral_float", "discriminator"}
        told = "which MIME types belong to which kind of reference"
        assert ("discriminator" in tags) is (told in lost)
        assert ("integral_float" in tags) is ("that 1.0 is a whole number" in lost)
    assert "steps in exact decimal" in pressed[path_of("atelier/7-brush")].loses


@pytest.mark.parametrize("name", MODELS)
def test_a_valid_request_comes_back_as_it_was(name: str, models: dict, imported: Import) -> None:
    module = imported(name)
    valid = [one["request"] for one in models[name].cases if one["valid"]]
    for request in (one for one in valid if accepts(module, one)):
        read = module.Request.model_validate(request)
        assert read.model_dump(mode="json", exclude_unset=True) == request
        assert read.model_dump(mode="json") == request
        assert json.loads(read.model_dump_json()) == request


def test_the_examples_of_the_page_come_back_as_they_were(models: dict, imported: Import) -> None:
    kling, cases = imported("rivya/kling-2-6"), models["rivya/kling-2-6"].cases
    examples = [one["request"] for one in cases if one["name"].startswith("example ")]
    assert len(examples) == 2
    for one in examples:
        assert kling.Request.model_validate(one).model_dump(mode="json", exclude_unset=True) == one


def test_no_other_request_is_judged_otherwise_than_by_the_contract(
    models: dict, imported: Import
) -> None:
    kling, model = imported("rivya/kling-2-6"), models["rivya/kling-2-6"]
    seen = {True: 0, False: 0}
    for request in _MODULE.requests_from(model.contract, 3, 5000):
        wanted = model.oracle.is_valid(request)
        assert accepts(kling, request) is wanted, request
        seen[wanted] += 1
    assert min(seen.values()) > 500


@pytest.mark.parametrize("name", MODELS)
def test_null_is_refused_wherever_it_stands(name: str, models: dict, imported: Import) -> None:
    module = imported(name)
    full = next(one["request"] for one in models[name].cases if one["name"] == "every key")
    places = [one for one in _MODULE.places(full) if one]
    assert len(places) > 5
    for place in places:
        request = json.loads(json.dumps(full))
        _MODULE.at(request, place[:-1])[place[-1]] = None
        assert not accepts(module, request), place


def test_numbers_that_are_no_json_are_refused(imported: Import) -> None:
    kling = imported("rivya/kling-2-6")
    item = {"url": "https://example.com/a", "kind": "image"}
    for odd in ("NaN", "Infinity", "-Infinity"):
        text = json.dumps(item)[:-1] + f', "durationSeconds": {odd}}}'
        with pytest.raises(ValidationError, match="finite number"):
            kling.ReferenceMediaItem.model_validate_json(text)


def test_what_a_request_does_not_hold_is_missing_and_a_word_of_python_gets_an_underscore(
    imported: Import,
) -> None:
    brush = imported("atelier/7-brush")
    request = {"engine": "7-brush", "trace": "ab", "options": {"steps": 1, "lines": []}}
    request["options"]["class"] = "x"
    read = brush.Request.model_validate(request)
    assert read.options.class_ == "x"
    assert read.options.seed is MISSING
    assert read.model_dump(mode="json") == request


def test_an_editor_is_told_what_the_page_says(imported: Import) -> None:
    schema = imported("rivya/kling-2-6").Request.model_json_schema()
    duration = schema["$defs"]["Params"]["properties"]["duration"]
    assert duration["enum"] == ["5", "10"]
    assert duration["description"].startswith("Length of the clip, in seconds.")


@pytest.mark.parametrize(
    "bug",
    [
        ("rivya/kling-2-6", "Field(max_length=1000)", "Field(max_length=1001)"),
        ("rivya/kling-2-6", "StrictStr | MISSING = MISSING", "StrictStr | None = None"),
        ("rivya/kling-2-6", 'Literal["5", "10"]', 'Literal["5"]'),
        ("rivya/kling-2-6", 'extra="forbid"', 'extra="ignore"'),
        ("rivya/kling-2-6", '+$")', '+")'),
        ("atelier/7-brush", "    if isinstance(value, bool):", "    if value is None:"),
        ("atelier/7-brush", "Field(ge=0.5, le=0.5)", "Field(ge=0.5)"),
        ("atelier/7-brush", "StrictBool | MISSING", "bool | MISSING"),
        ("atelier/7-brush", "list[Annotated[StrictStr, Field(max_length=10)]]", "list[StrictStr]"),
    ],
)
def test_a_planted_bug_is_found(
    bug: tuple[str, str, str], models: dict, pressed: dict, run_module: Import
) -> None:
    name, old, new = bug
    text = pressed[path_of(name)].text
    assert old in text
    faulty = run_module(text.replace(old, new))
    wrong = judged_otherwise(faulty, models[name].cases)
    assert [one for one in wrong if LOST.isdisjoint(one.get("tags", ()))]


def test_alone_in_a_folder_they_import_without_a_warning(pressed: dict, tmp_path: Path) -> None:
    for name in MODELS:
        (tmp_path / Path(path_of(name)).name).write_text(pressed[path_of(name)].text, "utf-8")
    code = (
        "import kling_2_6, model_7_brush, pen\n"
        "print([kling_2_6.Request(model='kling-2-6', prompt='x').model_dump_json()])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = """['{"model":"kling-2-6","prompt":"x"}']\n"""
    assert (done.stdout, done.stderr) == (said, "")


def test_a_wrong_literal_null_and_a_forgotten_key_are_type_errors(
    pressed: dict, tmp_path: Path
) -> None:
    (tmp_path / "kling_2_6.py").write_text(pressed[path_of("rivya/kling-2-6")].text, "utf-8")
    calls = {
        'Params(duration="10")': "",
        'Params(duration="15")': 'Argument "duration" to "Params" has incompatible type',
        "Params(duration=None)": 'Argument "duration" to "Params" has incompatible type "None"',
        'Request(model="kling-2-6")': 'Missing named argument "prompt"',
        'Params(sond="true")': 'Unexpected keyword argument "sond"',
    }
    lines = ["from kling_2_6 import Params, Request", "", "_ = (Params, Request)", *calls]
    (tmp_path / "calls.py").write_text("\n".join(lines), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "calls.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [one for one in done.stdout.splitlines() if ": error: " in one]
    for number, wanted in enumerate(calls.values(), start=4):
        found = [one for one in errors if one.startswith(f"calls.py:{number}:")]
        assert bool(found) is bool(wanted)
        assert wanted in "".join(found)


def test_the_tree_that_is_committed_holds_them(pressed: dict) -> None:
    root = Path(__file__).parents[2]
    committed = root / "generated" / path_of("rivya/kling-2-6")
    assert committed.read_text("utf-8") == pressed[path_of("rivya/kling-2-6")].text
