"""What an async driver sends by: any HTTP library that can do these two things."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from ..effects.effects import Fetch, Request
    from ..effects.events import Headers
    from ..files.multipart import Multipart
    from .countdown import Countdown


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

    A call raises one of `never_sent` where nothing can have left. Its answer is let go
    of with its `with`.
    """

    @property
    def never_sent(self) -> tuple[type[Exception], ...]:
        """What a call raises before anything was sent."""

    def enter(self) -> None:
        """See that the connections belong to the loop and the process that run.

        Raises:
            ClosedError: they are the user's, and belong to others.

        """

    @property
    def is_closed(self) -> bool:
        """Whether no call can be made any more."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where connections can be used: the event loop and the process that opened it."""

    loop: asyncio.AbstractEventLoop
    process: int

    @classmethod
    def here(cls) -> Place:
        """Return where the caller runs."""
        return cls(asyncio.get_running_loop(), os.getpid())


ELSEWHERE: Final = (
    "http= belongs to another event loop or process; pass one that was made in this one"
)


async def pieces_of(body: Multipart) -> AsyncIterator[bytes]:
    """Yield an upload's body, reading the file on a thread."""
    chunks, sent = body.chunks(), 0
    while chunk := await asyncio.to_thread(next, chunks, b""):
        yield chunk
        sent += len(chunk)
        body.tell(sent)
