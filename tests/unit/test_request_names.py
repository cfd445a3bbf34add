"""Names of parts of a request: each its own, whatever the keys are called."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from specpress.diagnostics.source import Source, Span
from specpress.emit.python.name_order import name_order
from specpress.emit.python.request.builder import builder_of
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedField,
    NamedList,
    NamedRecord,
)
from specpress.emit.python.request.naming import name_request
from specpress.ir.types.api import Request
from specpress.ir.types.text import Places, SpecText, Word
from specpress.ir.types.types import Choice, Field, Integer, List, Record, Text, Type

SPAN = Span(Source("specs/acme/pen.yaml"))
AB = Choice((SpecText("a", SPAN), SpecText("b", SPAN)))


def runtime() -> Iterator[ast.Module]:
    """Yield the trees of the files that validators carry."""
    for file in files("specpress.runtime").iterdir():
        if file.name.endswith(".py"):
            yield ast.parse(file.read_text("utf-8"))


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


@pytest.mark.parametrize("key", ["at", "filled", "found", "index", "left", "request", "value"])
def test_what_checks_name_themselves_is_no_name_of_a_local(key: str) -> None:
    assert named(**{key: Text()})[key].local == f"request_{key}"


def called_by_checks(validator: str) -> set[str]:
    """Return the functions of the module that its checks call, but for other checks."""
    body = ast.parse(validator).body
    checks = [one for one in body if isinstance(one, ast.FunctionDef)]
    calls = (
        node.func.id
        for one in checks
        if one.name == "_fits" or one.name.startswith("_check_")
        for node in ast.walk(one)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    return {one.name for one in checks if not one.name.startswith("_check_")} & set(calls)


def test_what_checks_call_is_no_name_of_a_local(root: Path) -> None:
    every_word = root / "tests/cases/good/every-word/expected/validator/atelier"
    called = called_by_checks((every_word / "model_7_brush.py").read_text("utf-8"))
    assert len(called) >= 8
    for key in called:
        assert named(**{key: Text()})[key].local == f"request_{key}"


def test_no_local_is_the_counter_of_another() -> None:
    found = named(params=record(x=Text()), params_left=Text())
    assert found["params_left"].local == "request_params_left"


def carried_constants() -> Iterator[str]:
    """Yield the constants of the runtime, which validators carry."""
    for tree in runtime():
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id


@pytest.mark.parametrize("name", [*carried_constants(), "_URL", "_DATE_TIME"])
def test_no_constant_is_one_that_the_module_has(name: str) -> None:
    key = name.strip("_").lower()
    type_ = named(**{key: AB})[key].type
    assert isinstance(type_, NamedChoice)
    assert type_.constant != name


@pytest.mark.parametrize("key", ["l", "I", "O", "l_", "none"])
def test_no_name_is_taken_for_a_number(key: str) -> None:
    one = named(**{key: List(AB)})[key]
    assert isinstance(one.type, NamedList)
    assert isinstance(one.type.item, NamedChoice)
    assert {one.local, one.type.local, one.type.item.alias}.isdisjoint({"l", "I", "O"})


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


KEYS_IN_ONE = 20

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


def model_of(keys: list[str], turn: int) -> str:
    """Return a model with these settings, whose types change from turn to turn."""
    types = (TYPES[(at + turn) % len(TYPES)] for at in range(len(keys)))
    return MODEL + "".join(f'  "{one}": {type_}\n' for one, type_ in zip(keys, types, strict=True))


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
    words = {*identifiers(validator), *keyword.kwlist, *keyword.softkwlist}
    words |= {one for one in dir(builtins) if not one.endswith(("Error", "Warning"))}
    words |= {"a" * 63, "B" * 63, "b_" * 31, "a1", "a02", "a10", "A" * 30 + "x", "params_prompt"}
    known: dict[str, str] = {}
    for word in sorted(words | {one.lower() for one in words}):
        key = word.strip("_")
        folded = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).casefold()
        if re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,62}", key):
            known.setdefault(folded, key)
    return list(known.values())


@pytest.mark.parametrize(
    "turn", [1, *(pytest.param(one, marks=pytest.mark.soak) for one in (0, 2, 3, 4, 5))]
)
def test_every_word_of_a_validator_or_of_python_may_be_a_key(
    turn: int, root: Path, validator: Callable[[str, str], Any], linter: Callable[[list[str]], str]
) -> None:
    known = (root / "generated/validator/rivya/kling_2_6.py").read_text("utf-8")
    keys = awkward_keys(known)
    assert len(keys) > 250
    shares = (keys[at : at + KEYS_IN_ONE] for at in range(0, len(keys), KEYS_IN_ONE))
    rendered = [validator(PLATFORM, model_of(one, turn)) for one in shares]
    assert [one.wrong for one in rendered if one.wrong] == []
    assert linter([one.text for one in rendered]) == ""
