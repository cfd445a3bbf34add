from __future__ import annotations

import ast
import builtins
import json
import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.emit.order import name_order
from specpress.emit.request.builder import builder_of
from specpress.emit.request.name import name_request
from specpress.emit.request.named import NamedChoice, NamedField, NamedList, NamedRecord
from specpress.emit.target import Context
from specpress.emit.templates import Templates
from specpress.emit.text import json_text
from specpress.ir.api import Request
from specpress.ir.load import load_apis
from specpress.ir.text import Places, SpecText, Word
from specpress.ir.types import Choice, Field, Integer, List, Record, Text, Type
from specpress.targets.validator.target import render_validator
from specpress.targets.vectors.derive import derive

SPAN = Span(Source("specs/acme/pen.yaml"))
AB = Choice((SpecText("a", SPAN), SpecText("b", SPAN)))


def record(**types: Type) -> Record:
    return Record(tuple(field(key, type_) for key, type_ in types.items()))


def field(key: str, type_: Type, *, required: bool = False) -> Field:
    return Field(Word(key, SPAN), type_, required=required, places=Places(SPAN))


def named(**types: Type) -> dict[str, NamedField]:
    return {str(one.field.name): one for one in name_request(record(**types)).fields}


def test_parts_are_named_after_their_keys() -> None:
    frame = record(width=Integer())
    request = name_request(record(aspectRatio=AB, pages=List(frame)))
    ratio, pages = request.fields
    assert (request.class_name, request.constant, request.check) == (
        "Request",
        "_REQUEST",
        "_check_request",
    )
    assert isinstance(ratio.type, NamedChoice)
    assert (ratio.local, ratio.type.alias, ratio.type.constant) == (
        "aspect_ratio",
        "AspectRatio",
        "_ASPECT_RATIO",
    )
    assert isinstance(pages.type, NamedList)
    assert (pages.local, pages.type.local, pages.type.constant) == ("pages", "page", "_PAGES")
    assert isinstance(pages.type.item, NamedRecord)
    assert (pages.type.item.class_name, pages.type.item.check) == ("Page", "_check_page")
    assert pages.type.item.summary == "An item of `pages`."


@pytest.mark.parametrize(
    ("key", "item"), [("s", "s_item"), ("glass", "glass_item"), ("of", "of_item")]
)
def test_an_item_of_a_list_without_a_plural_is_an_item(key: str, item: str) -> None:
    type_ = named(**{key: List(Text())})[key].type
    assert isinstance(type_, NamedList)
    assert type_.local == item


def test_a_choice_of_one_value_has_no_alias() -> None:
    type_ = named(kind=Choice((SpecText("image", SPAN),)))["kind"].type
    assert isinstance(type_, NamedChoice)
    assert type_.alias is None


def test_a_name_that_is_taken_gets_the_one_above_it() -> None:
    found = named(size=AB, frame=record(size=AB), page=record(frame=record(size=AB)))
    frame, page = found["frame"].type, found["page"].type
    assert isinstance(frame, NamedRecord)
    assert isinstance(page, NamedRecord)
    assert frame.fields[0].local == "frame_size"
    inner = page.fields[0].type
    assert isinstance(inner, NamedRecord)
    assert inner.class_name == "PageFrame"
    assert inner.fields[0].local == "page_frame_size"


def test_long_keys_are_cut_and_stay_apart() -> None:
    keys = [f"{'a_rather_long_name_of_a_key' * 2}_{end}" for end in "wxyz"]
    locals_ = [one.local for one in named(**dict.fromkeys(keys, Text())).values()]
    assert locals_ == [
        "a_rather_long_name_of_a",
        "request_a_rather_long_na",
        "request_a_rather_long_na_2",
        "request_a_rather_long_na_3",
    ]


def test_classes_stay_apart_without_underscores() -> None:
    keys = ("None", "request_None", "RequestNone2")
    classes = [one.type.alias for one in named(**dict.fromkeys(keys, AB)).values()]  # type: ignore[union-attr]  # choices all
    assert classes == ["RequestNone", "RequestRequestNone", "RequestNone2"]


@pytest.mark.parametrize("key", ["at", "filled", "found", "is_choice", "left", "refused", "value"])
def test_what_checks_use_themselves_is_no_name_of_a_local(key: str) -> None:
    assert named(**{key: Text()})[key].local == f"request_{key}"


def test_no_local_is_the_counter_of_another() -> None:
    found = named(params=record(x=Text()), params_left=Text())
    assert found["params_left"].local == "request_params_left"


@pytest.mark.parametrize("key", ["messages", "url", "date_time", "most_listed", "request"])
def test_no_constant_is_one_that_the_module_has(key: str) -> None:
    type_ = named(**{key: AB})[key].type
    assert isinstance(type_, NamedChoice)
    assert type_.constant == f"_REQUEST_{key.upper()}"


def builder(*fields: Field) -> list[str]:
    """Return the names of the arguments that build a request of these fields, beside `model`."""
    whole = Record((field("model", AB, required=True), *fields))
    keys = {str(one.name): one.name for one in whole.fields}
    request = Request(whole, keys["model"], keys.get("prompt"), keys.get("params"))
    found = builder_of(request, name_request(whole))
    first = [found.prompt] if found.prompt else []
    last = [found.settings] if found.settings else []
    return [str(one.name) for one in (*first, *found.keywords, *last)]


def test_arguments_are_not_cut() -> None:
    keys = [f"{'a_rather_long_name_of_a_key' * 2}_{end}" for end in "xy"]
    assert builder(*(field(one, Text()) for one in keys)) == keys


def test_arguments_stay_apart() -> None:
    params = field("params", record(prompt=Text(), body_=Text(), trace=Text()))
    prompt = field("prompt", Text(), required=True)
    others = [field(one, Text()) for one in ("body", "for", "for_", "trace", "Params")]
    assert builder(prompt, *others, params) == [
        "prompt",
        *("body__", "for_", "for__", "trace_", "params_"),
        "params",
    ]


def test_a_prompt_that_may_be_left_out_is_no_setting() -> None:
    params = field("params", record(prompt=Text()))
    assert builder(params, field("trace", Text()), field("prompt", Text())) == [
        "prompt_",
        "trace",
        "params",
    ]


def test_names_are_listed_as_the_linter_sorts_them() -> None:
    names = ["check", "B", "V10", "MODEL", "Violation", "V2", "V02", "Va", "A_1", "is_valid"]
    assert sorted(names, key=name_order) == [
        *("A_1", "MODEL", "V02", "V2", "V10"),
        *("B", "Va", "Violation", "check", "is_valid"),
    ]


KEYS_IN_ONE = 40

PLATFORM = """\
platform: acme
name: Acme
version: v1
server: https://api.example.com
source: { page: /docs }
request:
  model: { type: model_id }
  prompt: { type: prompt }
  params: { type: settings }
"""
MODEL = """\
model: pen
name: Pen
output: image
source: { page: /docs/pen }
params:
"""
TYPES = (
    "{ type: text, max_length: 5, default: ab }",
    "{ choices: [a, b], default: a }",
    "{ type: object, fields: { x: { type: integer, default: 1, min: 0 } } }",
    "{ type: list, items: { type: integer, min: 0 }, max_items: 2 }",
    "{ type: number, min: 0, step: 0.05 }",
    "{ type: list, items: { type: object, fields: { z: { type: text, format: url } } } }",
)


def rendered(specs: Path, keys: list[str], turn: int) -> tuple[str, list[str]]:
    """Return a validator of settings with these keys, and what it judges wrongly."""
    (specs / "acme").mkdir(parents=True)
    (specs / "acme" / "platform.yaml").write_text(PLATFORM, "utf-8")
    settings = (f'  "{key}": {TYPES[(at + turn) % len(TYPES)]}\n' for at, key in enumerate(keys))
    (specs / "acme" / "pen.yaml").write_text(MODEL + "".join(settings), "utf-8")
    (api,) = load_apis(specs, Report())
    text = render_validator(api, api.models[0], Context(Templates())).text
    module = ModuleType("pen")
    exec(compile(text, "pen.py", "exec"), module.__dict__)  # noqa: S102 - what is tested
    wrong = []
    for case in derive(api.models[0]):
        request = json.loads(json_text(case.request))
        verdict = [] if case.verdict is None else [(case.verdict.code, case.verdict.at)]
        found = [(one.code, one.at) for one in module.check(request)]
        if found != verdict or module.is_valid(request) is bool(verdict):
            wrong.append(case.name)
        elif not verdict:
            module.with_defaults(request)
    return text, wrong


def identifiers(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.alias(name=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Attribute(attr=name):
                yield name


def awkward_keys(validator: str) -> list[str]:
    """Return every word that means something in a validator or to Python, as a key.

    One of each that differ in case only, which no request may have both of.
    """
    words = {*identifiers(validator), *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}
    words |= {"a" * 63, "B" * 63, "b_" * 31, "a1", "a02", "a10", "A" * 30 + "x", "params_prompt"}
    known: dict[str, str] = {}
    for word in sorted(words | {one.lower() for one in words}):
        key = word.strip("_")
        folded = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).casefold()
        if re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,62}", key):
            known.setdefault(folded, key)
    return list(known.values())


def ruff(*arguments: str, cwd: Path) -> str:
    """Return what ruff has to say of a folder."""
    tool = Path(sys.executable).with_name("ruff")
    alone = ("--isolated", "--no-cache", "--target-version=py311")
    ran = subprocess.run(
        [tool, *arguments, *alone, "."], cwd=cwd, capture_output=True, text=True, check=False
    )
    return ran.stdout


@pytest.mark.parametrize("turn", range(len(TYPES)))
def test_every_word_of_a_validator_or_of_python_may_be_a_key(
    turn: int, root: Path, tmp_path: Path
) -> None:
    known = (root / "generated/validator/rivya/kling_2_6.py").read_text("utf-8")
    keys = awkward_keys(known)
    assert len(keys) > 300
    generated = tmp_path / "generated"
    generated.mkdir()
    for at in range(0, len(keys), KEYS_IN_ONE):
        text, wrong = rendered(tmp_path / str(at), keys[at : at + KEYS_IN_ONE], turn)
        assert wrong == []
        (generated / f"pen_{at}.py").write_text(text, "utf-8")
    assert ruff("format", "--diff", cwd=generated) == ""
    ignored = "--ignore=CPY001,INP001,C901,PLR0911,PLR0912,PLR0915,COM812,D203,D213"
    assert ruff("check", "--quiet", "--select=ALL", ignored, cwd=generated) == ""
