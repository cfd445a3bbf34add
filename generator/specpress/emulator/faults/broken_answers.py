"""Answers that break: the ways in which a connection lets a client down."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any, Final, TypeAlias

from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from specpress.emulator.platform.answer import Answer

_EXTENSION: Final = "specpress.transport"
_DROP: Final = struct.pack("ii", 1, 0)
_DRIPS: Final = 50

Ending: TypeAlias = "Reset | Stalled | Dripping | Truncated"
"""How an answer breaks: an ASGI app that sends it, or what is left of it."""


class TransportProtocol(H11Protocol):
    """HTTP/1.1 by uvicorn, whose apps can reach the connection itself."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Hand the connection to the app as an extension of its scope."""
        super().__init__(config, server_state, app_state, _loop)
        inner = self.app

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[_EXTENSION] = self.transport
            await inner(scope, receive, send)

        self.app = app


class Reset:
    """Resets the connection; nothing is answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset."""
        del send
        await _reset(scope, receive)


class Stalled:
    """Lets the client wait for the head of an answer that never comes."""

    def __init__(self, seconds: float) -> None:
        """Wait so long before the reset."""
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then reset."""
        del send
        with suppress(TimeoutError):
            await asyncio.wait_for(_disconnected(receive), self._seconds)
        await _reset(scope, receive)


class Dripping:
    """Sends the body of an answer little by little."""

    def __init__(self, answer: Answer, seconds: float) -> None:
        """Take so long for it."""
        self._answer, self._seconds = answer, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head at once, and the body in drops."""
        del scope
        body = self._answer.body
        await _send_head(self._answer, send)
        size = max(1, -(-len(body) // _DRIPS))
        drops = [body[at : at + size] for at in range(0, len(body), size)]
        for drop in drops:
            await send({"type": "http.response.body", "body": drop, "more_body": True})
            with suppress(TimeoutError):
                await asyncio.wait_for(_disconnected(receive), self._seconds / len(drops))
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Truncated:
    """Sends half of the body of an answer, and ends the connection."""

    def __init__(self, answer: Answer) -> None:
        """Break off this answer."""
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head with the whole length, and half of the body."""
        half = self._answer.body[: len(self._answer.body) // 2]
        await _send_head(self._answer, send)
        await send({"type": "http.response.body", "body": half, "more_body": True})
        _transport(scope).close()
        await _disconnected(receive)


async def _send_head(answer: Answer, send: Send) -> None:
    named = {
        "content-type": answer.media_type,
        "content-length": str(len(answer.body)),
        **answer.headers,
    }
    headers = [(name.encode(), text.encode()) for name, text in named.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})


async def _reset(scope: Scope, receive: Receive) -> None:
    transport = _transport(scope)
    line = transport.get_extra_info("socket")
    if line is not None:
        # Without lingering, closing sends RST instead of FIN, as a process that dies would.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
    transport.abort()
    await _disconnected(receive)


async def _disconnected(receive: Receive) -> None:
    """Return when the client is gone; what it still sends is let go."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _transport(scope: Scope) -> asyncio.Transport:
    """Return the connection.

    Raises:
        ConnectionResetError: there is none, as the app is called in process.

    """
    transport = scope.get("extensions", {}).get(_EXTENSION)
    if transport is None:
        message = "the emulator broke the connection, as it was asked to"
        raise ConnectionResetError(message)
    found: asyncio.Transport = transport
    return found
