"""A file of two gigabytes goes through a client whose memory does not grow with it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

GROWTH = 32 * 1024 * 1024
LARGE = 2 * 1024**3
PNG = b"\x89PNG\r\n\x1a\n"

CLIENT = """
import asyncio, json, resource, sys
from dataclasses import replace
from specpress.targets.python.runtime.facts import UploadPolicy
from specpress.targets.python.runtime.operations.upload import upload_flow
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern

url, path, small, kind = sys.argv[1:]
policy = UploadPolicy("image", 4 * 1024**3, ("image/png",))
told = []

def flow(client, file):
    platform = replace(LANTERN, uploads=(policy,))
    session = replace(client._session, platform=platform)
    return upload_flow(session, file, on_progress=lambda *one: told.append(one))

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

async def awaited():
    async with AsyncLantern(api_key=KEY, base_url=url) as client:
        await client._run(flow(client, small))
        before = peak()
        told.clear()
        await client._run(flow(client, path))
        return before

def waited():
    with Lantern(api_key=KEY, base_url=url) as client:
        client._run(flow(client, small))
        before = peak()
        told.clear()
        client._run(flow(client, path))
        return before

before = asyncio.run(awaited()) if kind == "async" else waited()
print(json.dumps({"grown": peak() - before, "sent": told[-1][0], "total": told[-1][1]}))
"""


class Sink:
    """A platform that swallows uploads and counts their bytes."""

    def __init__(self) -> None:
        self.bytes = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        buffer = bytearray(1024 * 1024)
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                while self._take(connection, buffer):
                    connection.sendall(
                        b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"url": "https://x"}'
                    )

    def _take(self, connection: socket.socket, buffer: bytearray) -> bool:
        """Read one request to its end."""
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(65536)
            if not data:
                return False
            head += data
        head, _, body = head.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        left = length - len(body)
        while left:
            left -= connection.recv_into(buffer, min(left, len(buffer)))
        self.bytes = length
        return True

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    yield sink
    sink.close()


def sparse(path: Path, size: int) -> Path:
    with path.open("wb") as stream:
        stream.write(PNG)
        stream.truncate(size)
    return path


@pytest.mark.soak
@pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only")
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_memory_does_not_grow_with_the_file(kind: str, sink: Sink, tmp_path: Path) -> None:
    large = sparse(tmp_path / "large.png", LARGE)
    small = sparse(tmp_path / "small.png", 4096)
    ran = subprocess.run(
        [sys.executable, "-c", CLIENT, sink.url, str(large), str(small), kind],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ran.stderr == ""
    told = json.loads(ran.stdout)
    assert told["sent"] == told["total"] == sink.bytes > LARGE
    assert told["grown"] < GROWTH, told
