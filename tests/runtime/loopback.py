"""Servers on this machine: a Starlette app that follows a script, and raw sockets for the rest."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    form: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    content: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        raw = isinstance(self.content, bytes)
        body = self.content if raw else json.dumps(self.content).encode()
        return Response(body, self.status, {"content-type": "application/json", **self.headers})


class Loopback:
    """A platform that answers as it is told; the last reply to a call is given again and again."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[Seen] = []
        self._script: dict[str, list[Reply]] = defaultdict(list)

    def on(self, call: str, *replies: Reply) -> None:
        self._script[call] = list(replies)

    def calls(self, method: str) -> list[Seen]:
        return [one for one in self.seen if one.method == method]

    def forget(self) -> None:
        self.seen.clear()
        self._script.clear()

    async def answer(self, request: Request) -> Response:
        body, form = await request.body(), {}
        if request.headers.get("content-type", "").startswith("multipart/"):
            async with request.form() as parts:
                for name, part in parts.items():
                    is_text = isinstance(part, str)
                    form[name] = (
                        part if is_text else (part.filename, part.content_type, await part.read())
                    )
        path = request.scope["raw_path"].decode()
        self.seen.append(Seen(request.method, path, dict(request.headers), body, form))
        script = self._script[f"{request.method} {path}"]
        if not script:
            return Response(b'{"error": {"code": "no_such_thing"}}', 404)
        return (script.pop(0) if len(script) > 1 else script[0]).response()


@contextlib.contextmanager
def serving() -> Iterator[Loopback]:
    """Serve on a free port of loopback, in a thread."""
    loopback = Loopback()
    app = Starlette(routes=[Route("/{rest:path}", loopback.answer, methods=["GET", "POST"])])
    config = uvicorn.Config(
        app, port=0, log_level="critical", lifespan="off", ws="none", loop="asyncio", http="h11"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    loopback.url = f"http://127.0.0.1:{port}"
    yield loopback
    server.should_exit = True
    thread.join(5)


PATIENCE = 60.0
"""How long what must come is waited for, in seconds: no machine is as busy as that."""

LATE = 20.0
"""How late, in seconds, what keeps to its time may be; what does not goes on for far longer."""


class RawServer:
    """Reads a request to its end, sends the given bytes, and hangs up, kindly or with a reset.

    With a delay, in seconds, a body drips byte by byte, and no end comes to an empty answer.
    """

    def __init__(self, payloads: list[bytes], *, reset: bool, delay: float = 0.0) -> None:
        self._payloads, self._reset, self._delay = payloads, reset, delay
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.served = 0
        self._over = threading.Event()
        self.received: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(PATIENCE)
                self.received.append(self._read(connection))
                payload = self._payloads[min(self.served, len(self._payloads) - 1)]
                self.served += 1
                self._write(connection, payload)

    def _read(self, connection: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(connection)
        head, _, body = data.partition(b"\r\n\r\n")
        lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
        length = next((int(text) for name, _, text in lines if name == b"content-length"), 0)
        while len(body) < length:
            body += self._more(connection)
        return head + b"\r\n\r\n" + body

    def _more(self, connection: socket.socket) -> bytes:
        data = connection.recv(65536)
        if not data:
            raise ConnectionAbortedError
        return data

    def _write(self, connection: socket.socket, payload: bytes) -> None:
        head, gap, body = payload.partition(b"\r\n\r\n")
        drops = [bytes([one]) for one in body] if self._delay else [body]
        for piece in (head + gap, *drops):
            connection.sendall(piece)
            if self._over.wait(self._delay):
                break
        if self._delay and not payload:
            self._over.wait()
        if self._reset:
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def close(self) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@contextlib.contextmanager
def raw(*payloads: bytes, reset: bool = False, delay: float = 0.0) -> Iterator[RawServer]:
    server = RawServer(list(payloads), reset=reset, delay=delay)
    yield server
    server.close()


def unused_url() -> str:
    """Return a URL at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
