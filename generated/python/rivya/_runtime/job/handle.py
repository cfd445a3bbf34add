"""A job: the handle by which something paid for is found again, and its result."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self, TypeGuard

from ..errors.base import AnswerError
from ..json_document import DEEPEST, is_within

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the platform last described it.

    Keep `to_json()` somewhere safe and no crash can lose the job. `answer` is the whole
    answer, with keys that this package does not know. `fingerprint` is the SHA-256 of
    the body that was sent; it and the idempotency key are None for a job that was
    looked up by its id alone. `spec_digest` tells with which facts of the pages the
    handle was made; `deadline` is when the last `wait` for it is to end, in whatever
    program, in seconds since 1970.
    """

    platform: str
    id: str
    model: str | None = None
    status: str | None = None
    idempotency_key: str | None = None
    fingerprint: str | None = None
    spec_digest: str | None = None
    deadline: float | None = None
    answer: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)

    def to_json(self) -> str:
        """Return the job as one line of JSON."""
        held = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps(held, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the job that `to_json` wrote; keys of later versions are ignored.

        Raises:
            AnswerError: `text` is not what `to_json` writes.

        """
        held = _object(text)
        known = {one.name: held[one.name] for one in fields(cls) if one.name in held}
        others = ("answer", "deadline")
        texts = [value for name, value in known.items() if name not in others]
        if not (
            isinstance(known.get("platform"), str)
            and isinstance(known.get("id"), str)
            and isinstance(known.get("answer", {}), dict)
            and (known.get("deadline") is None or is_moment(known["deadline"]))
            and all(value is None or isinstance(value, str) for value in texts)
        ):
            message = "this is not a job that was written by to_json"
            raise AnswerError(message)
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Result:
    """What a job made: `urls` in the order of the page, and the whole last answer.

    The URLs may be signed: they stand in no `repr`, and so in no traceback.
    """

    urls: tuple[str, ...] = field(repr=False)
    job: Job
    answer: Mapping[str, Any] = field(hash=False, repr=False)


def is_moment(value: object) -> TypeGuard[float]:
    """Return whether a value is a time, in seconds, that can be reckoned with."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    is_handle = isinstance(held, dict) and is_within(held, DEEPEST + 1)
    return held if is_handle else {}
