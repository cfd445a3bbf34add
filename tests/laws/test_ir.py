"""Law 3: the IR is frozen, slotted and hashable, holds tuples only, and dumps to JSON."""

from __future__ import annotations

import ast
import json
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.emit.encoders.encoders import json_text
from specpress.ir.dump import dump
from specpress.ir.load import load_apis
from specpress.ir.types import api as api_module
from specpress.ir.types import prices as prices_module
from specpress.ir.types import rules as rules_module
from specpress.ir.types import types as types_module
from specpress.ir.types.api import IR_VERSION, Api
from specpress.ir.types.text import Places, SpecText, Word

ROOT = Path(__file__).parents[2]
SPECS = ("specs", "tests/cases/good/every-word/specs", "tests/cases/good/prices/specs")


@pytest.fixture(params=SPECS)
def api(request: pytest.FixtureRequest) -> Api:
    (found,) = load_apis(ROOT / request.param, Report())
    return found


def records(module: ModuleType) -> list[type]:
    own = (one for one in vars(module).values() if isinstance(one, type))
    return [one for one in own if is_dataclass(one) and one.__module__ == module.__name__]


MODULES = (api_module, prices_module, rules_module, types_module)


@pytest.mark.parametrize("record", [one for module in MODULES for one in records(module)])
def test_every_record_is_frozen_and_slotted(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]  # of every dataclass
    assert "__slots__" in vars(record)


def values(value: object) -> list[object]:
    """Return a value of the IR and everything within it."""
    if isinstance(value, tuple):
        return [value, *(inner for item in value for inner in values(item))]
    if is_dataclass(value) and not isinstance(value, type | Places | Source | Span):
        inner = (getattr(value, one.name) for one in fields(value))
        return [value, *(deeper for one in inner for deeper in values(one))]
    return [value]


def test_it_holds_records_tuples_enums_words_and_scalars_only(api: Api) -> None:
    for value in values(api):
        assert (
            value is None
            or is_dataclass(value)
            or isinstance(value, tuple | Enum | Word | SpecText | bool | int | float)
            or value in api_paths(api)
        ), repr(value)


def api_paths(api: Api) -> set[str]:
    """The paths that generated files name are the only plain strings; they are built, not read."""
    return {api.platform.path, *(model.path for model in api.models)}


def test_it_is_hashable_and_equal_to_another_reading(api: Api) -> None:
    again = [found for one in SPECS for found in load_apis(ROOT / one, Report())]
    assert hash(api) in {hash(one) for one in again}
    assert api in again


def test_it_cannot_be_changed(api: Api) -> None:
    with pytest.raises(FrozenInstanceError):
        api.platform.id = "other"  # type: ignore[misc,assignment]  # what is refused at run time
    with pytest.raises(AttributeError):
        api.platform.name.span = None  # type: ignore[misc,assignment]  # likewise


def test_every_word_and_text_knows_its_place(api: Api) -> None:
    located = [one for one in values(api) if isinstance(one, Word | SpecText)]
    assert len(located) > 50
    for one in located:
        assert one.span.source.path.endswith(".yaml")
        assert one.span.start is not None


def test_its_dump_is_json_with_its_version(api: Api) -> None:
    tree = json.loads(json_text(dump(api)))
    assert tree["is"] == "Api"
    assert tree["version"] == IR_VERSION


def test_dumping_what_is_no_ir_is_refused() -> None:
    with pytest.raises(TypeError, match="no part of the IR"):
        dump({})


@pytest.mark.parametrize("path", sorted((ROOT / "generator/specpress/ir").rglob("*.py")))
def test_it_does_no_io_and_knows_no_language(path: Path) -> None:
    forbidden = {"open", "print", "eval", "exec", "compile", "input"}
    modules = {"os", "sys", "io", "jinja2", "subprocess", "keyword", "ast"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in forbidden
        if isinstance(node, ast.Import):
            assert not modules & {one.name for one in node.names}
