"""One way to run a flow by any of the HTTP libraries."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import aiohttp
import httpx2
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.connections.async_transport import AsyncBoundedTransport
from specpress.targets.python.runtime.connections.sync_transport import BoundedTransport
from specpress.targets.python.runtime.effects.effects import Flow

from tests.runtime.lantern import KEY, AsyncLantern, Lantern

T = TypeVar("T")

QUICK = RetryPolicy(base=0.001, cap=0.002)
TLS = ssl.create_default_context()
"""Made once: it takes longer to make than any of these calls take."""


class Caller:
    """Opens a client of one kind, runs one flow, and closes it."""

    def __init__(self, kind: Literal["sync", "async", "aiohttp"]) -> None:
        self.kind = kind

    def __call__(
        self,
        url: str,
        flow: Callable[[Session], Flow[T]],
        *,
        api_key: str | None = KEY,
        journal: Path | None = None,
        **session: Any,
    ) -> T:
        settings = {"retries": QUICK, **session}
        if self.kind == "sync":
            with (
                httpx2.Client(transport=BoundedTransport(verify=TLS, trust_env=False)) as http,
                Lantern(api_key=api_key, base_url=url, http=http, journal=journal) as client,
            ):
                return client._run(flow(replace(client._session, **settings)))
        return asyncio.run(self._call(url, flow, api_key, journal, settings))

    async def _call(
        self,
        url: str,
        flow: Callable[[Session], Flow[T]],
        api_key: str | None,
        journal: Path | None,
        settings: dict[str, Any],
    ) -> T:
        async with (
            self._opened() as http,
            AsyncLantern(api_key=api_key, base_url=url, http=http, journal=journal) as client,
        ):
            return await client._run(flow(replace(client._session, **settings)))

    def _opened(self) -> httpx2.AsyncClient | aiohttp.ClientSession:
        if self.kind == "async":
            transport = AsyncBoundedTransport(verify=TLS, trust_env=False)
            return httpx2.AsyncClient(transport=transport)
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=TLS))
