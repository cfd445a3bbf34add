"""What a platform sends by itself when a job has ended: its event, its body and its proof."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any, Final

from specpress.emulator.answers.characters import characters
from specpress.emulator.answers.shapes import JsonObject
from specpress.emulator.ledger.rows import JobRow, Outcome
from specpress.emulator.platform.answer import json_bytes
from specpress.ir.types.webhooks import Webhooks

_SECRET_BYTES: Final = 24
_FAILING: Final = ("fail", "lost", "error", "reject", "cancel", "expire", "abort", "refuse")


class Messages:
    """Writes the deliveries of one platform, and signs them with the secret of this run."""

    def __init__(self, webhooks: Webhooks) -> None:
        """Make a secret, where the pages say how a delivery proves its origin."""
        self._webhooks = webhooks
        proof = webhooks.proof
        self._key = None if proof is None else secrets.token_bytes(_SECRET_BYTES)
        self._prefix = "" if proof is None else characters(proof.prefix)

    def __repr__(self) -> str:
        """Show no secret."""
        return "<Messages>"

    @property
    def secret(self) -> str | None:
        """The secret of this run, as a receiver is given it."""
        if self._key is None:
            return None
        return self._prefix + base64.b64encode(self._key).decode()

    def address(self, job: JobRow, registered: str | None) -> str | None:
        """Return where word of a job is to be sent; None for nowhere."""
        key = self._webhooks.url_key
        if key is None:
            return registered
        request: Any = json.loads(job.request)
        named = request.get(str(key)) if isinstance(request, dict) else None
        return named if isinstance(named, str) else None

    def body(self, event: str | None, job: JsonObject) -> bytes:
        """Return what is sent of a job, which is given as the answer to a call has it."""
        name, holder = self._webhooks.event_key, self._webhooks.job_key
        said: JsonObject = {} if name is None or event is None else {str(name): event}
        return json_bytes(said | (job if holder is None else {str(holder): job}))

    def event(self, outcome: Outcome) -> str | None:
        """Return the event that tells of such an end; None where no page lists events."""
        found = events_of(self._webhooks)
        return None if found is None else found[outcome is Outcome.FAILED]

    def headers(self, id_: str, body: bytes, moment: int) -> dict[str, str]:
        """Return the headers of a delivery that is sent at `moment`, in seconds since 1970.

        Signed as by Standard Webhooks, whose only way of signing the language knows.
        """
        headers = {"Content-Type": "application/json"}
        if self._key is None:
            return headers
        digest = hmac.digest(self._key, f"{id_}.{moment}.".encode() + body, hashlib.sha256)
        return headers | {
            "Webhook-Id": id_,
            "Webhook-Timestamp": str(moment),
            "Webhook-Signature": f"v1,{base64.b64encode(digest).decode()}",
        }


def events_of(webhooks: Webhooks) -> tuple[str, str] | None:
    """Return the names of the events of a success and of a failure, told by their words."""
    names = [characters(one.name) for one in webhooks.events]
    if not names:
        return None
    failing = [one for one in names if any(word in one.lower() for word in _FAILING)]
    others = [one for one in names if one not in failing]
    return (others or names)[0], (failing or names)[0]
