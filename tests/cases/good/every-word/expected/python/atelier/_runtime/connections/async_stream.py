"""Connections of asyncio that are sockets and no more: what is left over can be seen.

Streams of asyncio read ahead, into buffers that nobody else can look into. Here a byte
is read when it is asked for.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

import httpcore2

from .async_socket import connected_to
from .leftover import LastByte
from .sync_transport import time_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

_PIECE: Final = 64 * 1024


class AsyncBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections in the running event loop."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Try the addresses of a host, and take the first that answers."""
        left = time_left(timeout, httpcore2.ConnectTimeout)
        with _raising(httpcore2.ConnectTimeout, httpcore2.ConnectError):
            async with asyncio.timeout(left):
                found = await connected_to(host, port)
        return _Whole(_Socket(found))

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)


class _Whole(httpcore2.AsyncNetworkStream):
    """A connection that is not used again where anything is left over on it."""

    def __init__(self, inner: _Socket | _Tls) -> None:
        self._inner = inner
        self._last = LastByte()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        kept = self._last.release()
        return kept or self._last.keep(await self._inner.read(max_bytes, timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        self._inner.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        tls = _Tls(self._inner, ssl_context, server_hostname)
        try:
            await tls.shake_hands(timeout)
        except BaseException:
            tls.close()
            raise
        return _Whole(tls)

    def get_extra_info(self, info: str) -> object:
        if info == "is_readable":
            return bool(self._last) or self._inner.is_readable
        if info == "ssl_object":
            return self._inner.ssl_object
        return None


class _Socket:
    """A socket that does not block."""

    ssl_object: Final = None

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened

    async def read(self, max_bytes: int, timeout: float | None) -> bytes:
        left = time_left(timeout, httpcore2.ReadTimeout)
        with _raising(httpcore2.ReadTimeout, httpcore2.ReadError):
            async with asyncio.timeout(left):
                loop = asyncio.get_running_loop()
                return await loop.sock_recv(self._socket, max_bytes)

    async def write(self, data: bytes, timeout: float | None) -> None:
        left = time_left(timeout, httpcore2.WriteTimeout)
        with _raising(httpcore2.WriteTimeout, httpcore2.WriteError):
            async with asyncio.timeout(left):
                loop = asyncio.get_running_loop()
                await loop.sock_sendall(self._socket, data)

    def close(self) -> None:
        self._socket.close()

    @property
    def is_readable(self) -> bool:
        """Whether anything arrived, or the other side has closed."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True


class _Tls:
    """TLS over a connection, which may itself be one of TLS, to a proxy."""

    def __init__(
        self,
        inner: _Socket | _Tls,
        context: ssl.SSLContext,
        hostname: str | None,
    ) -> None:
        self._inner = inner
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.ssl_object = context.wrap_bio(
            self._incoming,
            self._outgoing,
            server_hostname=hostname,
        )

    async def shake_hands(self, timeout: float | None) -> None:
        try:
            await self._do(self.ssl_object.do_handshake, timeout)
        except (ssl.SSLError, httpcore2.ReadError, httpcore2.WriteError) as error:
            raise httpcore2.ConnectError(str(error)) from error
        except (httpcore2.ReadTimeout, httpcore2.WriteTimeout) as error:
            raise httpcore2.ConnectTimeout(str(error)) from error

    async def read(self, max_bytes: int, timeout: float | None) -> bytes:
        """Read some; an end without a farewell is an end, as everywhere in HTTP."""
        with _raising(httpcore2.ReadTimeout, httpcore2.ReadError):
            try:
                return await self._do(lambda: self.ssl_object.read(max_bytes), timeout)
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    async def write(self, data: bytes, timeout: float | None) -> None:
        with _raising(httpcore2.WriteTimeout, httpcore2.WriteError):
            await self._do(lambda: self.ssl_object.write(data), timeout)

    def close(self) -> None:
        self._inner.close()

    @property
    def is_readable(self) -> bool:
        """Whether anything is left; tickets of TLS are read on the way."""
        try:
            self.ssl_object.read(1)
        except ssl.SSLWantReadError:
            return self._inner.is_readable
        except ssl.SSLError:
            return True
        return True

    async def _do(self, work: Callable[[], T], timeout: float | None) -> T:
        """Do a thing of TLS, with as much reading and writing as it takes."""
        while True:
            try:
                done = work()
            except ssl.SSLWantReadError:
                await self._flush(timeout)
                self._feed(await self._inner.read(_PIECE, timeout))
            else:
                await self._flush(timeout)
                return done

    async def _flush(self, timeout: float | None) -> None:
        if self._outgoing.pending:
            await self._inner.write(self._outgoing.read(), timeout)

    def _feed(self, data: bytes) -> None:
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()


@contextmanager
def _raising(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Turn errors of sockets into those of httpcore2."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, UnicodeError) as error:
        raise broken(str(error)) from error
