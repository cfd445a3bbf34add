"""Everything that the runtime raises, and what it tells the person who reads it.

No error holds the API key, and each survives pickling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, Self, TypeAlias

Retry: TypeAlias = Literal["never", "after_edit", "backoff", "queue", "later"]
"""Whether the same call may be sent again after an error."""

_REDIRECTS: Final = range(300, 400)
_ADVICE: Final[dict[Retry | None, str]] = {
    "never": "Sending the same again will not help.",
    "after_edit": "Change the request before you send it again.",
    "backoff": "The same may be sent again after a pause.",
    "queue": "The same may be sent again when a place in the queue is free.",
    "later": "Try again later.",
    None: "Whether the same may be sent again is not documented.",
}


class Violation(Protocol):
    """One thing that is wrong with a request; `at` is a JSON Pointer into it."""

    @property
    def code(self) -> str:
        """The kind of mistake."""

    @property
    def at(self) -> str:
        """Where the mistake is."""

    def message(self, locale: str = "en") -> str:
        """Return the mistake as a sentence."""


class ClientError(Exception):
    """The base of everything that the runtime raises."""

    def __repr__(self) -> str:
        """Return the class and the sentence."""
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from the attributes: not every error takes them by position."""
        return _rebuild, (type(self), self.args, vars(self))

    @classmethod
    def rebuild(cls, args: tuple[Any, ...], state: dict[str, Any]) -> Self:
        """Return the error whose arguments and attributes these are."""
        error = cls.__new__(cls, *args)
        vars(error).update(state)
        return error


class CredentialsError(ClientError):
    """There is no API key, or what was given cannot be one; nothing was sent."""


class InsecureUrlError(ClientError):
    """A base URL would show the API key to others; nothing was sent."""


class ClosedError(ClientError):
    """The client was closed; nothing was sent."""


class UnsupportedError(ClientError):
    """The platform has no such call; nothing was sent."""


@dataclass(eq=False, repr=False)
class InvalidRequestError(ClientError):
    """The request breaks the page's rules; nothing was sent, nothing is charged."""

    violations: tuple[Violation, ...]

    def __str__(self) -> str:
        """List what is wrong, one line each."""
        lines = (f"  {one.message()}" for one in self.violations)
        return "\n".join(("the request is not valid; nothing was sent:", *lines))


@dataclass(eq=False, repr=False)
class UploadRefusedError(ClientError):
    """A file breaks the page's upload policy; nothing was sent.

    `code` is one of `unreadable`, `changed`, `empty`, `too_large`, `unknown_format`,
    `format`, `kind`, `name` and `no_files`.
    """

    code: str
    reason: str

    def __str__(self) -> str:
        """Say what is wrong with the file."""
        return f"the file is not uploaded: {self.reason}"


@dataclass(eq=False, repr=False)
class ApiError(ClientError):
    """The platform refused a call.

    A platform's own codes have subclasses. `body` is the raw answer; `retry` is None
    where neither the page nor the status says whether sending again can help.
    `retry_after` is what the platform asked to wait, in seconds.
    """

    status: int
    code: str | None = None
    message: str | None = None
    request_id: str | None = None
    retry: Retry | None = None
    retry_after: float | None = None
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Say what the platform said, and whether sending again can help."""
        said = f": {self.message}" if self.message else ""
        label = f"{self.status} {self.code}" if self.code else f"HTTP {self.status}"
        traced = f" (request {self.request_id})" if self.request_id else ""
        pause = f" Wait {self.retry_after:g} s first." if self.retry_after else ""
        return f"{label}{said}{traced}. {self._advice()}{pause}"

    def _advice(self) -> str:
        if self.status in _REDIRECTS:
            return "Redirects are not followed: the API key stays with its platform."
        return _ADVICE[self.retry]


class AnswerError(ClientError):
    """An answer could not be read: no JSON, another shape, or too long."""


@dataclass(eq=False, repr=False)
class TransportError(ClientError):
    """No whole answer arrived. `sent` says whether anything can have left."""

    reason: str
    sent: bool

    def __str__(self) -> str:
        """Say how far the call came."""
        if self.sent:
            return f"the answer never arrived whole: {self.reason}"
        return f"the platform was not reached, nothing was sent: {self.reason}"


@dataclass(eq=False, repr=False)
class OutcomeUnknownError(ClientError):
    """A job may or may not have been started, and charged.

    `error` is what the last attempt met.
    """

    idempotency_key: str
    fingerprint: str
    is_key_honoured: bool
    error: ClientError

    def __str__(self) -> str:
        """Say what is known, and how to find out."""
        way = (
            f"send the same request with idempotency_key={self.idempotency_key!r}: "
            "it starts a job once at most"
            if self.is_key_honoured
            else "look at the platform before you send the request again: "
            "a second job may be charged"
        )
        return f"whether the job was started is not known ({self.error}); {way}"


def _rebuild(
    kind: type[ClientError],
    args: tuple[Any, ...],
    state: dict[str, Any],
) -> ClientError:
    return kind.rebuild(args, state)
