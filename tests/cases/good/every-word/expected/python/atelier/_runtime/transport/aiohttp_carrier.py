"""Sending by an `aiohttp.ClientSession`; imported only where one is used."""

from __future__ import annotations

import asyncio
import math
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import chain
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from yarl import URL

from ..connections.leftover import CLOSING
from .carrier import Arrival, pieces_of
from .user_http import Home

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..connections.countdown import Countdown
    from ..effects.effects import Fetch, Request
    from ..effects.events import Headers
    from ..files.multipart import Multipart
    from .wire import Wire

_AUTHORIZATION: Final = "Authorization"
_ANONYMOUS: Final = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "User-Agent": f"aiohttp/{aiohttp.__version__}",
}
_AT_LEAST: Final = 0.001
_TURNS: Final = 2
"""How often the event loop turns until it has read what had arrived."""

_OF_URLS: Final = frozenset(ascii_letters + digits + "-._~:/?#[]@!$&'()*+,;=%")


class AiohttpCarrier:
    """A session of the user's, with its connections, proxies and headers.

    Its middlewares are not run: one that sends again could pay twice.
    """

    __slots__ = ("_home", "_http", "_wire")

    never_sent: Final = (
        aiohttp.ClientConnectorError,
        aiohttp.ClientHttpProxyError,
        aiohttp.ConnectionTimeoutError,
        aiohttp.InvalidURL,
        aiohttp.NonHttpUrlClientError,
        aiohttp.ServerFingerprintMismatch,
    )

    def __init__(self, wire: Wire, http: aiohttp.ClientSession) -> None:
        """Use `http`, and leave it open."""
        self._wire = wire
        self._http = http
        self._home = Home(getattr(http, "_loop", None))

    @property
    def is_closed(self) -> bool:
        """Whether no call can be made any more."""
        return self._http.closed

    def require_here(self) -> None:
        """See that the session is used in the loop that it was made in."""
        self._home.require(asyncio.get_running_loop())

    @asynccontextmanager
    async def send(
        self,
        request: Request,
        countdown: Countdown,
    ) -> AsyncIterator[Arrival]:
        """Send a request to the platform, signed if it is to be."""
        body = request.body
        content = body or None if isinstance(body, bytes) else _Upload(body)
        try:
            async with self._sent(self._call(request, content), countdown) as arrival:
                yield arrival
        except aiohttp.ClientError:
            if isinstance(content, _Upload) and content.error is not None:
                raise content.error from None
            raise

    @asynccontextmanager
    async def fetch(
        self,
        effect: Fetch,
        countdown: Countdown,
    ) -> AsyncIterator[Arrival]:
        """Ask for a result, with no credential and nothing that is the user's."""
        call = _Call("GET", effect.url.reveal(), _anonymous)
        async with self._sent(call, countdown) as arrival:
            yield arrival

    async def close(self) -> None:
        """Leave the session open: it is the user's."""

    @asynccontextmanager
    async def _sent(self, call: _Call, countdown: Countdown) -> AsyncIterator[Arrival]:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        is_clear = _drop_spoiled(self._http.connector)
        countdown.begin()
        answer = await self._http.request(
            call.method,
            _exact(call.url),
            headers={**call.headers, **({} if is_clear else CLOSING)},
            data=call.content,
            timeout=_timeout(countdown),
            allow_redirects=False,
            raise_for_status=False,
            middlewares=(_once, call.dress),
        )
        with closing(answer):
            yield Arrival(answer.status, _headers(answer), answer.content.iter_any())

    def _call(self, request: Request, content: bytes | _Upload | None) -> _Call:
        is_signed = request.authenticated and self._wire.key is not None
        return _Call(
            request.method,
            self._wire.url(request),
            self._sign if is_signed else _unsigned,
            self._wire.headers(request),
            content,
        )

    async def _sign(
        self,
        request: aiohttp.ClientRequest,
        handler: aiohttp.ClientHandlerType,
    ) -> aiohttp.ClientResponse:
        """Add the key at the last moment, in place of what the session would add."""
        if self._wire.key is not None:
            request.headers[_AUTHORIZATION] = self._wire.key.bearer()
        return await handler(request)


class _Upload:
    """An upload's body, which keeps what went wrong with it.

    aiohttp would tell of it as of a broken connection.
    """

    def __init__(self, body: Multipart) -> None:
        self._body = body
        self.error: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in pieces_of(self._body):
                yield piece
        except Exception as error:
            self.error = error
            raise


@dataclass(frozen=True, slots=True)
class _Call:
    """What is sent, and who sees to its headers at the last moment."""

    method: str
    url: str = field(repr=False)
    dress: aiohttp.ClientMiddlewareType
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | _Upload | None = None


async def _once(
    request: aiohttp.ClientRequest,
    handler: aiohttp.ClientHandlerType,
) -> aiohttp.ClientResponse:
    """Send no second time: aiohttp would, unasked, where a kept connection breaks."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError(str(error)) from error


async def _unsigned(
    request: aiohttp.ClientRequest,
    handler: aiohttp.ClientHandlerType,
) -> aiohttp.ClientResponse:
    """Send without a credential, even where the session or a netrc file has one."""
    request.headers.popall(_AUTHORIZATION, None)
    return await handler(request)


async def _anonymous(
    request: aiohttp.ClientRequest,
    handler: aiohttp.ClientHandlerType,
) -> aiohttp.ClientResponse:
    """Send none of the session's headers and cookies: they are for the platform."""
    host = request.headers["Host"]
    request.headers.clear()
    request.headers.update({"Host": host, **_ANONYMOUS})
    return await handler(request)


def _drop_spoiled(connector: aiohttp.BaseConnector | None) -> bool:
    """Drop kept connections on which anything arrived since: it belongs to no call.

    aiohttp would take it for the answer to the next one. Return whether they could be
    looked at, as no public name leads to them.
    """
    kept: dict[object, Any] = getattr(connector, "_conns", {"": None})
    try:
        for one, _ in chain.from_iterable(kept.values()):
            if one.should_close and one.transport is not None:
                one.transport.abort()
                one.close()
    except (AttributeError, TypeError, ValueError):
        return False
    return True


def _exact(url: str) -> URL:
    """Return a URL as it was written, for it may be signed, or quoted if need be."""
    return URL(url, encoded=_OF_URLS.issuperset(url))


def _timeout(countdown: Countdown) -> aiohttp.ClientTimeout:
    """Return the time for a connection, and for each read; the driver ends the whole.

    Without a threshold aiohttp would round long times up, beyond those of the driver.
    """
    left = max(_AT_LEAST, countdown.left)
    return aiohttp.ClientTimeout(
        total=None,
        connect=left,
        sock_read=left,
        ceil_threshold=math.inf,
    )


def _headers(answer: aiohttp.ClientResponse) -> Headers:
    """Return headers as httpx2 does: in small letters, those of one name joined."""
    joined: dict[str, str] = {}
    for name, value in answer.raw_headers:
        key, text = (one.decode("utf-8", "replace") for one in (name.lower(), value))
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return tuple(joined.items())
