"""Only regular files are uploaded and replaced: nothing waits at a FIFO, nothing ends a device."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from specpress.targets.python.runtime import source
from specpress.targets.python.runtime.draft import Draft
from specpress.targets.python.runtime.errors import UploadRefusedError
from specpress.targets.python.runtime.errors_received import DownloadError
from specpress.targets.python.runtime.flow_download import download_flow
from specpress.targets.python.runtime.flow_upload import upload_flow
from specpress.targets.python.runtime.source import FileError, FileFailure, look_at

from tests.runtime.callers import Caller
from tests.runtime.loopback import Loopback, Reply

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")

PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 40
KINDS = {
    "fifo": "a FIFO",
    "socket": "a socket",
    "folder": "a directory",
    "device": "a device",
    "link to a fifo": "a FIFO",
    "link to a device": "a device",
}


@contextmanager
def terminal() -> Iterator[Path]:
    """Make a device of which the machine has no other need, should a test replace it."""
    ends = os.openpty()
    yield Path(os.ttyname(ends[1]))
    for one in ends:
        os.close(one)


@pytest.fixture(params=KINDS)
def special(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Give a path at which something stands that is no file, and what that is called."""
    path, elsewhere = tmp_path / "clip.png", tmp_path / "elsewhere"
    with socket.socket(socket.AF_UNIX) as listener, terminal() as device:
        match request.param:
            case "fifo":
                os.mkfifo(path)
            case "socket":
                listener.bind(path.name)
            case "folder":
                path.mkdir()
            case "device":
                path = device
            case "link to a fifo":
                os.mkfifo(elsewhere)
                path.symlink_to(elsewhere)
            case "link to a device":
                path.symlink_to("/dev/null")
        yield path, KINDS[request.param]


@pytest.fixture(autouse=True)
def _same_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_no_file_is_not_uploaded(
    caller: Caller, server: Loopback, special: tuple[Path, str]
) -> None:
    path, kind = special
    with pytest.raises(UploadRefusedError, match=f"it is {kind}; pass a regular file") as caught:
        caller(server.url, lambda one: upload_flow(one, path))
    assert (caught.value.code, server.seen) == ("unreadable", [])


def test_a_file_that_becomes_a_fifo_is_opened_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "fifo")
    kinds = iter([None, "a FIFO"])
    monkeypatch.setattr(source, "kind_of", lambda _: next(kinds))
    failure = look_at(tmp_path / "fifo")
    assert isinstance(failure, FileFailure)
    assert "it is a FIFO" in failure.reason


def test_an_open_stream_that_never_ends_is_not_uploaded() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as pipe, os.fdopen(write_end, "wb"):
        assert _reason(pipe) == "it is a FIFO; pass a regular file, or the bytes themselves"
    with Path("/dev/zero").open("rb") as device:
        assert _reason(device) == "it is a device; pass a regular file, or the bytes themselves"


def _reason(stream: BinaryIO) -> str:
    failure = look_at(stream)
    assert isinstance(failure, FileFailure)
    return failure.reason


def test_what_is_no_file_is_not_replaced_by_a_result(
    caller: Caller, server: Loopback, special: tuple[Path, str]
) -> None:
    path, kind = special
    before = path.lstat()
    server.on("GET /clip", Reply(b"clip"))
    with pytest.raises(DownloadError, match=f"{kind} stands at") as caught:
        caller(server.url, lambda one: download_flow(one, f"{server.url}/clip", path))
    assert caught.value.code == "unwritable"
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert not list(path.parent.glob("*.part"))


def test_what_came_to_stand_there_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with Draft(str(path)) as draft:
        draft.open()
        os.mkfifo(path)
        with pytest.raises(FileError, match="a FIFO stands at"):
            draft.keep()
    assert [one.name for one in tmp_path.iterdir()] == ["clip.mp4"]
    assert path.is_fifo()


def test_a_link_that_leads_nowhere_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").symlink_to(tmp_path / "nowhere")
    with Draft(str(tmp_path / "clip.mp4")) as draft:
        draft.open()
        draft.keep()
    assert [one.is_symlink() for one in tmp_path.iterdir()] == [False]


class Torn(io.BytesIO):
    """An open file that works for as many reads as it is told, and then raises."""

    def __init__(self, reads: int, error: Exception) -> None:
        super().__init__(PNG)
        self._reads, self._error = reads, error

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads -= 1
        if self._reads < 0:
            raise self._error
        return super().read(size)


@pytest.mark.parametrize("reads", [0, 1])
@pytest.mark.parametrize("error", [OSError(5, "no disk"), EOFError(), ValueError("closed")])
def test_whatever_an_open_file_raises_is_said(
    caller: Caller, server: Loopback, reads: int, error: Exception
) -> None:
    with pytest.raises(UploadRefusedError, match=r"cannot be read: (no disk|EOFError|closed)"):
        caller(server.url, lambda one: upload_flow(one, Torn(reads, error)))
    assert server.seen == []


def test_a_stream_closed_before_the_upload_ends_is_said(caller: Caller, server: Loopback) -> None:
    stream = io.BytesIO(PNG)

    def close(*_: object) -> None:
        stream.close()

    with pytest.raises(UploadRefusedError, match="closed file") as caught:
        caller(server.url, lambda one: upload_flow(one, stream, on_progress=close))
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("path", ["a\0b.png", "\ud800.png"])
def test_a_path_that_no_system_has_is_said(caller: Caller, server: Loopback, path: str) -> None:
    with pytest.raises(UploadRefusedError, match="it cannot be read"):
        caller(server.url, lambda one: upload_flow(one, path))
    odd: Any = Path(path)
    with pytest.raises(UploadRefusedError, match="it cannot be read"):
        caller(server.url, lambda one: upload_flow(one, odd))
    assert server.seen == []
