"""Which error code of a spec means what, by its HTTP status and the words of its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from specpress.ir.types.api import ErrorKind, Platform


class Meaning(Enum):
    """Why a platform refuses a call, or fails a job."""

    KEY_MISSING = "no key was sent"
    KEY_INVALID = "the key is not known"
    KEY_REVOKED = "the key was revoked"
    KEY_EXPIRED = "the key has expired"
    SCOPE_DENIED = "the key lacks the scope of the call"
    RATE_LIMITED = "too many requests"
    INVALID = "the request is not valid"
    NOT_FOUND = "there is no such thing"
    KEY_REUSED = "the idempotency key was used with another body"
    NO_CREDITS = "too few credits"
    JOB_FAILED = "the job failed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The status and the code of an error answer.

    `is_stated` says of each whether the spec has it; what it does not have is assumed.
    """

    status: int
    code: str
    is_code_stated: bool = True
    is_status_stated: bool = True


@dataclass(frozen=True, slots=True)
class _Sign:
    """How a code of one meaning is told: its statuses, words of its name, and what else will do.

    `lonely`: of the codes with such a status, the first is taken where no name has such a word.
    """

    statuses: tuple[int, ...]
    words: tuple[str, ...]
    status: int
    code: str
    lonely: bool = True


_SIGNS: Final = {
    Meaning.KEY_MISSING: _Sign((401,), ("missing", "required", "absent"), 401, "unauthorized"),
    Meaning.KEY_INVALID: _Sign((401, 403), ("invalid", "unknown", "bad"), 401, "unauthorized"),
    Meaning.KEY_REVOKED: _Sign((401, 403), ("revoked", "disabled", "deleted"), 401, "unauthorized"),
    Meaning.KEY_EXPIRED: _Sign((401, 403), ("expired",), 401, "unauthorized"),
    Meaning.SCOPE_DENIED: _Sign((403,), ("scope", "denied", "permission"), 403, "forbidden"),
    Meaning.RATE_LIMITED: _Sign((429,), ("rate", "limit", "slow", "many"), 429, "rate_limited"),
    Meaning.INVALID: _Sign((400, 422), ("validation", "invalid", "refused"), 400, "bad_request"),
    Meaning.NOT_FOUND: _Sign((404,), ("not_found", "missing", "unknown"), 404, "not_found"),
    Meaning.KEY_REUSED: _Sign((409, 422), ("idempotency", "conflict"), 409, "conflict"),
    Meaning.NO_CREDITS: _Sign(
        (402, 403), ("credit", "balance", "unpaid", "fund", "quota"), 402, "payment_required"
    ),
    Meaning.JOB_FAILED: _Sign((), ("failed", "failure"), 500, "failed", lonely=False),
}

_ASSUMED: Final = 400
"""The status of an error that has none, and whose meaning is not known either."""


class Meanings:
    """The error codes of one platform, by what they mean and by name."""

    def __init__(self, platform: Platform) -> None:
        """Deduce what each code means."""
        self._errors = platform.errors
        self._found = {one: self._refusal(one) for one in Meaning}

    def of(self, meaning: Meaning) -> Refusal:
        """Return how the platform says this."""
        return self._found[meaning]

    def named(self, code: str) -> Refusal | None:
        """Return how the platform says an error that it has, by its code; None if it has none."""
        stated = (one for one in self._found.values() if one.is_code_stated)
        others = (_stated(one, _ASSUMED) for one in self._errors)
        return next((one for one in (*stated, *others) if one.code == code), None)

    def __iter__(self) -> Iterator[tuple[Meaning, Refusal]]:
        """Yield what every meaning is called."""
        yield from self._found.items()

    def _refusal(self, meaning: Meaning) -> Refusal:
        sign = _SIGNS[meaning]
        kind = next(self._candidates(sign), None)
        if kind is None:
            return Refusal(sign.status, sign.code, is_code_stated=False, is_status_stated=False)
        return _stated(kind, sign.status)

    def _candidates(self, sign: _Sign) -> Iterator[ErrorKind]:
        """Yield the codes that may be meant, the likeliest first."""
        fits = [one for one in self._errors if one.http in sign.statuses]
        silent = [one for one in self._errors if one.http is None]
        yield from (one for one in (*fits, *silent) if any(word in one.code for word in sign.words))
        if sign.lonely:
            yield from (one for one in fits if one.http == sign.status)


def _stated(kind: ErrorKind, assumed: int) -> Refusal:
    status = assumed if kind.http is None else kind.http
    return Refusal(status, kind.code, is_status_stated=kind.http is not None)
