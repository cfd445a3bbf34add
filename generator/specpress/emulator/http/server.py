"""Serves an app on a socket of its own, by uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from specpress.emulator.emulation import Emulation
from specpress.emulator.faults.broken_answers import TransportProtocol
from specpress.emulator.http.guard import Door

_BACKLOG: Final = 2048
_LAST_SECONDS: Final = 1


class EmulatorServer(uvicorn.Server):
    """Serves one app until `should_exit`; signals are left to the program."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Bind the address; port 0 is any that is free.

        Raises:
            OSError: the address is not to be had.

        """
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = _bound(self._family, host, port)
        self._host = host
        self.port: int = self._listener.getsockname()[1]
        self.is_ready = threading.Event()
        super().__init__(
            uvicorn.Config(
                Door(app, host),
                http=TransportProtocol,
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=_BACKLOG,
                timeout_graceful_shutdown=_LAST_SECONDS,
            )
        )

    @property
    def url(self) -> str:
        """Where the platform's calls are found."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}"

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve on the address that was bound."""
        await super().serve(sockets or [self._listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self.is_ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hang up on those who wait for nothing, and end."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)
        self._listener.close()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    def refuse_connections(self, seconds: float) -> None:
        """Close the listener and what is idle; listen again on the same port when time is up."""
        for one in self.servers:
            one.close()
        # Bound, so that nobody else gets the port, but without listening: the kernel refuses.
        self._listener = _bound(self._family, self._host, self.port)
        for connection in list(self.server_state.connections):
            cycle = connection.cycle if isinstance(connection, TransportProtocol) else None
            if cycle is None or cycle.response_complete:
                connection.transport.abort()
            else:
                cycle.keep_alive = False
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, lambda: loop.create_task(self._listen_again()))

    async def _listen_again(self) -> None:
        if self.should_exit:
            self._listener.close()
            return
        loop = asyncio.get_running_loop()
        self.servers = [
            await loop.create_server(
                lambda: TransportProtocol(self.config, self.server_state, {}),
                sock=self._listener,
                backlog=_BACKLOG,
            )
        ]


async def serve(server: EmulatorServer, emulation: Emulation) -> None:
    """Serve until the end, and send webhooks meanwhile."""
    deliveries = emulation.deliveries
    sending = None if deliveries is None else asyncio.create_task(deliveries.run())
    try:
        await server.serve()
    finally:
        if sending is not None:
            sending.cancel()
            await asyncio.wait([sending])


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # Named TCP, for only then does asyncio switch off Nagle's delay: 40 ms for each answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener
