"""Bytes that belong to no answer: they never become the answer to the next question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpcore2

from .countdown import Countdown

if TYPE_CHECKING:
    import httpx2

CLOSING: Final = {"Connection": "close"}
"""For libraries that use a connection again without seeing what is left on it."""

_CONNECTION: Final = b"connection"


class LastByte:
    """Keeps the last byte of what arrived until more is asked for.

    Whoever reads an answer asks for more until it is whole, and then no more. So what
    is still kept by then is left over, whatever the answer says of its length.
    """

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        """Begin with none."""
        self._kept = b""

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self._kept)

    def release(self) -> bytes:
        """Return what was kept, for more is asked for."""
        kept, self._kept = self._kept, b""
        return kept

    def keep(self, data: bytes) -> bytes:
        """Return what arrived but for its last byte; a single byte is never kept."""
        end = len(data) - 1 or 1
        self._kept = data[end:]
        return data[:end]


def to_httpcore2(request: httpx2.Request) -> httpcore2.Request:
    """Return a request for a pool that looks after what is left over."""
    url = request.url
    return httpcore2.Request(
        method=request.method,
        url=httpcore2.URL(
            scheme=url.raw_scheme,
            host=url.raw_host,
            port=url.port,
            target=url.raw_path,
        ),
        headers=_kept_alive(request),
        content=request.stream,
        extensions=request.extensions,
    )


def _kept_alive(request: httpx2.Request) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request; for ours, the connection need not be closed."""
    headers = request.headers.raw
    if not isinstance(request.extensions.get("timeout"), Countdown):
        return headers
    return [one for one in headers if one[0].lower() != _CONNECTION]
