"""What an async driver sends by: any HTTP library that can do these two things."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from ..connections.countdown import Countdown
    from ..effects.effects import Fetch, Request
    from ..effects.events import Headers
    from ..files.multipart import Multipart


@dataclass(frozen=True, slots=True)
class Arrival:
    """The head of an answer, and its body as it arrives.

    `measured` returns how many bytes came over the wire so far, encoded as they were;
    it is None where the library itself holds them to what the head promised. `version`
    is that of the protocol.
    """

    status: int
    headers: Headers
    chunks: AsyncIterator[bytes]
    measured: Callable[[], int] | None = None
    version: str = "HTTP/1.1"


class Carrier(Protocol):
    """One HTTP library; each of its calls sends once and follows no redirect.

    A call may raise whatever its library likes when no answer comes, or not in time.
    Its answer is let go of with its `with`.
    """

    @property
    def never_sent(self) -> tuple[type[Exception], ...]:
        """What is raised before anything is sent, where a countdown cannot tell."""

    @property
    def is_closed(self) -> bool:
        """Whether no call can be made any more."""

    def require_here(self) -> None:
        """See that its connections may be used in this event loop and this process.

        Raises:
            MisplacedError: they belong elsewhere.

        """

    def send(
        self,
        request: Request,
        countdown: Countdown,
    ) -> AbstractAsyncContextManager[Arrival]:
        """Send a request to the platform, signed if it is to be."""

    def fetch(
        self,
        effect: Fetch,
        countdown: Countdown,
    ) -> AbstractAsyncContextManager[Arrival]:
        """Ask for a result, with no credential and nothing that is the user's."""

    async def close(self) -> None:
        """Close what is not the user's."""


async def pieces_of(body: Multipart) -> AsyncIterator[bytes]:
    """Yield an upload's body, reading the file on a thread."""
    chunks, sent = body.chunks(), 0
    while chunk := await asyncio.to_thread(next, chunks, b""):
        yield chunk
        sent += len(chunk)
        body.tell(sent)
