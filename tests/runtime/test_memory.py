"""Files of any size go through an event loop in constant memory, there and back."""

from __future__ import annotations

import contextlib
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.effects import Fetch, Flow, Request, Response, Saved, Send
from specpress.targets.python.runtime.multipart import Multipart, Part
from specpress.targets.python.runtime.result_url import ResultUrl
from specpress.targets.python.runtime.source import FileFacts, look_at

from tests.runtime.callers import Caller

SIZE = 16 * 1024 * 1024
MOST = 4 * 1024 * 1024
PIECE = 64 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"


@contextlib.contextmanager
def swallowing() -> Iterator[tuple[str, list[int]]]:
    """Serve twice: take a body and count it, or send one; yield the URL and the counts."""
    counts: list[int] = []

    def serve() -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                head, _, body = connection.recv(PIECE).partition(b"\r\n\r\n")
                if head.startswith(b"GET"):
                    connection.sendall(HEAD % SIZE)
                    for _piece in range(SIZE // PIECE):
                        connection.sendall(bytes(PIECE))
                    continue
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                taken = len(body)
                while taken < length:
                    taken += len(connection.recv(PIECE))
                counts.append(taken)
                connection.sendall(HEAD % 2 + b"{}")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", counts
        thread.join(5)


def there_and_back(url: str, body: Multipart, path: Path) -> Flow[tuple[Any, Any]]:
    headers = (("Content-Type", body.media_type),)
    sent = yield Send(Request(method="POST", target="/", headers=headers, body=body), 60)
    fetch = Fetch(url=ResultUrl(f"{url}/"), path=str(path), timeout=60, stall=60, max_bytes=SIZE)
    return sent, (yield fetch)


@pytest.mark.parametrize("kind", ["sync", "async", "aiohttp"])
def test_a_file_is_never_whole_in_memory(kind: Any, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as stream:
        stream.truncate(SIZE)
    facts = look_at(path)
    assert isinstance(facts, FileFacts)
    part = Part(field="file", filename="large.png", mime_type="image/png")
    body = Multipart.of("b", [], part, (path, facts))
    with swallowing() as (url, counts):
        tracemalloc.start()
        try:
            sent, saved = Caller(kind)(url, lambda _: there_and_back(url, body, tmp_path / "clip"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(sent, Response)
    assert (counts, saved) == ([body.size], replace(saved, size=SIZE))
    assert isinstance(saved, Saved)
    assert peak < MOST
