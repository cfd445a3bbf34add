"""Between the runtime's requests and those of HTTP, the same for every driver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx2

from ..connections.leftover import CLOSING
from ..effects.effects import Response, TransportFailure
from ..effects.unforeseen import InterruptedEffect, cut, passing_in
from ..one_line import said_by

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from ..connections.countdown import Countdown
    from ..effects.effects import Request
    from ..effects.events import Headers
    from ..urls.origin import Origin
    from .api_key import ApiKey

LONGEST_BODY: Final = 8 * 1024 * 1024
"""How many bytes of a response are read; no answer of a platform is near it."""

_QUERY: Final = re.compile(r"(://[^\s?]*)\?\S*?(?=['\")\],;:.]*(?:\s|$))")
"""The query of a URL, up to the punctuation of the sentence that it stands in."""

_PASSWORD: Final = re.compile(r"[^\s/'\"]+:[^\s/]*@")
"""A user name and a password before a host, such as a proxy's."""


class Intake:
    """A response's body as it arrives, up to a limit."""

    __slots__ = ("_body", "_countdown")

    def __init__(self, countdown: Countdown) -> None:
        """Begin with nothing."""
        self._body = bytearray()
        self._countdown = countdown

    def take(self, chunk: bytes) -> bool:
        """Keep a chunk; return whether there is room for more.

        Raises:
            httpx2.ReadTimeout: the time of the attempt is over.

        """
        self._body += chunk
        if self._countdown.is_over:
            message = "the body took too long"
            raise httpx2.ReadTimeout(message)
        return len(self._body) <= LONGEST_BODY

    @property
    def body(self) -> bytes:
        """What arrived, up to the limit."""
        return bytes(self._body[:LONGEST_BODY])

    @property
    def is_cut(self) -> bool:
        """Whether more arrived than the limit."""
        return len(self._body) > LONGEST_BODY


class BearerAuth(httpx2.Auth):
    """Adds the key to a request at the last moment, in a frame of its own."""

    def __init__(self, key: ApiKey) -> None:
        """Hold the key."""
        self._key = key

    def auth_flow(
        self,
        request: httpx2.Request,
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Yield the request, signed."""
        request.headers["Authorization"] = self._key.bearer()
        yield request


@dataclass(frozen=True, slots=True)
class Wire:
    """One server, and the key that it may see."""

    origin: Origin
    key: ApiKey | None

    def request(
        self,
        http: httpx2.Client | httpx2.AsyncClient,
        request: Request,
        content: bytes | Iterator[bytes] | AsyncIterator[bytes],
        countdown: Countdown,
    ) -> httpx2.Request:
        """Return a request to this server, not signed yet."""
        return http.build_request(
            request.method,
            self.url(request),
            headers={**self.headers(request), **CLOSING},
            content=content,
            extensions={"timeout": countdown},
        )

    def url(self, request: Request) -> str:
        """Return where a request goes."""
        return f"{self.origin.url}{request.target}"

    def headers(self, request: Request) -> dict[str, str]:
        """Return what a request says of itself, but for the key."""
        body = request.body
        size = len(body) if isinstance(body, bytes) else body.size
        length = {"Content-Length": str(size)} if size else {}
        return {**dict(request.headers), "Accept-Encoding": "identity", **length}

    def auth(self, request: Request) -> BearerAuth | None:
        """Return what signs a request; None for one that needs no key."""
        is_signed = request.authenticated and self.key is not None
        return BearerAuth(self.key) if is_signed and self.key else None

    def response(self, status: int, headers: Headers, intake: Intake) -> Response:
        """Return what arrived; should the server echo the key, it is blotted out."""
        hidden = tuple((name, self._hide(text)) for name, text in headers)
        body = intake.body if self.key is None else self.key.hide_in_bytes(intake.body)
        return Response(status, hidden, body, is_cut=intake.is_cut)

    def failure(
        self,
        error: BaseException,
        countdown: Countdown,
        never_sent: tuple[type[Exception], ...] = (),
    ) -> TransportFailure:
        """Return what an exception means for the attempt that it ended, of any class.

        It is told in one line, without passwords, and without the queries of URLs: they
        may be signatures.
        How far the attempt came is known better than from the class of an exception,
        which may be that of a second try, made by somebody in between.

        Raises:
            InterruptedEffect: it is the end of the program or the task; nothing was
                sent.
            BaseException: likewise, but something may have been sent.

        """
        left = countdown.was_sent
        sent = not isinstance(error, never_sent) if left is None else left
        failure = TransportFailure(self._said(error), sent=sent)
        passing = passing_in(error)
        if passing is None:
            return failure
        cut(error)
        cut(passing)
        if sent or isinstance(passing, GeneratorExit):
            raise passing
        raise InterruptedEffect(failure, passing) from None

    def _said(self, error: BaseException) -> str:
        kind = type(error).__name__
        shown = _PASSWORD.sub("", _QUERY.sub(r"\1", self._hide(said_by(error))))
        said = " ".join(shown.split())
        if isinstance(error, httpx2.HTTPError | OSError):
            return said or kind
        return f"{kind}: {said}" if said else kind

    def _hide(self, text: str) -> str:
        return text if self.key is None else self.key.hide_in(text)
