"""What a call is answered: JSON, or an error in the envelope of the platform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specpress.emulator.answers.shapes import Known, filled
from specpress.emulator.platform.error_codes import Refusal
from specpress.ir.types.types import Record


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the bytes of a body, and headers."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


class RefusedError(Exception):
    """A call is refused: how the platform says it, a sentence, and headers of the answer."""

    def __init__(
        self, refusal: Refusal, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Refuse with a sentence for people."""
        super().__init__(message)
        self.refusal = refusal
        self.message = message
        self.headers = headers or {}


def json_bytes(tree: Any) -> bytes:
    """Return a tree as JSON in one line."""
    return json.dumps(tree, separators=(",", ":")).encode()


class Envelope:
    """Writes errors as the platform does; where no page shows it, as `{"error": {"code": …}}`."""

    def __init__(self, record: Record | None) -> None:
        """Know the shape of errors."""
        self._record = record

    def answer(self, error: RefusedError, request_id: str) -> Answer:
        """Return the answer to a call that was refused."""
        code = error.refusal.code
        roles = {"error_code": code, "error_message": error.message, "request_id": request_id}
        if self._record is None:
            tree: Any = {"error": {"code": code, "message": error.message}}
        else:
            tree = filled(self._record, Known(roles))
        return Answer(json_bytes(tree), error.refusal.status, error.headers)
