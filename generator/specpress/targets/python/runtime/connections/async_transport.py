"""A transport for event loops whose connections belong to one loop and one process.

A connection that another loop opened cannot be used, and fails after something was
sent. Two processes that share one take each other's answers. So each loop, in each
process, has connections of its own here.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.request import getproxies

import httpcore2
import httpx2

from ..urls.environment import environment_error
from .async_stream import AsyncBackend
from .leftover import to_httpcore2
from .sync_transport import as_httpx2, pool_settings, proxy_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator


@dataclass(frozen=True, slots=True)
class _Place:
    """Where connections may be used, and the proxy that they lead through."""

    process: int
    loop: asyncio.AbstractEventLoop
    proxy: str | None


class AsyncBoundedTransport(httpx2.AsyncBaseTransport):
    """What an `httpx2.AsyncClient` sends by, in any event loop and any process."""

    def __init__(
        self,
        *,
        verify: ssl.SSLContext | None = None,
        trust_env: bool = True,
    ) -> None:
        """Open no connection yet; `trust_env` is for proxies and certificates.

        Raises:
            ConfigurationError: what the environment says of them cannot be used.

        """
        error = environment_error(trusted=trust_env) if verify is None else None
        if error is not None:
            raise error
        self._tls = verify or httpx2.create_ssl_context(trust_env=trust_env)
        self._proxies = getproxies() if trust_env else {}
        self._pools: dict[_Place, httpcore2.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        Raises:
            httpx2.TransportError: no answer came, or it took too long.

        """
        pool = await self._pool_for(request.url)
        with as_httpx2():
            answer = await pool.handle_async_request(to_httpcore2(request))
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection of this process."""
        await self._close(*self._pools)

    async def _pool_for(self, url: httpx2.URL) -> httpcore2.AsyncConnectionPool:
        proxy = proxy_of(url, self._proxies)
        place = _Place(os.getpid(), asyncio.get_running_loop(), proxy)
        if place not in self._pools:
            await self._close(*(one for one in self._pools if one.loop.is_closed()))
            self._pools.setdefault(place, self._opened(proxy))
        return self._pools[place]

    def _opened(self, proxy: str | None) -> httpcore2.AsyncConnectionPool:
        settings = pool_settings(proxy, self._tls)
        return httpcore2.AsyncConnectionPool(network_backend=AsyncBackend(), **settings)

    async def _close(self, *places: _Place) -> None:
        """Close connections; what another process opened is left to that one."""
        for one in places:
            if one.process == os.getpid():
                await self._pools.pop(one).aclose()


class _Body(httpx2.AsyncByteStream):
    """The body of an answer, whose errors are httpx2's."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with as_httpx2():
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()
