"""What a flow may ask of the world; nothing else reaches it.

A flow is a generator: it yields effects and is sent what they come to. It opens no
socket, reads no clock and draws no random number, so a driver of any kind can run it,
and a test can run it by hand.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from .source import FileFailure

if TYPE_CHECKING:
    from .exchange import Event
    from .journal import Record
    from .multipart import Multipart
    from .result_url import ResultUrl
    from .source import File

T = TypeVar("T")

Headers: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request; `target` is a path below the server, percent-encoded.

    The driver adds the credentials to one that is `authenticated`.
    """

    method: str
    target: str
    headers: Headers = ()
    body: bytes | Multipart = b""
    authenticated: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response, whatever its status; `is_cut` when it outgrew the limit."""

    status: int
    headers: Headers
    body: bytes
    is_cut: bool = False

    def header(self, name: str) -> str | None:
        """Return the first header called `name`, in any case."""
        wanted = name.lower()
        return next((text for key, text in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """No whole response arrived; `sent` unless it is sure that nothing left."""

    reason: str
    sent: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """A result stands whole in its file, `size` bytes of it."""

    size: int
    headers: Headers = field(default=(), repr=False)


Reply: TypeAlias = Response | TransportFailure | FileFailure
FetchReply: TypeAlias = Saved | Reply


@dataclass(frozen=True, slots=True)
class Send:
    """Send one request, once; the whole exchange takes `timeout` seconds at most."""

    request: Request
    timeout: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Get what stands at `url` into the file `path`, once, without any credential.

    It takes `timeout` seconds at most, and waits `stall` seconds at most for a next
    byte. The file appears when all of it, `max_bytes` at most, has arrived, or never.
    """

    url: ResultUrl
    path: str
    timeout: float
    stall: float
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Sleep:
    """Let `seconds` pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Look at the size and the first bytes of a file."""

    file: File


@dataclass(frozen=True, slots=True)
class Save:
    """Write a record to the journal, if there is one, before the flow goes on."""

    record: Record


@dataclass(frozen=True, slots=True)
class Recall:
    """Read what the journal has of the jobs that are not yet taken."""


@dataclass(frozen=True, slots=True)
class Now:
    """Read a clock that never goes back, in seconds."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """Read the time of day, in seconds since 1970 in UTC."""


@dataclass(frozen=True, slots=True)
class Random:
    """Draw a number from 0 up to but not including 1."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """Make a text that nobody else will make: an idempotency key, a boundary."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the log what happened."""

    event: Event


Instant: TypeAlias = Now | WallClock | Random | NewKey | Tell
"""What is answered at once, by any driver in the same way."""

Effect: TypeAlias = Send | Fetch | Sleep | ReadFile | Save | Recall | Instant
"""Every effect there is; drivers match on it exhaustively."""

Flow: TypeAlias = Generator[Effect, Any, T]
"""A behaviour that comes to a `T`; `ask.py` types the answers that it is sent."""
