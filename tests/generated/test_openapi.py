"""OpenAPI documents are valid, pass what linters ask, and judge requests as the contract does."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.generated.openapi_rules import (
    operations,
    oracle,
    request_schema,
    resolved,
    slips,
)

_SPEC = importlib.util.spec_from_file_location(
    "requests_from", Path(__file__).with_name("requests_from.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
requests_from = _MODULE.requests_from

MODELS = ("rivya/kling-2-6", "atelier/7-brush", "atelier/loom", "atelier/pen")
RIVYA = sorted(one.stem for one in (Path(__file__).parents[2] / "specs/rivya").glob("*.yaml"))
LOOM = ("drift", "easel", "frame", "mosaic", "reel", "thread", "voice")
"""Models of a platform without calls, whose documents are components that nothing uses."""

DOCUMENTS = (
    *("atelier", "loom", "rivya", *MODELS[1:]),
    *(f"loom/{one}" for one in LOOM),
    *(f"rivya/{one}" for one in RIVYA if one != "platform"),
)
PAIRS = [(model, name) for model in MODELS for name in (model, model.split("/")[0])]
EACH = 3_000


@pytest.fixture(scope="session")
def documents(pressed: dict) -> dict[str, dict[str, Any]]:
    """Every document, by PLATFORM or PLATFORM/MODEL."""
    return {
        path.removeprefix("openapi/").removesuffix(".openapi.json"): json.loads(file.text)
        for path, file in pressed.items()
        if path.startswith("openapi/")
    }


def test_there_is_one_document_a_platform_and_one_a_model(documents: dict) -> None:
    assert sorted(documents) == sorted(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_openapi(name: str, documents: dict) -> None:
    assert [one.message for one in OpenAPIV31SpecValidator(documents[name]).iter_errors()] == []


@pytest.mark.parametrize("name", [one for one in DOCUMENTS if not one.startswith("loom")])
def test_a_document_has_what_linters_ask_for(name: str, documents: dict) -> None:
    assert list(slips(documents[name])) == []


def as_told(schema: Any) -> Any:
    """Return a schema without the steps that OpenAPI tells to people only."""
    if isinstance(schema, list):
        return [as_told(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: as_told(one)
        for key, one in schema.items()
        if key != "multipleOf" or float(one).is_integer()
    }


@pytest.mark.parametrize(("model", "name"), PAIRS)
def test_a_vector_gets_its_verdict_from_the_document(
    model: str, name: str, documents: dict, models: dict
) -> None:
    document = documents[name]
    judge = oracle(document, request_schema(document))
    told = oracle(document, as_told(models[model].contract))
    for case in models[model].cases:
        verdict = judge.is_valid(case["request"])
        assert verdict is told.is_valid(case["request"]), case["name"]
        is_step = case.get("violation", {}).get("code") == "step"
        is_lost = is_step or "rule_unsaid" in case.get("tags", ())
        assert verdict is case["valid"] or is_lost, case["name"]


@pytest.mark.parametrize(("model", "name"), PAIRS)
def test_the_document_and_the_contract_never_disagree(
    model: str, name: str, documents: dict, models: dict
) -> None:
    document, known = documents[name], models[model]
    judge, accepted = oracle(document, request_schema(document)), 0
    told = oracle(document, as_told(known.contract))
    for request in requests_from(known.contract, 0, EACH):
        wanted = told.is_valid(request)
        # The whole platform takes requests of its other models as well.
        if wanted or name == model:
            assert judge.is_valid(request) is wanted, request
        accepted += wanted
    assert 0.05 * EACH < accepted < 0.85 * EACH


def test_a_model_is_told_by_its_key(documents: dict) -> None:
    union = resolved(documents["atelier"], request_schema(documents["atelier"]))
    assert union["discriminator"] == {
        "propertyName": "engine",
        "mapping": {
            "7-brush": "#/components/schemas/Model7BrushRequest",
            "loom": "#/components/schemas/LoomRequest",
            "pen": "#/components/schemas/PenRequest",
        },
    }
    union = resolved(documents["rivya"], request_schema(documents["rivya"]))
    assert len(union["discriminator"]["mapping"]) == len(RIVYA) - 1


def test_both_examples_of_the_page_are_there_by_name(documents: dict) -> None:
    def names(document: dict[str, Any]) -> list[str]:
        create = document["paths"]["/api/v1/generations"]["post"]
        return list(create["requestBody"]["content"]["application/json"]["examples"])

    assert names(documents["rivya/kling-2-6"]) == ["minimal", "with_reference"]
    assert {"kling-2-6.minimal", "kling-2-6.with_reference"} <= set(names(documents["rivya"]))


def test_a_fragment_has_the_calls_of_a_job_and_the_errors_of_its_page(documents: dict) -> None:
    fragment = documents["rivya/kling-2-6"]
    assert [one["operationId"] for *_, one in operations(fragment)] == [
        "create",
        "status",
        "upload",
    ]
    assert list(fragment["components"]["responses"]) == [
        "Job", "Error400", "Error401", "Error403", "Error404", "Error409", "Error429", "ErrorOther",
    ]  # fmt: skip
    assert [one["operationId"] for *_, one in operations(documents["atelier/pen"])] == [
        "create",
        "status",
    ]


def test_every_error_stands_under_its_status_with_an_example(documents: dict) -> None:
    responses = documents["rivya"]["components"]["responses"]
    codes = {
        name: list(one["x-errors"]) for name, one in responses.items() if name.startswith("Error")
    }
    assert codes == {
        "Error400": ["validation_failed"],
        "Error401": ["api_key_missing", "api_key_invalid", "api_key_revoked", "api_key_expired"],
        "Error403": ["api_scope_denied"],
        "Error404": ["not_found"],
        "Error409": ["idempotency_conflict"],
        "Error429": ["rate_limited"],
        "Error503": ["public_api_disabled"],
        "ErrorOther": ["insufficient_credits", "generation_failed"],
    }
    for name, found in codes.items():
        assert list(responses[name]["content"]["application/json"]["examples"]) == found
    assert responses["Error429"]["x-errors"]["rate_limited"]["x-retry"] == "backoff"


def test_a_call_without_a_key_has_no_errors_of_the_key(documents: dict) -> None:
    call = documents["rivya"]["paths"]["/api/v1/models"]["get"]
    assert call["security"] == []
    assert not {"401", "403"} & call["responses"].keys()
    assert "429" in call["responses"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_no_page_states_is_marked(name: str, documents: dict) -> None:
    document = documents[name]
    for *_, operation in operations(document):
        for status, response in operation["responses"].items():
            found = resolved(document, response)
            if status == "200":
                assert found["x-inferred"] == {"status": "No page names the status of success."}
            elif "examples" in found["content"]["application/json"]:
                assert found["content"]["application/json"]["x-inferred"]


def test_an_answer_that_no_page_shows_is_open_and_says_so(documents: dict) -> None:
    document = documents["rivya"]
    answer = document["paths"]["/api/v1/files/{id}"]["get"]["responses"]["200"]
    assert answer["description"] == "No page shows this answer."
    assert resolved(document, answer["content"]["application/json"]["schema"])[
        "additionalProperties"
    ]


def test_answers_take_keys_that_no_page_shows_yet(documents: dict) -> None:
    document = documents["rivya/kling-2-6"]
    media = document["components"]["responses"]["Job"]["content"]["application/json"]
    judge = oracle(document, media["schema"])
    job = media["examples"]["created"]["value"]
    assert judge.is_valid({**job, "eta": 5, "result": {"width": 1}})
    assert not judge.is_valid({**job, "status": "gone"})
    assert not judge.is_valid({**job, "id": None})


def test_a_file_is_uploaded_as_bytes_with_its_policy_beside_it(documents: dict) -> None:
    file = documents["rivya/kling-2-6"]["components"]["schemas"]["UploadForm"]["properties"]["file"]
    policy = file.pop("x-upload-policy")
    assert file == {
        "type": "string",
        "description": "The file.",
        "format": "binary",
        "contentMediaType": "application/octet-stream",
    }
    assert [one["kind"] for one in policy["default"]] == ["image", "video", "audio"]
    (image,) = policy["models"]["kling-2-6"]
    assert image == {
        "kind": "image",
        "max_bytes": 10_000_000,
        "mime": ["image/jpeg", "image/png", "image/webp"],
    }


def test_a_document_lists_what_it_cannot_carry(documents: dict, pressed: dict) -> None:
    for name, document in documents.items():
        losses = pressed[f"openapi/{name}.openapi.json"].loses
        assert tuple(document.get("x-not-carried", ())) == losses, name
    assert "the price" in documents["rivya/kling-2-6"]["x-not-carried"]
    assert (
        "steps that are fractions, but in x-step" in documents["atelier/7-brush"]["x-not-carried"]
    )


def put(*path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return what puts a value at a place of a document, or takes the place away for None."""

    def change(document: dict[str, Any]) -> None:
        *steps, last = path
        for step in steps:
            document = document[step]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


CREATE = ("paths", "/api/v1/generations", "post")
STATUS = ("paths", "/api/v1/generations/{id}", "get")
SCHEMAS = ("components", "schemas")
HORSE = (*SCHEMAS, "Happyhorse10Request")
BROKEN = {
    "a condition that linters close": put(
        *HORSE, "then", "allOf", value=[{"properties": {"seed": {}}}]
    ),
    "a condition requires a key that is not described": put(
        *HORSE, "then", "allOf", value=[{"if": {"required": ["seed"]}}]
    ),
    "generators of clients make classes of its parts": put(*HORSE, "allOf", value=[]),
    "info lacks contact": put("info", "contact", value=None),
    "its id is not its own": put(*CREATE, "operationId", value="status"),
    "a tag is missing or not described": put(*CREATE, "tags", value=["other"]),
    "no description": put(*CREATE, "description", value=None),
    "no answer 2xx": put(*CREATE, "responses", "200", value=None),
    "an unknown way to sign in": put(*CREATE, "security", value=[{"basic": []}]),
    "the parameters are not those of the path": put(*STATUS, "parameters", value=[]),
    "is used nowhere": put(*SCHEMAS, "Spare", value={"type": "string"}),
    "leads nowhere": put(*SCHEMAS, "Kling26Params", value=None),
    "choices without a type": put(
        *SCHEMAS, "Kling26Request", "properties", "model", value={"const": "kling-2-6"}
    ),
    "words beside a reference": put(
        *SCHEMAS, "Kling26Request", "properties", "params", "description", value="x"
    ),
    "the mapping is not that of the alternatives": put(
        *SCHEMAS, "CreateRequest", "discriminator", "mapping", value={}
    ),
    "the example kling-2-6.minimal is refused": put(
        *SCHEMAS, "Kling26Params", "properties", "duration", "enum", value=["10"]
    ),
}


@pytest.mark.parametrize(("slip", "change"), BROKEN.items(), ids=BROKEN)
def test_a_broken_document_is_noticed(
    slip: str, change: Callable[[dict[str, Any]], None], documents: dict
) -> None:
    document = copy.deepcopy(documents["rivya"])
    change(document)
    assert any(slip in one for one in slips(document))


def test_a_schema_that_forgets_a_limit_is_noticed_by_the_vectors(
    documents: dict, models: dict
) -> None:
    document = copy.deepcopy(documents["rivya"])
    del document["components"]["schemas"]["Kling26Request"]["properties"]["prompt"]["maxLength"]
    judge = oracle(document, request_schema(document))
    cases = models["rivya/kling-2-6"].cases
    assert any(judge.is_valid(one["request"]) is not one["valid"] for one in cases)
