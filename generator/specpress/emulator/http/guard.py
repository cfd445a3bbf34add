"""Who may make the emulator's own calls: programs of this machine, and no page of a browser.

A page of any origin may post text to this machine, and one whose name leads here (DNS rebinding)
may read what it is answered.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

MOST_BYTES: Final = 2**20
"""What the body of one of the emulator's own calls may take."""


class TooLargeError(Exception):
    """A body is larger than any that is of use."""


def guarded(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that answers programs of this machine alone."""

    async def answer(request: Request) -> Response:
        refusal = _refusal(request)
        if refusal is not None:
            return _refused(*refusal)
        try:
            return await endpoint(request)
        except TooLargeError:
            return _refused(413, f"the body is larger than {MOST_BYTES:,} bytes")
        except ClientDisconnect:
            return _refused(400, "the body breaks off")

    return answer


async def body_of(request: Request) -> bytes:
    """Return the body of a request.

    Raises:
        TooLargeError: it is larger than `MOST_BYTES`; the rest is not read.

    """
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > MOST_BYTES:
            raise TooLargeError
    return bytes(found)


def _refusal(request: Request) -> tuple[int, str] | None:
    server = request.scope.get("server")
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if server is not None and _is_local(server[0]) and not _is_local(host):
        return 403, f"the host {host!r} is not this machine"
    origin = request.headers.get("origin")
    if origin is not None and not _is_local(urlsplit(origin).hostname or ""):
        return 403, "pages of other origins may not call this"
    return None


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(status: int, message: str) -> Response:
    text = f"{json.dumps({'error': message})}\n"
    return Response(text, status, media_type="application/json")
