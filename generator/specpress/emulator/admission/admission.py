"""Whether a call may be made at all: its key, its scope, and how many there were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from specpress.emulator.admission.keys import Keys
from specpress.emulator.admission.rate_limit import Counter
from specpress.emulator.faults.profiles import Limit
from specpress.emulator.platform.answer import RefusedError
from specpress.emulator.platform.error_codes import Meaning, Meanings
from specpress.ir.types.api import Operation

_CHALLENGE: Final = {"www-authenticate": "Bearer"}
_UNAUTHORIZED: Final = 401


class Admission:
    """Lets calls in, or refuses them."""

    def __init__(self, keys: Keys, counter: Counter, meanings: Meanings) -> None:
        """Know the keys."""
        self._keys = keys
        self._counter = counter
        self._meanings = meanings

    def admit(self, operation: Operation, headers: Mapping[str, str], limit: Limit | None) -> None:
        """Let a call in.

        Raises:
            RefusedError: its key is refused, or there were too many calls.

        """
        if operation.authenticated:
            meaning = self._keys.judge(headers.get("authorization"))
            if meaning is not None:
                refusal = self._meanings.of(meaning)
                challenge = _CHALLENGE if refusal.status == _UNAUTHORIZED else {}
                raise RefusedError(refusal, meaning.value, challenge)
        seconds = self._counter.refused_for(limit)
        if seconds is not None:
            refusal = self._meanings.of(Meaning.RATE_LIMITED)
            raise RefusedError(refusal, "too many requests", {"retry-after": str(seconds)})
