"""A platform in a process of its own, which keeps a ledger: who was charged, under which key."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.request import urlopen

CREATE: Final = "/api/v1/generations"
LEDGER: Final = "/ledger/"


@dataclass
class Charge:
    """A job that was paid for; the prompt names the run, and `looks` counts how often it is seen.

    The prompt ends with digits that say what goes wrong: whether the first answer to the creation
    is lost, how often the job is pending, and at which look the answer is lost.
    """

    id: str
    body: bytes
    looks: int = 0
    faults: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.prompt = json.loads(self.body)["prompt"]
        self.faults = tuple(int(one) for one in self.prompt.split("/")[-1])

    def answer(self) -> dict[str, Any]:
        done = self.looks > self.faults[1]
        url = f"https://cdn.example.com/{self.id}.mp4"
        result = {"result": {"primary_url": url, "urls": [url]}} if done else {}
        status = "succeeded" if done else "processing"
        return {"id": self.id, "status": status, "model": "kling-2-6", **result}


class Ledger(ThreadingHTTPServer):
    """Charges once a key, and gives its later calls the first answer again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.charges: dict[str, Charge] = {}

    def create(self, key: str, body: bytes) -> Charge | None:
        """Charge for a job; None when its answer is to be lost."""
        known = self.charges.get(key)
        if known is not None and known.body != body:
            message = "a key came back with another body"
            raise AssertionError(message)
        if known is not None:
            return known
        self.charges[key] = made = Charge(f"task_{len(self.charges)}", body)
        return None if made.faults[0] else made

    def look(self, job_id: str) -> Charge | None:
        (known,) = (one for one in self.charges.values() if one.id == job_id)
        known.looks += 1
        return None if known.looks == known.faults[2] else known


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Ledger

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        arrived = len(body) == length  # who sends it may die before it has sent all
        self._tell(self.server.create(self.headers["idempotency-key"], body) if arrived else None)

    def do_GET(self) -> None:
        if self.path.startswith(LEDGER):
            prompt = self.path.removeprefix(LEDGER)
            charged = (one for one in self.server.charges.values() if one.prompt == prompt)
            self._send([one.id for one in charged])
        else:
            self._tell(self.server.look(self.path.rpartition("/")[2]))

    def _tell(self, charge: Charge | None) -> None:
        if charge is None:
            self.close_connection = True
        else:
            self._send(charge.answer())

    def _send(self, content: object) -> None:
        text = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing: the campaign prints one line."""


@contextlib.contextmanager
def keeping() -> Iterator[str]:
    """Yield the URL of a ledger that another process keeps."""
    ledger = Ledger()
    child = os.fork()
    if child == 0:
        ledger.serve_forever()
    ledger.server_close()
    try:
        yield f"http://127.0.0.1:{ledger.server_address[1]}"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def charged(url: str, prompt: str) -> list[str]:
    """Return the ids of the jobs that a run was charged for."""
    with urlopen(f"{url}{LEDGER}{prompt}") as answer:  # noqa: S310 - our own server
        found: list[str] = json.load(answer)
    return found
