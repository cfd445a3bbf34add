"""The way to a server: which of its addresses, through a proxy, with or without trust."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.connections import async_socket as socket_async
from specpress.targets.python.runtime.connections.async_socket import connected_to
from specpress.targets.python.runtime.errors.base import TransportError
from specpress.targets.python.runtime.operations.get import get_flow

from tests.runtime.callers import TLS
from tests.runtime.lantern import KEY, AsyncLantern, Lantern
from tests.runtime.test_leftover import stuttering

OWN = ("sync", "async")


def plain(link: socket.socket, own: bytes, _: bytes) -> None:
    link.sendall(own)


class Tunnel:
    """A proxy that lets through what it is asked to, or nothing at all."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked: list[bytes] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                link, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._serve, args=(link,)))
                self._threads[-1].start()

    def _serve(self, link: socket.socket) -> None:
        with link, contextlib.suppress(OSError):
            self.asked.append(link.recv(65536))
            host, port = self.asked[-1].split()[1].decode().split(":")
            link.sendall(self._answer)
            if b" 200 " not in self._answer:
                return
            with socket.create_connection((host, int(port))) as beyond:
                back = threading.Thread(target=self._pump, args=(beyond, link))
                back.start()
                self._pump(link, beyond)
                back.join(5)

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._threads:
            one.join(5)


@contextlib.contextmanager
def tunnel(answer: bytes) -> Iterator[Tunnel]:
    found = Tunnel(answer)
    yield found
    found.close()


def look(kind: str, url: str, tls: ssl.SSLContext) -> str:
    """Return the id of a job that is looked at by a client's own connections, once."""
    if kind == "sync":
        with Lantern(api_key=KEY, base_url=url) as client:
            http: Any = client._driver._http
            http._transport._tls = tls
            return client._run(get_flow(client._session, "j0")).id

    async def awaited() -> str:
        async with AsyncLantern(api_key=KEY, base_url=url) as client:
            http: Any = client._driver._carrier
            http._http._transport._tls = tls
            return (await client._run(get_flow(client._session, "j0"))).id

    return asyncio.run(awaited())


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RetryPolicy, "attempts", lambda *_: 1)


@pytest.mark.parametrize("kind", OWN)
def test_a_tunnel_leads_through_a_proxy(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        stuttering(plain, tls=True) as (_, url, context),
        tunnel(b"HTTP/1.1 200 OK\r\n\r\n") as proxy,
    ):
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        assert look(kind, url, context) == "j0"
        assert proxy.asked[0].startswith(b"CONNECT 127.0.0.1:")
        assert KEY.encode() not in b"".join(proxy.asked)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("answer", [b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", b""])
def test_what_a_proxy_does_not_let_through_was_not_sent(
    kind: str, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stuttering(plain, tls=True) as (_, url, context), tunnel(answer) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(TransportError) as caught:
            look(kind, url, context)
        assert not caught.value.sent
        assert len(proxy.asked) == 1


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("kind", OWN)
def test_to_a_server_that_is_not_trusted_nothing_is_sent(kind: str) -> None:
    with (
        stuttering(plain, tls=True) as (_, url, _),
        pytest.raises(TransportError, match="certificate verify failed") as caught,
    ):
        look(kind, url, TLS)
    assert not caught.value.sent


class Addresses:
    """A host with several addresses, of which each answers, refuses, or says nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ways: str) -> None:
        self.made: list[socket.socket] = []
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ways]
        monkeypatch.setattr(socket_async, "_HEAD_START", 0.001)
        monkeypatch.setattr(socket_async, "_opened", self._opened)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    async def _opened(self, address: Any) -> socket.socket:
        way = address[1][0]
        if way == "r":
            message = "refused"
            raise ConnectionRefusedError(message)
        if way == "s":
            await asyncio.Event().wait()
        self.made.append(socket.socket())
        return self.made[-1]


@pytest.mark.parametrize("ways", ["a", "ra", "sa", "sra", "aaa", "ssra", "rrs a"])
def test_the_first_address_that_answers_is_taken(
    monkeypatch: pytest.MonkeyPatch, ways: str
) -> None:
    addresses = Addresses(monkeypatch, ways.replace(" ", ""))

    async def connect() -> None:
        found = await connected_to("lantern.invalid", 80)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert [one for one in addresses.made if one.fileno() >= 0] == [found]
        found.close()

    asyncio.run(connect())


def test_where_no_address_answers_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    Addresses(monkeypatch, "rrr")
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(connected_to("lantern.invalid", 80))


def test_an_attempt_that_is_given_up_leaves_no_other_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses = Addresses(monkeypatch, "sss")

    async def connect() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await connected_to("lantern.invalid", 80)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(connect())
    assert addresses.made == []
