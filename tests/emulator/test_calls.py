"""What an emulator answers when nothing goes wrong, and when a call is wrong."""

from __future__ import annotations

import json

import pytest
from specpress.emulator.answers.sample_media import sample
from specpress.targets.python.runtime.files.media_type import sniff

from tests.emulator.calls import KLING, Caller
from tests.emulator.conftest import Opened

ATELIER = {"engine": "pen", "text": "A heron", "trace": "abc"}


def test_a_job_goes_through_every_state_to_its_result(rivya: Caller) -> None:
    created = rivya.create()
    job = created.json()
    assert created.status_code == 200
    assert job == {
        "id": "job_000001",
        "status": "queued",
        "model": "kling-2-6",
        "reserved_credits": 55,
        "final_credits": 0,
        "created_at": job["created_at"],
        "updated_at": job["created_at"],
        "result": None,
        "error": None,
    }
    states = []
    while states[-1:] != ["succeeded"]:
        rivya.app.advance(1)
        states.append(rivya.job("job_000001")["status"])
    assert list(dict.fromkeys(states)) == ["queued", "processing", "succeeded"]
    assert 5 <= len(states) <= 21

    done = rivya.job("job_000001")
    url = "http://emulated/__emulator__/results/job_000001.mp4"
    assert done["result"] == {"primary_url": url, "urls": [url]}
    assert (done["final_credits"], done["error"]) == (55, None)
    result = rivya("GET", url, key=None)
    assert (result.headers["content-type"], sniff(result.content).label) == ("video/mp4", "MP4")


def test_a_result_is_there_for_a_day(opened: Opened) -> None:
    rivya = opened(instant=True)
    url = rivya.create().json()["result"]["primary_url"]
    rivya.app.advance(24 * 3600 - 60)
    assert rivya("GET", url, key=None).status_code == 200
    rivya.app.advance(120)
    assert rivya.code(rivya("GET", url, key=None)) == (404, "not_found")


def test_an_instant_job_has_ended_when_it_is_created(opened: Opened) -> None:
    job = opened(instant=True).create().json()
    assert (job["status"], len(job["result"]["urls"])) == ("succeeded", 1)


@pytest.mark.parametrize(("kind", "label"), [("image", "PNG"), ("video", "MP4"), ("audio", "MP3")])
def test_samples_are_what_they_are_said_to_be(kind: str, label: str) -> None:
    made = sample(kind, "job_1")
    found = sniff(made.content)
    assert found is not None
    assert (found.label, found.mime[0]) == (label, made.mime)
    assert made.ending in found.endings
    assert made.content != sample(kind, "job_2").content


@pytest.mark.parametrize(
    ("key", "error"),
    [
        (None, (401, "api_key_missing")),
        ("rvya_sk_of_somebody", (401, "api_key_invalid")),
        ("ключ", (401, "api_key_invalid")),
        ("rvya_sk_test_revoked", (401, "api_key_revoked")),
        ("rvya_sk_test_expired", (401, "api_key_expired")),
        ("rvya_sk_test_denied", (403, "api_scope_denied")),
    ],
)
def test_a_key_that_may_not_be_used_is_refused(
    rivya: Caller, key: str | None, error: tuple[int, str]
) -> None:
    headers = {} if key is None else {b"Authorization": b"Bearer " + key.encode()}
    answer = rivya("GET", "/api/v1/credits", key=None, headers=headers)
    assert rivya.code(answer) == error
    assert ("www-authenticate" in answer.headers) is (error[0] == 401)
    assert answer.json()["error"]["requestId"] == "req_000001"


def test_a_call_that_needs_no_key_has_no_errors_of_keys(rivya: Caller) -> None:
    listed = rivya("GET", "/api/v1/models", key=None).json()["data"]
    (kling,) = (one for one in listed if one["id"] == "kling-2-6")
    assert len(listed) == 18
    assert kling == {
        "id": "kling-2-6",
        "display_name": "Kling 2.6",
        "category": "video",
        "base_credits": 55,
        "billing_type": "fixed",
        "max_prompt_length": 1000,
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is not JSON"),
        (b"\xff", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b'{"model": NaN}', "the body is not JSON"),
        (b"[]", "model must be one of 4o-image"),
        (b'{"model": ["kling-2-6"]}', "model must be one of 4o-image"),
        (b'{"model": "kling-2-6"}', "/prompt is required"),
        (json.dumps(KLING | {"prompt": "\ud800" * 1001}).encode(), "/prompt"),
        (b" " * 4_000_001, "longer than 4000000 bytes"),
    ],
)
def test_a_request_that_is_not_valid_is_refused(rivya: Caller, body: bytes, said: str) -> None:
    answer = rivya.create(content=body)
    assert rivya.code(answer) == (400, "validation_failed")
    assert said in answer.json()["error"]["message"]
    assert rivya.app.ledger()["jobs"] == []


@pytest.mark.parametrize(
    "id_", ["job_000002", "job_1", "1", "job_", "job_\u0661", "job_" + "9" * 30]
)
def test_a_job_that_is_not_there_is_not_found(rivya: Caller, id_: str) -> None:
    rivya.create()
    answer = rivya("GET", f"/api/v1/generations/{id_}")
    assert rivya.code(answer) == (404, "not_found")


def test_what_is_no_call_is_refused_in_the_envelope(rivya: Caller) -> None:
    assert rivya.code(rivya("GET", "/elsewhere")) == (404, "not_found")
    wrong = rivya("DELETE", "/api/v1/generations")
    assert rivya.code(wrong) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "POST"


def test_the_openapi_document_names_the_emulator_as_its_server(rivya: Caller) -> None:
    document = rivya("GET", "/openapi.json", key=None).json()
    assert [one["url"] for one in document["servers"]] == ["http://emulated"]
    assert "/api/v1/generations" in document["paths"]


def test_an_invented_platform_answers_in_its_own_words(opened: Opened) -> None:
    atelier = opened("atelier")
    job = atelier.create(ATELIER).json()
    assert job == {
        "id": "job_000001",
        "state": "waiting",
        "engine": "pen",
        "pages": None,
        "started": job["started"],
        "result": None,
        "why": None,
    }
    atelier.app.fault("failed_job", job="job_000001")
    assert atelier.job("job_000001")["state"] == "torn"
    assert atelier.job("job_000001")["why"] == {"code": "failed", "text": "the job failed"}
    refused = atelier.create({**ATELIER, "trace": 1})
    assert (refused.status_code, refused.json()["problem"]["name"]) == (422, "refused")
    assert refused.json()["trace"] == "req_000001"
    assert atelier("GET", "/v2/engines", key=None).json() == {}
    unknown = atelier("GET", "/v2/drawings/x", key="nobody")
    assert (unknown.status_code, unknown.json()["problem"]["name"]) == (401, "unauthorized")
