"""Bytes that nobody asked for never become the answer to the next question."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pytest
from specpress.targets.python.runtime.connections.async_transport import AsyncBoundedTransport
from specpress.targets.python.runtime.connections.leftover import LastByte
from specpress.targets.python.runtime.connections.sync_transport import BoundedTransport
from specpress.targets.python.runtime.operations.get import get_flow

from tests.runtime.lantern import KEY, AsyncLantern, Lantern

PEM = Path(__file__).with_name("localhost.pem")
OURS = ("sync", "async")
KINDS = (*OURS, "httpx2.Client", "httpx2.AsyncClient", "aiohttp")
LOOKS = 3

Stray = Callable[[socket.socket, bytes, bytes], None]


def framed(job: str, *, chunked: bool = False) -> bytes:
    body = json.dumps({"id": job, "status": "lit", "result": {"first": f"https://{job}"}}).encode()
    if chunked:
        head = b"Transfer-Encoding: chunked\r\n\r\n"
        return b"HTTP/1.1 200 OK\r\n%s%x\r\n%s\r\n0\r\n\r\n" % (head, len(body), body)
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def together(link: socket.socket, own: bytes, stray: bytes) -> None:
    link.sendall(own + stray)


def apart(link: socket.socket, own: bytes, stray: bytes) -> None:
    """Send what nobody asked for in the same segment, but in a record of TLS of its own."""
    cork = getattr(socket, "TCP_CORK", None)
    if cork is None:
        together(link, own, stray)
        return
    link.setsockopt(socket.IPPROTO_TCP, cork, 1)
    link.sendall(own)
    link.sendall(stray)
    link.setsockopt(socket.IPPROTO_TCP, cork, 0)


def in_part(link: socket.socket, own: bytes, stray: bytes) -> None:
    link.sendall(own + stray[:-9])


def by_a_byte(link: socket.socket, own: bytes, stray: bytes) -> None:
    link.sendall(own + stray[:1])


class Stuttering:
    """A server that keeps connections open and says more on them than it was asked for."""

    def __init__(self, stray: Stray, tls: ssl.SSLContext | None, *, chunked: bool) -> None:
        self._stray, self._tls, self._chunked = stray, tls, chunked
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.accepted = 0
        self.told = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self._threads.append(threading.Thread(target=self._serve, args=(link,), daemon=True))
            self._threads[-1].start()

    def _serve(self, link: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            link.settimeout(5)
            if self._tls is not None:
                link = self._tls.wrap_socket(link, server_side=True)
            stack.enter_context(link)
            while head := self._head(link):
                job = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
                own = framed(job, chunked=self._chunked)
                self._stray(link, own, framed("stray", chunked=self._chunked))
                self.told.set()

    def _head(self, link: socket.socket) -> bytes:
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            more = link.recv(65536)
            if not more:
                return b""
            data += more
        return data

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._threads:
            one.join(5)


@contextlib.contextmanager
def stuttering(
    stray: Stray, *, tls: bool = False, chunked: bool = False
) -> Iterator[tuple[Stuttering, str, ssl.SSLContext]]:
    ours = ssl.create_default_context(cafile=PEM)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(PEM)
    server = Stuttering(stray, theirs if tls else None, chunked=chunked)
    yield server, f"{'https' if tls else 'http'}://127.0.0.1:{server.port}", ours
    server.close()


def looks(kind: str, url: str, tls: ssl.SSLContext) -> list[str]:
    """Return the ids of the jobs that are found, one after the other, on one client."""
    if kind in {"sync", "httpx2.Client"}:
        ours = httpx2.Client(transport=BoundedTransport(verify=tls, trust_env=False))
        theirs = httpx2.Client(verify=tls, trust_env=False)
        with (
            ours if kind == "sync" else theirs as http,
            Lantern(api_key=KEY, base_url=url, http=http) as client,
        ):
            return [client._run(get_flow(client._session, f"j{n}")).id for n in range(LOOKS)]
    return asyncio.run(_looks(kind, url, tls))


async def _looks(kind: str, url: str, tls: ssl.SSLContext) -> list[str]:
    http: Any
    if kind == "aiohttp":
        http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls))
    elif kind == "async":
        transport = AsyncBoundedTransport(verify=tls, trust_env=False)
        http = httpx2.AsyncClient(transport=transport)
    else:
        http = httpx2.AsyncClient(verify=tls, trust_env=False)
    async with http, AsyncLantern(api_key=KEY, base_url=url, http=http) as client:
        return [(await client._run(get_flow(client._session, f"j{n}"))).id for n in range(LOOKS)]


each_over_tls_and_without = pytest.mark.parametrize(
    ("kind", "tls"),
    # A session of aiohttp says goodbye over TLS only after its loop has ended, with a warning.
    [(kind, tls) for kind in KINDS for tls in (False, True) if (kind, tls) != ("aiohttp", True)],
)


@each_over_tls_and_without
@pytest.mark.parametrize("stray", [together, apart, in_part, by_a_byte])
def test_what_is_left_over_is_no_answer(kind: str, stray: Stray, *, tls: bool) -> None:
    for chunked in (False, True):
        with stuttering(stray, tls=tls, chunked=chunked) as (server, url, context):
            assert looks(kind, url, context) == [f"j{n}" for n in range(LOOKS)]
            # aiohttp drops a piece of an answer, but not its connection.
            assert server.accepted == LOOKS or kind == "aiohttp"


@each_over_tls_and_without
def test_a_connection_on_which_nothing_is_left_over_is_used_again(kind: str, *, tls: bool) -> None:
    for chunked in (False, True):
        with stuttering(lambda link, own, _: link.sendall(own), tls=tls, chunked=chunked) as (
            server,
            url,
            context,
        ):
            assert looks(kind, url, context) == [f"j{n}" for n in range(LOOKS)]
            is_kept = kind in {*OURS, "aiohttp"}
            assert server.accepted == (1 if is_kept else LOOKS)


def test_what_arrives_unasked_while_a_session_waits_is_no_answer() -> None:
    """An answer that comes when nobody waits for it, such as a 408, after the one that was due."""
    later = threading.Event()

    def late(link: socket.socket, own: bytes, stray: bytes) -> None:
        link.sendall(own)
        later.wait(5)
        link.sendall(stray)

    async def twice(url: str, server: Stuttering) -> list[str]:
        async with (
            aiohttp.ClientSession() as http,
            AsyncLantern(api_key=KEY, base_url=url, http=http) as client,
        ):
            first = await client._run(get_flow(client._session, "j0"))
            later.set()
            server.told.wait(5)
            return [first.id, (await client._run(get_flow(client._session, "j1"))).id]

    with stuttering(late) as (server, url, _):
        assert asyncio.run(twice(url, server)) == ["j0", "j1"]
        assert server.accepted == 2


@pytest.mark.parametrize("size", range(6))
def test_the_last_byte_is_kept_until_more_is_asked_for(size: int) -> None:
    last, data = LastByte(), b"abcdef"[:size]
    first = last.keep(data)
    assert bool(last) == (size > 1)
    assert first + last.release() == data
    assert not last
    assert first or not data, "nothing at all would be taken for the end"
