"""A client that sees what a connection does: bytes, resets and ends."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from specpress.emulator.running import Emulator

from tests.emulator.calls import KLING

JOBS = "/api/v1/generations"
PATIENCE = 60.0
"""How long what must come is waited for, in seconds: no machine is as busy as that."""


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what is to come by itself."""
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, "it does not come"
        time.sleep(0.01)


def send(
    emulator: Emulator,
    method: str,
    path: str,
    body: bytes = b"",
    *headers: str,
    timeout: float = PATIENCE,
) -> bytes:
    """Send one call on a connection of its own; return all that comes until the end.

    Raises:
        OSError: the connection is refused, reset, or silent for too long.

    """
    url = urlsplit(emulator.url)
    lines = (
        f"{method} {path} HTTP/1.1",
        f"host: {url.netloc}",
        f"authorization: Bearer {emulator.api_key}",
        f"content-length: {len(body)}",
        "connection: close",
        *headers,
    )
    with socket.create_connection((str(url.hostname), int(url.port or 0)), timeout) as line:
        line.sendall("".join(f"{one}\r\n" for one in (*lines, "")).encode() + body)
        received = b""
        while piece := line.recv(65536):
            received += piece
        return received


def create(emulator: Emulator, once: str = "a", timeout: float = PATIENCE) -> bytes:
    """Create a job."""
    body = json.dumps(KLING).encode()
    return send(emulator, "POST", JOBS, body, f"idempotency-key: {once}", timeout=timeout)


def parted(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers and the body of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    return int(first.split()[1]), {name.lower(): text for name, text in pairs}, body


def read(answer: bytes) -> Any:
    """Return the JSON of an answer."""
    return json.loads(parted(answer)[2])
