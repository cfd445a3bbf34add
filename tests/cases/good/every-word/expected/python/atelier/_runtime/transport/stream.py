"""A result as it arrives, the same for every driver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx2

from ..connections.leftover import CLOSING
from ..effects.effects import Saved
from ..files.source import FileError, FileFailure
from ..one_line import in_one_line

if TYPE_CHECKING:
    from ..connections.countdown import Countdown
    from ..effects.effects import Fetch
    from ..effects.events import Headers

_OK: Final = 200
_AT_ONCE: Final = 256 * 1024
_PLAIN: Final = {
    "content-encoding": ("", "identity"),
    "transfer-encoding": ("", "chunked"),
}


def fetch_request(effect: Fetch, countdown: Countdown) -> httpx2.Request:
    """Return the request for a result.

    It is made by hand: one that a client makes has that client's headers, cookies and
    parameters, which are for the platform and not for the host of a result.
    """
    headers = {
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "User-Agent": f"httpx2/{httpx2.__version__}",
        **CLOSING,
    }
    extensions = {"timeout": countdown}
    url = effect.url.reveal()
    return httpx2.Request("GET", url, headers=headers, extensions=extensions)


class Delivery:
    """A result so far, and whether it is too much or too little."""

    __slots__ = ("_countdown", "_effect", "_headers", "_size", "_unwritten")

    def __init__(
        self,
        effect: Fetch,
        headers: Headers,
        countdown: Countdown,
        version: str = "HTTP/1.1",
    ) -> None:
        """Begin with nothing; `version` is that of the protocol.

        Raises:
            FileError: the answer says that it is too large, or that it is not the
                result as it is and all of it.

        """
        self._effect, self._headers, self._countdown = effect, headers, countdown
        self._size = 0
        self._unwritten = bytearray()
        failure = _unfit(dict(headers), version)
        if failure is not None:
            raise FileError(failure)
        self._hold(self._promised() or 0)

    @staticmethod
    def is_in(status: int) -> bool:
        """Return whether an answer brings the result, all of it."""
        return status == _OK

    def take(self, chunk: bytes) -> bytes:
        """Take a chunk, and return what is worth writing by now: nothing, or a lot.

        Raises:
            FileError: it is too much.
            httpx2.ReadTimeout: the time of the attempt is over.

        """
        self._size += len(chunk)
        self._hold(self._size)
        if self._countdown.is_over:
            message = "the result took too long"
            raise httpx2.ReadTimeout(message)
        self._unwritten += chunk
        return self.rest() if len(self._unwritten) >= _AT_ONCE else b""

    def rest(self) -> bytes:
        """Return what is still to be written."""
        rest = bytes(self._unwritten)
        self._unwritten.clear()
        return rest

    def whole(self, arrived: int | None) -> Saved:
        """Return what arrived: `arrived` bytes on the wire, if they are to be checked.

        Raises:
            httpx2.RemoteProtocolError: it is less than the answer said.

        """
        promised = self._promised()
        if None not in (promised, arrived) and arrived != promised:
            message = f"{arrived} of {promised} bytes arrived"
            raise httpx2.RemoteProtocolError(message)
        return Saved(self._size, self._headers)

    def _promised(self) -> int | None:
        text = dict(self._headers).get("content-length", "")
        return int(text) if text.isascii() and text.isdecimal() else None

    def _hold(self, size: int) -> None:
        if size > self._effect.max_bytes:
            limit = f"it has more than {self._effect.max_bytes:,} bytes"
            raise FileError(FileFailure("too_large", f"{limit}; raise max_bytes="))


def _unfit(headers: dict[str, str], version: str) -> FileFailure | None:
    """Return why an answer may be less than the result, or something else.

    A coding is not undone: of one that breaks off, or goes on after its end, libraries
    hand out the part that they have. HTTP/2 and later tell the end of each body.
    """
    for name, plain in _PLAIN.items():
        coding = headers.get(name, "").strip().lower()
        if coding not in plain:
            said = f"{in_one_line(coding)}, though it was asked for as it is"
            return FileFailure("encoded", f"its host sent it encoded as {said}")
    if "content-range" in headers:
        return FileFailure("partial", "its host sent a part of it, unasked")
    has_end = headers.get("content-length") or headers.get("transfer-encoding")
    if version.startswith("HTTP/1") and not has_end:
        reason = "its host does not say where it ends, so a part would look whole"
        return FileFailure("partial", reason)
    return None
