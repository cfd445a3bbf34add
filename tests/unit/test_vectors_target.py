"""Vectors are derived one place at a time, and written with the schema of the same model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api
from specpress.ir.types.text import SpecText, Tree, plain
from specpress.targets import jsonschema, vectors
from specpress.targets.vectors.case import members_of, pointer, with_value, without
from specpress.targets.vectors.derive import derive
from specpress.targets.vectors.samples import ASTRAL

SPAN = Span(Source("specs/acme/pen.yaml"))
TREE: Tree = {"a": [{"b": 1}, {"b": 2}], "c": 3}


def test_a_value_is_put_in_place_of_another_in_a_copy() -> None:
    assert with_value(TREE, ("a", 1, "b"), 9) == {"a": [{"b": 1}, {"b": 9}], "c": 3}
    assert with_value(TREE, ("d",), 9) == {"a": [{"b": 1}, {"b": 2}], "c": 3, "d": 9}
    assert with_value(TREE, (), None) is None
    assert TREE == {"a": [{"b": 1}, {"b": 2}], "c": 3}


def test_a_key_is_left_out_in_a_copy() -> None:
    assert without(TREE, ("a", 0, "b")) == {"a": [{}, {"b": 2}], "c": 3}
    assert without(TREE, ("c",)) == {"a": [{"b": 1}, {"b": 2}]}
    assert without(TREE, ("c", "x")) == {"a": [{"b": 1}, {"b": 2}], "c": {}}
    assert TREE == {"a": [{"b": 1}, {"b": 2}], "c": 3}


def test_only_keys_that_are_names_are_members() -> None:
    assert members_of({"a": 1}) == {"a": 1}
    assert members_of({SpecText("a", SPAN): 1}) == {}
    assert members_of([1]) == {}


def test_places_are_json_pointers() -> None:
    assert pointer(()) == ""
    assert pointer(("a", 0, "b/c~d")) == "/a/0/b~1c~0d"


PLATFORM = """\
platform: acme
name: Acme
version: v1
server: https://api.example.com
source: { page: /docs }
request:
  model: { type: model_id }
  params: { type: settings }
  note: { type: text, max_length: 2, required: true }
references:
  param: files
  kinds: [image]
  item: { url: { type: text, required: true } }
uploads: { image: { max_size: 1 MB, mime: [image/png] } }
"""
MODEL = """\
model: pen
name: "The \\"Pen\\""
output: image
source: { page: /docs/pen }
params:
  pages:
    type: list
    max_items: 2
    items:
      type: object
      fields:
        size: { type: integer }
        share: { type: number, step: 0.05 }
        layers: { choices: [1, 2] }
  none: { type: list, items: { type: boolean }, max_items: 0 }
"""
MORE = """\
credits: { billing: metered, base: 3 }
references: { max_items: 1, image: { max_size: 1 MB, mime: [image/png] } }
examples:
  requests:
    plain: { model: pen, note: ab }
    floats:
      model: pen
      note: ab
      params: { pages: [{ size: 1.0, share: 0.15, layers: 2.0 }, { share: 1, layers: 2 }] }
"""


@pytest.fixture
def api(tmp_path: Path) -> Api:
    """Return a platform of two models: one that says little, one with a price and an example."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "platform.yaml").write_text(PLATFORM, "utf-8")
    (tmp_path / "acme" / "pen.yaml").write_text(MODEL + MORE, "utf-8")
    plain_model = MODEL.replace("model: pen", "model: ink")
    (tmp_path / "acme" / "ink.yaml").write_text(plain_model, "utf-8")
    (found,) = load_apis(tmp_path, Report())
    return found


def written(target: vectors.target.VectorsTarget | jsonschema.JsonSchemaTarget, api: Api) -> Any:
    """Return what a target writes, by path."""
    files = target.emit(api, Context(Templates()))
    return {one.path: (json.loads(one.text), one.loses) for one in files}


def test_one_place_at_a_time_is_varied(api: Api) -> None:
    ink, pen = api.models
    names = [one.name for one in derive(pen)]
    assert names[:4] == ["example plain", "example floats", "required keys only", "every key"]
    assert [one.name for one in derive(ink)] == [
        one for one in names[2:] if not one.startswith("/params/files")
    ]
    assert {
        "/model: absent",
        "/params/pages: one item too many",
        "/params/pages/0: unknown key",
        "/params/none: one item too many",
    } <= set(names)
    assert not [one for one in names if one.startswith("/params/none/0")]
    by_name = {one.name: one for one in derive(pen)}
    case = by_name["/params/pages/0/size: text instead"]
    assert plain(case.request) == {
        "model": "pen",
        "params": {
            "pages": [{"size": "some other text", "share": 0, "layers": 1}],
            "none": [],
            "files": [{"url": f"aaaaa{ASTRAL}"}],
        },
        "note": f"a{ASTRAL}",
    }
    assert case.verdict is not None
    assert (case.verdict.code, case.verdict.at) == ("type", "/params/pages/0/size")
    absent = by_name["/note: absent"].verdict
    assert absent is not None
    assert (absent.code, absent.at) == ("required", "/note")
    assert by_name["/params: absent"].verdict is None


def test_vectors_are_written_as_one_document_a_model(api: Api) -> None:
    found = written(vectors.TARGET, api)
    assert list(found) == ["vectors/acme/ink.json", "vectors/acme/pen.json"]
    document, loses = found["vectors/acme/pen.json"]
    assert loses == ()
    assert list(document) == ["generated", "model", "cases", "prices"]
    assert document["generated"] == "Generated by specpress from specs/acme/pen.yaml. DO NOT EDIT."
    assert document["model"] == "pen"
    cases = {one["name"]: one for one in document["cases"]}
    assert len(cases) == len(document["cases"])
    assert cases["example plain"] == {
        "name": "example plain",
        "valid": True,
        "request": {"model": "pen", "note": "ab"},
    }
    (priced,) = document["prices"]
    assert priced["estimate"] == {"low": 3, "high": None, "unit": "credits"}
    assert priced["request"] == {"model": "pen", "note": "ab"}
    assert cases["example floats"]["tags"] == ["integral_float", "step_ulp"]
    assert cases["/params/pages/0/size: a whole float"]["tags"] == ["integral_float"]
    assert cases["request: unknown key"]["violation"] == {"code": "unknown", "at": "/not_a_key"}


def test_a_schema_is_written_a_model_and_says_what_it_cannot_say(api: Api) -> None:
    found = written(jsonschema.TARGET, api)
    assert list(found) == [f"jsonschema/acme/{one}.schema.json" for one in ("ink", "pen")]
    marker = "Generated by specpress from specs/acme/pen.yaml. DO NOT EDIT."
    schema, loses = found["jsonschema/acme/pen.schema.json"]
    assert loses == ("the price", "the largest upload of each kind of reference")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$comment"] == " ".join([marker, *(f"Cannot say: {one}." for one in loses)])
    assert schema["title"] == 'The "Pen"'
    assert schema["examples"][0] == {"model": "pen", "note": "ab"}
    assert schema["required"] == ["model", "note"]
    schema, loses = found["jsonschema/acme/ink.schema.json"]
    assert loses == ()
    assert schema["$comment"] == marker.replace("pen", "ink")
    assert "examples" not in schema
