"""Receiving what a platform sends when a job ends, once it is sure who sent it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ..errors.base import AnswerError
from ..errors.received import WebhookError
from ..job.handle import Job
from ..job.state import described
from ..json_document import read_document
from ..pointer import resolve, resolve_text
from .headers import Envelope
from .replay import MemoryStore
from .secret import WebhookSecret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..facts import Platform, WebhookShape
    from .headers import DeliveryHeaders
    from .replay import ReplayStore

_LARGEST_BODY: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A delivery whose sender is proven.

    `type` is the event's name, one that no page lists as well. `job` is the job it is
    about, to be handed to `wait`, or None where it is about none. `timestamp` is in
    seconds since 1970; `body` is all of the delivery.
    """

    id: str
    type: str | None
    job: Job | None
    timestamp: int
    body: Mapping[str, Any] = field(hash=False, repr=False)


class WebhookReceiver:
    """Tells the platform's deliveries from everybody else's.

    A subclass names its platform. It may be used from several threads, and needs no
    client.
    """

    platform: ClassVar[Platform]
    shape: ClassVar[WebhookShape]

    def __init__(
        self,
        *secrets: str,
        store: ReplayStore | None = None,
    ) -> None:
        """Take the secret, or two of them while one replaces the other.

        Without any the secret is read from the environment variable that the pages
        name. `store` remembers which deliveries were taken: this process does, unless
        a `SqliteStore` is given, which several processes can share.

        Raises:
            WebhookError: there is no secret, or what was given cannot be one.

        """
        given = secrets or (None,)
        found = [WebhookSecret.find(self.shape, one) for one in given]
        del secrets, given  # an error that is raised from here on must not show them
        for one in found:
            if isinstance(one, WebhookError):
                raise one
        self._secrets = tuple(one for one in found if isinstance(one, WebhookSecret))
        self._store = MemoryStore() if store is None else store

    def verify(self, headers: DeliveryHeaders, body: bytes) -> WebhookEvent:
        """Return the event that a delivery brings, if the platform sent it, just now.

        `headers` are those of the HTTP request, `body` its bytes as they came: JSON
        that was read and written again has another signature.

        Raises:
            WebhookError: nothing is to be done about it; its `code` says why.

        """
        envelope = Envelope.of(headers)
        if isinstance(envelope, WebhookError):
            raise envelope
        refusal = self._refusal(envelope, body, time.time())
        if refusal is not None:
            raise refusal
        event = self._event(envelope, body)
        until = envelope.timestamp + self.shape.tolerance + 1
        if not self._store.take(envelope.id, until):
            reason = f"{envelope.id} has been taken before"
            raise WebhookError(code="replayed", reason=reason)
        return event

    def forget(self, event: WebhookEvent) -> None:
        """Take the event's delivery again when it comes again: it was not dealt with.

        Raises:
            WebhookError: the file of deliveries does not answer.

        """
        self._store.forget(event.id)

    def _refusal(
        self,
        envelope: Envelope,
        body: bytes,
        clock: float,
    ) -> WebhookError | None:
        if not isinstance(body, bytes) or len(body) > _LARGEST_BODY:
            return WebhookError("body", "its body is not bytes, or far too many")
        age = clock - envelope.timestamp
        if age > self.shape.tolerance:
            return WebhookError("too_old", "it was sent too long ago")
        if age < -self.shape.tolerance:
            return WebhookError("too_new", "it was sent in the future")
        content = envelope.signed(body)
        proofs = envelope.signatures
        proven = [one.has_signed(content, proofs) for one in self._secrets]
        return None if any(proven) else WebhookError("signature", "nothing proves it")

    def _event(self, envelope: Envelope, body: bytes) -> WebhookEvent:
        read = read_document(body)
        if not isinstance(read, dict):
            reason = "its body is not the JSON object it should be"
            raise WebhookError(code="body", reason=reason)
        kind = resolve_text(self.shape.event, read)
        job = self._job(resolve(self.shape.job, read))
        return WebhookEvent(envelope.id, kind, job, envelope.timestamp, read)

    def _job(self, found: object) -> Job | None:
        if not isinstance(found, dict):
            return None
        try:
            return described(
                self.platform,
                found,
                Job(self.platform.id, "", spec_digest=self.platform.spec_digest),
            )
        except AnswerError:
            return None
