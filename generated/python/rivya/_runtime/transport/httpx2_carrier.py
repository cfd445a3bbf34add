"""Sending by an `httpx2.AsyncClient`."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Final

import httpx2

from ..connections.async_transport import AsyncBoundedTransport
from .carrier import Arrival, pieces_of
from .stream import fetch_request
from .user_http import Home

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..connections.countdown import Countdown
    from ..effects.effects import Fetch, Request
    from .wire import BearerAuth, Wire


def _own(wire: Wire) -> httpx2.AsyncClient:
    transport = AsyncBoundedTransport(trust_env=not wire.origin.is_plain)
    return httpx2.AsyncClient(transport=transport)


class Httpx2Carrier:
    """An `httpx2.AsyncClient`: one of its own, or one of the user's."""

    __slots__ = ("_home", "_http", "_wire")

    never_sent: Final = ()

    def __init__(self, wire: Wire, http: httpx2.AsyncClient | None) -> None:
        """Use `http`, or a client of its own, which it closes.

        A server on this machine is reached without a proxy, which would see the key.
        """
        self._wire = wire
        self._http = _own(wire) if http is None else http
        self._home = None if http is None else Home()

    @property
    def is_closed(self) -> bool:
        """Whether no call can be made any more."""
        return self._http.is_closed

    def require_here(self) -> None:
        """See that a client of the user's is used where it was used first."""
        if self._home is not None:
            self._home.require(asyncio.get_running_loop())

    @asynccontextmanager
    async def send(
        self,
        request: Request,
        countdown: Countdown,
    ) -> AsyncIterator[Arrival]:
        """Send a request to the platform, signed if it is to be."""
        body = request.body
        content = body if isinstance(body, bytes) else pieces_of(body)
        made = self._wire.request(self._http, request, content, countdown)
        countdown.begin()
        async with self._sent(made, self._wire.auth(request)) as arrival:
            yield arrival

    @asynccontextmanager
    async def fetch(
        self,
        effect: Fetch,
        countdown: Countdown,
    ) -> AsyncIterator[Arrival]:
        """Ask for a result, with no credential and nothing that is the user's."""
        made = fetch_request(effect, countdown)
        countdown.begin()
        async with self._sent(made, None) as arrival:
            yield arrival

    async def close(self) -> None:
        """Close the client, unless it is the user's."""
        if self._home is None:
            await self._http.aclose()

    @asynccontextmanager
    async def _sent(
        self,
        request: httpx2.Request,
        auth: BearerAuth | None,
    ) -> AsyncIterator[Arrival]:
        answer = await self._http.send(
            request,
            stream=True,
            auth=auth,
            follow_redirects=False,
        )
        async with aclosing(answer):
            yield Arrival(
                answer.status_code,
                tuple(answer.headers.items()),
                answer.aiter_bytes(),
                lambda: answer.num_bytes_downloaded,
                answer.http_version,
            )
