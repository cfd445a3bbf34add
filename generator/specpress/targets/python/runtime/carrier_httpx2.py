"""Sending by an `httpx2.AsyncClient`."""

from __future__ import annotations

from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Final

import httpx2

from .carrier import Arrival, pieces_of
from .delivery import fetch_request
from .wire import NEVER_SENT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .countdown import Countdown
    from .effects import Fetch, Request
    from .wire import BearerAuth, Wire


class Httpx2Carrier:
    """An `httpx2.AsyncClient`: one of its own, or one of the user's."""

    __slots__ = ("_http", "_owns_http", "_wire")

    errors: Final = (httpx2.HTTPError, httpx2.StreamError, OSError)
    never_sent: Final = NEVER_SENT

    def __init__(self, wire: Wire, http: httpx2.AsyncClient | None) -> None:
        """Use `http`, or a client of its own, which it closes.

        A server on this machine is reached without a proxy, which would see the key.
        """
        self._wire = wire
        self._owns_http = http is None
        trusts = not wire.origin.is_plain
        self._http = httpx2.AsyncClient(trust_env=trusts) if http is None else http

    @property
    def is_closed(self) -> bool:
        """Whether no call can be made any more."""
        return self._http.is_closed

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
        async with self._sent(made, self._wire.auth(request)) as arrival:
            yield arrival

    @asynccontextmanager
    async def fetch(
        self,
        effect: Fetch,
        countdown: Countdown,
    ) -> AsyncIterator[Arrival]:
        """Ask for a result, with no credential and nothing that is the user's."""
        async with self._sent(fetch_request(effect, countdown), None) as arrival:
            yield arrival

    async def close(self) -> None:
        """Close the client, unless it is the user's."""
        if self._owns_http:
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
