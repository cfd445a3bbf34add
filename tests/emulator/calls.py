"""Calls to an emulator in process, one event loop a call."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
from specpress.emulator.http.in_process import EmulatedApp

ROOT = Path(__file__).parents[2]
ATELIER = ROOT / "tests/cases/good/every-word/specs"
KLING = {"model": "kling-2-6", "prompt": "A lighthouse"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Caller:
    """Calls one emulator with its key."""

    def __init__(self, app: EmulatedApp, jobs: str = "/api/v1/generations") -> None:
        self.app = app
        self.jobs = jobs

    def __call__(self, method: str, path: str, **more: Any) -> httpx2.Response:
        return asyncio.run(self.send(method, path, **more))

    async def send(
        self, method: str, path: str, *, key: str | None = "", **more: Any
    ) -> httpx2.Response:
        """Send a call; `key` is the emulator's own by default, and None for no key at all."""
        headers = dict(more.pop("headers", {}))
        if key is not None:
            headers["Authorization"] = f"Bearer {key or self.app.api_key}"
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://emulated") as http:
            return await http.request(method, path, headers=headers, **more)

    def create(
        self, request: Any = None, *, once: str | None = None, content: bytes | None = None
    ) -> httpx2.Response:
        """Create a job, under an idempotency key if there is one."""
        return asyncio.run(self.creation(request, once=once, content=content))

    async def creation(
        self, request: Any = None, *, once: str | None = None, content: bytes | None = None
    ) -> httpx2.Response:
        """Send the call that creates a job."""
        body = json.dumps(KLING if request is None else request).encode()
        headers = {"Content-Type": "application/json"}
        headers |= {} if once is None else {"Idempotency-Key": once, "X-Once": once}
        return await self.send(
            "POST", self.jobs, content=body if content is None else content, headers=headers
        )

    def job(self, id_: str) -> Any:
        """Return a job as the platform describes it."""
        return self("GET", f"{self.jobs}/{id_}").json()

    def code(self, answer: httpx2.Response) -> tuple[int, str]:
        """Return the status and the code of an error."""
        return answer.status_code, answer.json()["error"]["code"]


def adds_up(ledger: Any) -> bool:
    """Return whether the balance is what charges and refunds leave, and no job is charged twice."""
    charged = sum(one["credits"] for one in ledger["charges"])
    refunded = sum(one["credits"] for one in ledger["refunds"])
    jobs = [one["job"] for one in ledger["charges"]]
    return ledger["opening"] - ledger["balance"] == charged - refunded and len(jobs) == len(
        set(jobs)
    )
