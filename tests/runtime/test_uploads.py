"""Uploads: judged before a byte leaves, streamed, and made into references."""

from __future__ import annotations

import io
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.errors.base import (
    AnswerError,
    InvalidRequestError,
    UploadRefusedError,
)
from specpress.targets.python.runtime.files.media_type import FORMATS, sniff
from specpress.targets.python.runtime.files.multipart import Multipart, Part
from specpress.targets.python.runtime.files.source import FileError, FileFacts, look_at
from specpress.targets.python.runtime.operations.upload import upload_flow

from tests.runtime import bare, wick
from tests.runtime.callers import Caller
from tests.runtime.loopback import Loopback, Reply, raw

PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"j" * 40
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "
UPLOADED = Reply({"id": "f1", "url": "https://x/f1", "time_token": None, "new": 1})

HEADS = {
    "JPEG": [JPEG],
    "PNG": [PNG],
    "WebP": [b"RIFF\x00\x00\x00\x00WEBPVP8 "],
    "GIF": [b"GIF87a..", b"GIF89a.."],
    "MP4": [b"\x00\x00\x00\x20ftypisom", b"\x00\x00\x00\x18ftypmp42"],
    "QuickTime": [b"\x00\x00\x00\x14ftypqt  ", b"\x00\x00\x10\x00moov....", b"\0\0\0\x08wide"],
    "WebM": [b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm"],
    "M4A": [b"\x00\x00\x00\x20ftypM4A "],
    "WAV": [WAV],
    "Ogg": [b"OggS\x00\x02"],
    "AAC": [b"\xff\xf1\x50\x80", b"\xff\xf9\x50\x80"],
    "MP3": [b"ID3\x04\x00", b"\xff\xfb\x90\x00", b"\xff\xf3\x40\xc0"],
}


@pytest.mark.parametrize("label", HEADS)
def test_a_format_is_told_by_its_first_bytes(label: str) -> None:
    for head in HEADS[label]:
        found = sniff(head)
        assert found is not None
        assert found.label == label


def test_every_format_has_an_example() -> None:
    assert {one.label for one in FORMATS} == set(HEADS)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"\xff\xff",
        b"RIFF",
        b"RIFF\0\0\0\0AVI ",
        b"<svg/>",
        b"\0\0\0\x20ftypavif",
        b"\0\0\0\x20ftyp",
        b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska",
        b"\x89PNG",
        b"GIF88a",
    ],
)
def test_other_files_are_of_no_known_format(head: bytes) -> None:
    assert sniff(head) is None


def test_an_upload_becomes_a_reference(caller: Caller, server: Loopback, tmp_path: Path) -> None:
    server.on("POST /v1/files", UPLOADED)
    path = tmp_path / 'a "b".png'
    path.write_bytes(PNG)
    image = caller(server.url, lambda one: upload_flow(one, path, model=wick))
    assert image == {
        "url": "https://x/f1",
        "kind": "image",
        "name": 'a "b".png',
        "mimeType": "image/png",
    }
    sent = server.seen[0]
    assert sent.form["file"][1:] == ("image/png", PNG)
    assert (sent.form["kind"], sent.form["model"]) == ("image", "wick-1")
    assert int(sent.headers["content-length"]) == len(sent.body)


@pytest.mark.parametrize("form", ["str", "path", "bytes", "open", "memory"])
def test_a_file_may_come_in_any_form(
    caller: Caller, server: Loopback, tmp_path: Path, form: str
) -> None:
    server.on("POST /v1/files", Reply({}, 503), UPLOADED)
    path = tmp_path / "lamp.jpg"
    path.write_bytes(b"skip" + JPEG if form == "open" else JPEG)
    with path.open("rb") as stream:
        stream.seek(4)
        forms: dict[str, Any] = {
            "str": str(path),
            "path": path,
            "bytes": JPEG,
            "open": stream,
            "memory": io.BytesIO(JPEG),
        }
        item = caller(server.url, lambda one: upload_flow(one, forms[form]))
    expected = "image.jpg" if form in {"bytes", "memory"} else "lamp.jpg"
    assert item["name"] == expected
    assert [one.form["file"] for one in server.seen] == [(expected, "image/jpeg", JPEG)] * 2


def test_a_token_of_the_answer_goes_into_the_reference(caller: Caller, server: Loopback) -> None:
    server.on("POST /v1/files", Reply({"url": "https://x", "time_token": "t1"}))
    item = caller(server.url, lambda one: upload_flow(one, WAV, kind="audio", name="hum.wav"))
    assert (item["timeToken"], item["mimeType"]) == ("t1", "audio/x-wav")
    assert "model" not in server.seen[0].form


REFUSED: dict[str, tuple[str, Any, dict[str, Any], str]] = {
    "too large": ("too_large", PNG + bytes(2_000), {}, "2,000 bytes at most, as image/jpeg"),
    "wrong magic": ("unknown_format", b"GIF88a" + bytes(9), {}, "no known format"),
    "wrong kind": ("format", PNG, {"kind": "audio"}, "it is PNG; audio may have"),
    "unknown kind": ("kind", PNG, {"kind": "smell"}, "no smell is taken"),
    "wrong name": ("name", JPEG, {"name": "lamp.png"}, "content is JPEG, its name 'lamp.png'"),
    "empty": ("empty", b"", {}, "is empty"),
    "no policy": ("no_files", PNG, {"model": bare}, "no files are taken"),
    "model's policy": ("format", WAV, {"model": "wick-1"}, "it is WAV; image may have"),
    "missing": ("unreadable", "/no/such/file.png", {}, "No such file"),
    "folder": ("unreadable", "/", {}, "directory"),
    "text": ("unreadable", io.StringIO("x"), {}, "opened in binary mode"),
    "no file": ("unreadable", 7, {}, "no path"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_breaks_the_policy_is_refused_before_a_byte_leaves(
    caller: Caller, server: Loopback, name: str
) -> None:
    code, file, options, reason = REFUSED[name]
    with pytest.raises(UploadRefusedError, match=reason) as caught:
        caller(server.url, lambda one: upload_flow(one, file, **options))
    assert caught.value.code == code
    assert server.seen == []


def test_an_unknown_model_takes_no_upload(caller: Caller, server: Loopback) -> None:
    with pytest.raises(InvalidRequestError, match="model must be the id"):
        caller(server.url, lambda one: upload_flow(one, PNG, model="wick-9"))
    assert server.seen == []


def test_an_answer_without_a_url_is_an_error(caller: Caller, server: Loopback) -> None:
    server.on("POST /v1/files", Reply({"id": "f1"}))
    with pytest.raises(AnswerError, match="/url"):
        caller(server.url, lambda one: upload_flow(one, PNG))


@pytest.mark.parametrize("change", ["longer", "shorter", "other", "gone"])
def test_a_file_that_changes_between_attempts_is_noticed(
    caller: Caller, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "lamp.png"
    path.write_bytes(PNG)

    def meddle() -> None:
        if change == "gone":
            path.unlink()
            return
        text = {"longer": PNG + b"x", "shorter": PNG[:-1], "other": PNG[:-1] + b"x"}[change]
        path.write_bytes(text)
        os.utime(path, (1, 1))

    with raw(b"", reset=True) as server:
        served = server._read
        server._read = lambda connection: (served(connection), meddle())[0]  # type: ignore[method-assign]
        with pytest.raises(UploadRefusedError) as caught:
            caller(server.url, lambda one: upload_flow(one, path))
    assert caught.value.code == ("unreadable" if change == "gone" else "changed")
    assert server.served == 1


def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as stream:
        stream.write(PNG)
        stream.truncate(64 * 1024 * 1024)
    facts = look_at(path)
    assert isinstance(facts, FileFacts)
    part = Part(field="file", filename="large.png", mime_type="image/png")
    body = Multipart.of("b", [], part, (path, facts))
    tracemalloc.start()
    try:
        sent = sum(map(len, body.chunks()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent == body.size
    assert peak < 2 * 1024 * 1024


def test_a_name_cannot_end_a_header() -> None:
    part = Part(field="file", filename='a"\r\nX: y\ud800', mime_type="image/png")
    body = Multipart.of("b", [], part, (b"", FileFacts(None, 0, b"")))
    assert b'filename="a%22%0D%0AX: y?"' in body.before


def test_an_open_file_that_shrank_is_noticed() -> None:
    stream = io.BytesIO(PNG)
    facts = look_at(stream)
    assert isinstance(facts, FileFacts)
    stream.truncate(9)
    part = Part(field="file", filename="a.png", mime_type="image/png")
    with pytest.raises(FileError):
        list(Multipart.of("b", [], part, (stream, facts)).chunks())
