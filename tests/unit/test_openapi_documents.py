"""OpenAPI documents of platforms that say less, or more oddly, than the two in the tree."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from specpress.diagnostics.report import Report
from specpress.emit.file import File
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.targets.openapi import TARGET

HEAD = """\
platform: acme
name: Acme
version: v1
server: https://api.acme.test
source: { page: /docs }
request:
  model: { type: model_id }
  params: { type: settings }
"""
CREATE = "  create: { method: POST, path: /v1/jobs }\n"
MODEL = "model: pen\nname: Pen\noutput: image\nsource: { page: /docs/pen }\n"

Press = Callable[..., dict[str, File]]


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Return what writes the documents of a platform from the texts of its specs."""

    def run(platform: str, **models: str) -> dict[str, File]:
        folder = tmp_path / "specs" / "acme"
        folder.mkdir(parents=True)
        (folder / "platform.yaml").write_text(platform, "utf-8")
        for name, text in models.items():
            (folder / f"{name}.yaml").write_text(text, "utf-8")
        (api,) = load_apis(tmp_path / "specs", Report())
        return {one.path: one for one in TARGET.emit(api, Context(Templates()))}

    return run


def read(files: dict[str, File], path: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files[f"openapi/{path}.openapi.json"].text)
    assert [one.message for one in OpenAPIV31SpecValidator(document).iter_errors()] == []
    return document


def test_a_platform_without_calls_has_the_schemas_of_its_requests(press: Press) -> None:
    document = read(press(HEAD, pen=MODEL), "acme/pen")
    assert document["paths"] == {}
    assert document["security"] == []
    assert list(document["components"]) == ["schemas"]
    assert list(document["components"]["schemas"]) == ["PenRequest", "PenParams"]


def test_a_platform_without_models_has_no_document(press: Press) -> None:
    assert press(f"{HEAD}operations:\n{CREATE}") == {}


def test_without_a_job_and_errors_every_answer_is_open(press: Press) -> None:
    document = read(press(f"{HEAD}operations:\n{CREATE}", pen=MODEL), "acme")
    responses = document["paths"]["/v1/jobs"]["post"]["responses"]
    assert list(responses) == ["200", "default"]
    answer = responses["200"]["content"]["application/json"]["schema"]
    assert answer == {"$ref": "#/components/schemas/UndocumentedAnswer"}
    assert document["components"]["responses"]["ErrorOther"] == {
        "description": "An error whose status no page states."
    }


def test_of_two_calls_with_one_path_and_method_the_first_is_carried(press: Press) -> None:
    again = "  again: { method: POST, path: /v1/jobs }\n  look: { method: GET, path: /v1/jobs }\n"
    document = read(press(f"{HEAD}operations:\n{CREATE}{again}", pen=MODEL), "acme")
    calls = {method: one["operationId"] for method, one in document["paths"]["/v1/jobs"].items()}
    assert calls == {"post": "create", "get": "look"}
    assert document["x-not-carried"] == ["the second of two calls with one path and method"]


JOB = """\
job:
  pending: [queued]
  succeeded: [done]
  failed: [lost]
  answer:
    data: { type: object, fields: { id: { type: job_id }, state: { type: status } } }
"""
STATUS = "  status: { method: GET, path: '/v1/jobs/{job}' }\n"


def test_a_job_leads_to_the_call_that_asks_for_its_state(press: Press) -> None:
    document = read(press(f"{HEAD}operations:\n{CREATE}{STATUS}{JOB}", pen=MODEL), "acme/pen")
    (link,) = document["components"]["responses"]["Job"]["links"].values()
    assert link["operationId"] == "status"
    assert link["parameters"] == {"job": "$response.body#/data/id"}


def test_a_job_that_no_call_asks_for_leads_nowhere(press: Press) -> None:
    document = read(press(f"{HEAD}operations:\n{CREATE}{JOB}", pen=MODEL), "acme/pen")
    assert "links" not in document["components"]["responses"]["Job"]


ERRORS = """\
error_answer:
  code: { type: error_code, required: true }
  status: { type: integer, required: true }
errors:
  refused: { http: 400, doc: Refused. }
"""


def test_an_example_for_which_a_value_would_be_invented_is_left_out(press: Press) -> None:
    document = read(press(f"{HEAD}operations:\n{CREATE}{ERRORS}", pen=MODEL), "acme")
    response = document["components"]["responses"]["Error400"]
    assert response["x-errors"] == {"refused": {"description": "Refused."}}
    assert response["content"]["application/json"] == {
        "schema": {"$ref": "#/components/schemas/ErrorAnswer"}
    }


def test_names_of_components_are_kept_apart_whatever_their_case(press: Press) -> None:
    models = {
        name: MODEL.replace("model: pen", f"model: {name}")
        for name in ("a-b", "ab", "a-bc", "create")
    }
    params = "params:\n  b_request: { type: object, fields: { x: { type: text } } }\n"
    files = press(f"{HEAD}operations:\n{CREATE}", a=MODEL.replace("pen", "a") + params, **models)
    schemas = list(read(files, "acme")["components"]["schemas"])
    assert len({one.casefold() for one in schemas}) == len(schemas)
    assert schemas == [
        *("CreateRequest", "ABRequest", "ABParams", "ABcRequest", "ABcParams"),
        *("AV2Request", "AV2Params", "AV2BRequest", "AbV2Request", "AbV2Params"),
        *("CreateV2Request", "CreateV2Params", "UndocumentedAnswer"),
    ]


CHOICES = """\
params:
  one: { choices: ["5"] }
  whole: { choices: [1, 2] }
  mixed: { choices: [1, 0.5, 2, auto] }
  inner: { type: object, doc: Within., fields: { flag: { type: boolean, default: false } } }
"""


def test_choices_stand_beside_their_types(press: Press) -> None:
    schemas = read(press(HEAD, pen=MODEL + CHOICES), "acme/pen")["components"]["schemas"]
    properties = schemas["PenParams"]["properties"]
    assert properties == {
        "one": {"type": "string", "const": "5", "enum": ["5"]},
        "whole": {"type": "integer", "enum": [1, 2]},
        "mixed": {
            "anyOf": [
                {"type": "integer", "enum": [1, 2]},
                {"type": "number", "const": 0.5},
                {"type": "string", "const": "auto", "enum": ["auto"]},
            ]
        },
        "inner": {"$ref": "#/components/schemas/PenInner"},
    }
    assert schemas["PenInner"] == {
        "description": "Within.",
        "type": "object",
        "properties": {"flag": {"type": "boolean", "default": False}},
        "additionalProperties": False,
    }
