"""An emulator that is called in process, as an ASGI app."""

from __future__ import annotations

from typing import Any

import httpx2
from starlette.types import Receive, Scope, Send

from specpress.emulator.answers.shapes import JsonObject
from specpress.emulator.emulation import Emulation
from specpress.emulator.http.app import app_of
from specpress.emulator.http.control import change_faults
from specpress.emulator.options import Options
from specpress.ir.types.api import Api


class EmulatedApp:
    """A platform as an ASGI app: for a transport that needs no socket.

    Faults of the connection raise ConnectionResetError out of it.
    """

    def __init__(self, api: Api, options: Options | None = None) -> None:
        """Open the ledger and make a key.

        Raises:
            UnservableError: the spec describes no jobs, or no call that creates them.
            FaultError: there is no such profile of faults.
            LedgerError: the file is no ledger of this platform.

        """
        self.emulation = Emulation(api, options)
        self._app = app_of(self.emulation)

    def __repr__(self) -> str:
        """Show no key."""
        return f"<EmulatedApp of {self.emulation.api.platform.id}>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        await self._app(scope, receive, send)

    @property
    def api_key(self) -> str:
        """The key of this run."""
        return self.emulation.keys.live

    def ledger(self) -> JsonObject:
        """Return jobs, charges, refunds, files, the balance and the number of calls."""
        return self.emulation.tree()

    def fault(self, kind: str, **more: Any) -> None:
        """Let a fault meet the next calls: `fault("slow", operation="create", times=2)`.

        Raises:
            FaultError: there is no such fault; the message lists those that there are.

        """
        change_faults(self.emulation, {"fault": kind, **more})

    def profile(self, name: str, **more: int) -> None:
        """Follow a profile of faults from its beginning; `seed` and `retry_after` may be given.

        Raises:
            FaultError: there is no such profile.

        """
        change_faults(self.emulation, {"profile": name, **more})

    def advance(self, seconds: float) -> None:
        """Let virtual seconds pass at once."""
        self.emulation.clock.advance(seconds)

    @property
    def webhook_secret(self) -> str | None:
        """The secret that this run signs its webhooks with; None where the spec has no proof."""
        deliveries = self.emulation.deliveries
        return None if deliveries is None else deliveries.messages.secret

    async def deliver(self, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """Send each webhook that is due, once, and return when all were answered.

        `transport` may lead to an app in this process: `httpx2.ASGITransport(app=receiver)`. A
        platform that listens sends its webhooks by itself.
        """
        if self.emulation.deliveries is not None:
            await self.emulation.deliveries.send(transport)

    def close(self) -> None:
        """Close the ledger."""
        self.emulation.close()
