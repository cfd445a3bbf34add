"""Files are told by their first bytes, held to a policy, and never kept."""

from __future__ import annotations

import hashlib
import tracemalloc
from typing import Any

import httpx2
import pytest

from tests.emulator.calls import PNG, Caller
from tests.emulator.conftest import Opened

JPEG = b"\xff\xd8\xff" + bytes(64)
MP4 = b"\0\0\0\x18ftypisom" + bytes(64)


def upload(rivya: Caller, content: bytes, **fields: Any) -> httpx2.Response:
    files = {"file": ("a.png", content, "image/png")}
    return rivya("POST", "/api/v1/files", files=files, data=fields)


def test_an_upload_is_answered_with_its_url_and_can_be_looked_up(rivya: Caller) -> None:
    answer = upload(rivya, PNG, kind="image", model="kling-2-6", client_request_id="x").json()
    assert answer == {
        "id": "file_000001",
        "kind": "image",
        "mime_type": "image/png",
        "size_bytes": len(PNG),
        "url": "http://emulated/__emulator__/files/file_000001",
    }
    assert rivya("GET", "/api/v1/files/file_000001").json() == answer
    (file,) = rivya.app.ledger()["files"]
    assert (file["sha256"], file["name"]) == (hashlib.sha256(PNG).hexdigest(), "a.png")


def test_a_video_comes_with_proof_of_its_length(rivya: Caller) -> None:
    assert "duration_token" not in upload(rivya, PNG, kind="image").json()
    assert upload(rivya, MP4, kind="video").json()["duration_token"]


def test_an_uploaded_file_can_be_referred_to(rivya: Caller) -> None:
    url = upload(rivya, PNG, kind="image").json()["url"]
    item = {"url": url, "kind": "image"}
    request = {"model": "kling-2-6", "prompt": "x", "params": {"referenceMediaItems": [item]}}
    assert rivya.create(request).status_code == 200


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        (b"GIF89a", {"kind": "image"}, "the file is GIF by its first bytes; it must be one of"),
        (b"", {"kind": "image"}, "of no known format"),
        (MP4, {"kind": "image"}, "the file is MP4"),
        (MP4, {"kind": "video", "model": "kling-2-6"}, "no file of kind 'video' is taken"),
        (PNG + bytes(10_000_000), {"kind": "image"}, "10000072 bytes; 10000000 are the most"),
        (PNG, {"kind": "image", "model": "kling"}, "model must be one of 4o-image"),
        (PNG, {"kind": "image", "colour": "red"}, "there is no field 'colour'"),
        (PNG, {"kind": "drawing"}, "kind has a value that it cannot have"),
        (PNG, {}, "kind is missing"),
        (PNG, {"kind": "image", "client_request_id": "x" * 129}, "client_request_id has a value"),
        (PNG, {"kind": "x" * 70_000}, "the part 'kind' is too long"),
    ],
)
def test_a_file_that_may_not_be_is_refused(
    rivya: Caller, content: bytes, fields: dict[str, str], said: str
) -> None:
    answer = upload(rivya, content, **fields)
    assert rivya.code(answer) == (400, "validation_failed")
    assert said in answer.json()["error"]["message"]
    assert rivya.app.ledger()["files"] == []


PART = b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nimage\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("application/json", b"{}", "the body must be multipart/form-data"),
        ("multipart/form-data", b"", "with a boundary"),
        ("multipart/form-data; boundary=b", b"no form", "the form cannot be read"),
        ("multipart/form-data; boundary=b", b"", "the form breaks off"),
        ("multipart/form-data; boundary=b", PART, "the form breaks off"),
        ("multipart/form-data; boundary=b", PART + b"--b--\r\n", "the file is missing"),
        ("multipart/form-data; boundary=b", PART * 2 + b"--b--\r\n", "'kind' comes twice"),
        ("multipart/form-data; boundary=b", PART * 101 + b"--b--\r\n", "comes twice"),
    ],
)
def test_a_form_that_is_none_is_refused(rivya: Caller, kind: str, body: bytes, said: str) -> None:
    answer = rivya("POST", "/api/v1/files", content=body, headers={"Content-Type": kind})
    assert rivya.code(answer) == (400, "validation_failed")
    assert said in answer.json()["error"]["message"]


@pytest.mark.parametrize("id_", ["file_000002", "file_1", "x"])
def test_a_file_that_is_not_there_is_not_found(rivya: Caller, id_: str) -> None:
    upload(rivya, PNG, kind="image")
    assert rivya.code(rivya("GET", f"/api/v1/files/{id_}")) == (404, "not_found")


def test_a_form_of_every_type_is_read(opened: Opened) -> None:
    atelier = opened("atelier")
    fields = {"medium": "image", "copies": "2", "public": "true", "scale": "1.5", "tone": "warm"}
    files = {"blob": ("a.png", PNG)}
    answer = atelier("POST", "/v2/sources", files=files, data=fields)
    assert (answer.status_code, answer.json()["size"]) == (200, len(PNG))
    for name, text in (("copies", "4"), ("public", "yes"), ("scale", "0.7"), ("tone", "hot")):
        refused = atelier("POST", "/v2/sources", files=files, data=fields | {name: text})
        assert refused.json()["problem"]["text"] == f"{name} has a value that it cannot have"


def test_a_large_file_takes_no_memory(opened: Opened) -> None:
    atelier = opened("atelier")
    size, piece = 48 * 1024 * 1024, MP4.ljust(64 * 1024, b"\0")
    head = (
        b'--b\r\nContent-Disposition: form-data; name="medium"\r\n\r\nvideo\r\n'
        b'--b\r\nContent-Disposition: form-data; name="blob"; filename="a.mp4"\r\n\r\n'
    )

    async def body() -> Any:
        yield head
        for _ in range(size // len(piece)):
            yield piece
        yield b"\r\n--b--\r\n"

    tracemalloc.start()
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = atelier("POST", "/v2/sources", content=body(), headers=kind)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.json()["size"] == size
    assert peak < 8 * 1024 * 1024
