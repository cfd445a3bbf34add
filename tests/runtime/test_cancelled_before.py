"""A create that is ended before anything left is struck out; one that may have left stays."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from specpress.targets.python.runtime.connections.async_transport import AsyncBoundedTransport
from specpress.targets.python.runtime.connections.sync_transport import BoundedTransport
from specpress.targets.python.runtime.operations.create import create_flow

from tests.runtime.callers import TLS
from tests.runtime.lantern import KEY, AsyncLantern, Lantern

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
TURNS = 60


class Silent:
    """A server that keeps all that it is sent, and never answers."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.received: list[bytes] = []
        self._more = threading.Condition()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                link, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._read, args=(link,)))
                self._threads[-1].start()

    def _read(self, link: socket.socket) -> None:
        with link, contextlib.suppress(OSError):
            while more := link.recv(65536):
                with self._more:
                    self.received.append(more)
                    self._more.notify_all()

    def wait_for(self, text: bytes) -> None:
        """Wait until something has been sent."""
        with self._more:
            self._more.wait_for(lambda: text in b"".join(self.received), 9)

    def end(self) -> str:
        """Return all that was sent, once every connection is closed."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._threads:
            one.join(5)
        return b"".join(self.received).decode()


@pytest.fixture
def silent() -> Iterator[Silent]:
    found = Silent()
    yield found
    with contextlib.suppress(OSError):
        found.end()


def intended(journal: Path) -> set[str]:
    with closing(sqlite3.connect(journal)) as rows:
        return {key for (key,) in rows.execute("SELECT idempotency_key FROM entry")}


async def ended_after(turns: int, client: AsyncLantern, silent: Silent) -> None:
    """Cancel a create after so many turns of its loop; the last one when it has arrived."""
    flow = create_flow(client._session, REQUEST, idempotency_key=f"key-{turns}-")
    task = asyncio.ensure_future(client._run(flow))
    for _ in range(turns):
        await asyncio.sleep(0)
    if turns == TURNS:
        await asyncio.to_thread(silent.wait_for, f"key-{turns}-".encode())
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_what_is_cancelled_is_in_the_journal_only_if_it_may_have_left(
    silent: Silent, tmp_path: Path
) -> None:
    journal = tmp_path / "jobs.sqlite"

    async def campaign() -> None:
        transport = AsyncBoundedTransport(verify=TLS, trust_env=False)
        async with (
            httpx2.AsyncClient(transport=transport) as http,
            AsyncLantern(api_key=KEY, base_url=silent.url, http=http, journal=journal) as client,
        ):
            for turns in range(TURNS + 1):
                await ended_after(turns, client, silent)

    asyncio.run(campaign())
    sent, left = silent.end(), intended(journal)
    assert {key for key in left if key not in sent} == set()
    assert f"key-{TURNS}-" in left, "was not sent"
    assert len(left) < TURNS, "ended too late"
    assert all(f"key-{turns}-" in left for turns in range(TURNS) if f"key-{turns}-" in sent)


@pytest.mark.parametrize("thrown", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize(
    ("place", "is_struck"),
    [
        ("connections.sync_transport._addresses", True),
        ("connections.leftover.LastByte.release", False),
    ],
)
def test_ctrl_c_while_connecting_strikes_and_while_reading_does_not(
    silent: Silent,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    thrown: type[BaseException],
    place: str,
    *,
    is_struck: bool,
) -> None:
    def end(*_: object) -> None:
        raise thrown

    monkeypatch.setattr(f"specpress.targets.python.runtime.{place}", end)
    journal = tmp_path / "jobs.sqlite"
    with (
        httpx2.Client(transport=BoundedTransport(verify=TLS, trust_env=False)) as http,
        Lantern(api_key=KEY, base_url=silent.url, http=http, journal=journal) as client,
        pytest.raises(thrown),
    ):
        client._run(create_flow(client._session, REQUEST, idempotency_key="key-1"))
    assert intended(journal) == (set() if is_struck else {"key-1"})


def test_an_earlier_call_under_the_same_key_is_not_struck(
    silent: Silent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = tmp_path / "jobs.sqlite"

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with (
        httpx2.Client(transport=BoundedTransport(verify=TLS, trust_env=False)) as http,
        Lantern(api_key=KEY, base_url=silent.url, http=http, journal=journal) as client,
    ):
        for place in (
            "connections.leftover.LastByte.release",
            "connections.sync_transport._addresses",
        ):
            flow = create_flow(client._session, REQUEST, idempotency_key="key-1")
            with monkeypatch.context() as patch:
                patch.setattr(f"specpress.targets.python.runtime.{place}", end)
                with pytest.raises(KeyboardInterrupt):
                    client._run(flow)
    assert intended(journal) == {"key-1"}
