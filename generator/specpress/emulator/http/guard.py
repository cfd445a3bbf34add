"""Who may call an emulator that listens: programs of this machine, and no page of the web.

A page that a browser shows may send calls to any address; and where the name of its own host leads
to this machine, it may read what it is answered. Such calls name that host.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_MISDIRECTED: Final = 421
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^][:]*)(?::[0-9]*)?")


class Door:
    """Lets calls in that are meant for where an app listens, and ends those that broke off."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        """Stand before an app that listens at `host`."""
        self._app = app
        self._host = host.lower()
        address = _address(self._host)
        self._is_everywhere = not host or (address is not None and address.is_unspecified)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a call on, or refuse it."""
        named = Request(scope).headers.get("host") if scope["type"] == "http" else None
        if named is not None and not self._is_here(named):
            message = f"the emulator listens at {self._host}; {named} is another host"
            await JSONResponse({"error": message}, _MISDIRECTED)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except (ClientDisconnect, ConnectionResetError):
            return  # nobody waits for an answer

    def _is_here(self, named: str) -> bool:
        """Return whether a Host means this machine.

        No page can make an address lead elsewhere: where an app listens at all, each will do.
        """
        found = _HOST.fullmatch(named.lower())
        host = "" if found is None else found[1].strip("[]")
        if host == "localhost" or (host and host == self._host):
            return True
        address = _address(host)
        return address is not None and (address.is_loopback or self._is_everywhere)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
