"""A transport for threads that ends in time, whatever a server does.

httpx2 tells a phase once how long it may take. A server that sends a byte before each
timeout would keep a thread for ever: here every read and write asks anew what is left.
"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from ..urls.environment import environment_error, proxy_url
from .countdown import Patience
from .leftover import LastByte, to_httpcore2

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

_PIECE: Final = 16 * 1024
_LATE: Final = "the time of the attempt is over"
_CONNECTIONS: Final = 100
_KEPT: Final = 20
_KEPT_SECONDS: Final = 5.0


class BoundedTransport(httpx2.BaseTransport):
    """What an `httpx2.Client` sends by, with each attempt held to its time.

    Looking up a host's name is the one thing that is left to the system's own patience.
    """

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
        self._pools: dict[tuple[int, str | None], httpcore2.ConnectionPool] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        Raises:
            httpx2.TransportError: no answer came, or it took too long.

        """
        pool = self._pool_for(request.url)
        with as_httpx2():
            answer = pool.handle_request(to_httpcore2(request))
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close every connection of this process."""
        for (process, _), pool in self._pools.items():
            if process == os.getpid():
                pool.close()

    def _pool_for(self, url: httpx2.URL) -> httpcore2.ConnectionPool:
        proxy = proxy_of(url, self._proxies)
        # A process that shared a connection with another would take its answers.
        place = (os.getpid(), proxy)
        pool = self._pools.get(place)
        # Of two threads that are the first, one keeps the other's pool.
        return pool or self._pools.setdefault(place, self._opened(proxy))

    def _opened(self, proxy: str | None) -> httpcore2.ConnectionPool:
        settings = pool_settings(proxy, self._tls)
        return httpcore2.ConnectionPool(network_backend=_Backend(), **settings)


class _Body(httpx2.SyncByteStream):
    """The body of an answer, whose errors are httpx2's."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with as_httpx2():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore2.NetworkBackend):
    """Opens connections that keep to the time that is left."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Try the addresses of a host; each gets its share of what is left."""
        addresses = _addresses(host, port)
        for rest in range(len(addresses), 0, -1):
            share = time_left(timeout, httpcore2.ConnectTimeout)
            try:
                stream = httpcore2.SyncBackend().connect_tcp(
                    addresses[-rest],
                    port,
                    None if share is None else share / rest,
                    local_address,
                    socket_options,
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if rest == 1:
                    raise
            else:
                return _Stream(stream)
        message = "the host has no address"
        raise httpcore2.ConnectError(message)


class _Stream(httpcore2.NetworkStream):
    """A connection whose every read and write keeps to the time that is left.

    It is not used again where anything is left over on it; nor is one of TLS in TLS, of
    which that cannot be seen.
    """

    def __init__(
        self,
        inner: httpcore2.NetworkStream,
        *,
        is_clear: bool = True,
    ) -> None:
        self._inner = inner
        self._is_clear = is_clear
        self._last = LastByte()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        kept = self._last.release()
        left = time_left(timeout, httpcore2.ReadTimeout)
        return kept or self._last.keep(self._inner.read(max_bytes, left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _PIECE):
            left = time_left(timeout, httpcore2.WriteTimeout)
            self._inner.write(buffer[at : at + _PIECE], left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = time_left(timeout, httpcore2.ConnectTimeout)
        is_clear = self._inner.get_extra_info("ssl_object") is None
        inner = self._inner.start_tls(ssl_context, server_hostname, left)
        return _Stream(inner, is_clear=is_clear)

    def get_extra_info(self, info: str) -> object:
        if info == "is_readable" and (self._last or not self._is_clear):
            return True
        return self._inner.get_extra_info(info)


def time_left(timeout: float | None, late: type[Exception]) -> float | None:
    """Return how long the next step may take; a plain number is somebody else's."""
    if not isinstance(timeout, Patience):
        return timeout
    left = timeout.left
    if left <= 0:
        raise late(_LATE)
    return left


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore2.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def pool_settings(proxy: str | None, tls: ssl.SSLContext) -> dict[str, Any]:
    """Return how a pool of connections is opened, for threads as for event loops."""
    through = None if proxy is None else httpx2.Proxy(proxy)
    return {
        "ssl_context": tls,
        "proxy": None if through is None else _as_httpcore2(through),
        "max_connections": _CONNECTIONS,
        "max_keepalive_connections": _KEPT,
        "keepalive_expiry": _KEPT_SECONDS,
    }


def proxy_of(url: httpx2.URL, proxies: dict[str, str]) -> str | None:
    """Return the proxy that the environment named for a URL when it was read."""
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return None if not proxy or proxy_bypass(url.host) else proxy_url(proxy)


def _as_httpcore2(proxy: httpx2.Proxy) -> httpcore2.Proxy:
    url = httpcore2.URL(
        scheme=proxy.url.raw_scheme,
        host=proxy.url.raw_host,
        port=proxy.url.port,
        target=proxy.url.raw_path,
    )
    return httpcore2.Proxy(url, auth=proxy.raw_auth, headers=proxy.headers.raw)


@contextmanager
def as_httpx2() -> Iterator[None]:
    """Turn httpcore2's errors into those of httpx2, which have the same names."""
    try:
        yield
    except _ERRORS as error:
        names = (one.__name__ for one in type(error).__mro__)
        known = next(one for one in names if hasattr(httpx2, one))
        raise getattr(httpx2, known)(str(error)) from error


_ERRORS: Final = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)
