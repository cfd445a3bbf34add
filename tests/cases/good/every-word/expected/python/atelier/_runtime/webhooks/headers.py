"""The three headers of a delivery (Standard Webhooks), read with suspicion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self, TypeAlias, runtime_checkable

from ..errors.received import WebhookError

Name: TypeAlias = str | bytes


@runtime_checkable
class HasItems(Protocol):
    """Headers that are a mapping, or like one."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Return names and values."""


DeliveryHeaders: TypeAlias = HasItems | Iterable[tuple[Name, Name]]
"""Headers as frameworks give them: a mapping in any case, or pairs of text or bytes."""

_ID: Final = "webhook-id"
_TIMESTAMP: Final = "webhook-timestamp"
_SIGNATURE: Final = "webhook-signature"
_LONGEST_ID: Final = 255
_LONGEST_TIMESTAMP: Final = 12
_LONGEST_SIGNATURES: Final = 8192


@dataclass(frozen=True, slots=True)
class Envelope:
    """Which delivery it is, when it was sent, as it is written, and its proofs."""

    id: str
    moment: str
    signatures: tuple[bytes, ...]

    @classmethod
    def of(cls, headers: DeliveryHeaders) -> Self | WebhookError:
        """Return what the headers say, or what is wrong with them.

        An id holds no full stop: what is signed is joined with them, and would read as
        the id, the time and the body of another delivery.
        """
        found = _found(headers)
        if found is None:
            return WebhookError("headers", "its headers are no headers")
        for name in (_ID, _TIMESTAMP, _SIGNATURE):
            if len(found[name]) != 1:
                return WebhookError("headers", f"it needs {name}, once")
        one, moment, proofs = (found[key][0] for key in (_ID, _TIMESTAMP, _SIGNATURE))
        if not (_is_visible(one) and len(one) <= _LONGEST_ID and "." not in one):
            return WebhookError("headers", f"{_ID} is no id")
        is_number = moment.isascii() and moment.isdecimal()
        if not is_number or len(moment) > _LONGEST_TIMESTAMP:
            return WebhookError("headers", f"{_TIMESTAMP} is no time")
        if not proofs.isascii() or len(proofs) > _LONGEST_SIGNATURES:
            return WebhookError("headers", f"{_SIGNATURE} is no list of signatures")
        return cls(one, moment, tuple(proofs.encode().split(b" ")))

    def signed(self, body: bytes) -> bytes:
        """Return what is signed."""
        return b".".join((self.id.encode(), self.moment.encode(), body))

    @property
    def timestamp(self) -> int:
        """When it was sent, in seconds since 1970."""
        return int(self.moment)


def _is_visible(text: str) -> bool:
    return text.isascii() and text.isprintable() and bool(text) and " " not in text


def _found(headers: DeliveryHeaders) -> dict[str, list[str]] | None:
    """Return each of the three headers as often as it stands there."""
    found: dict[str, list[str]] = {_ID: [], _TIMESTAMP: [], _SIGNATURE: []}
    try:
        for name, text in _pairs(headers):
            key = _text(name).lower() if isinstance(name, str | bytes) else ""
            if key in found:
                found[key].append(_text(text))
    except (AttributeError, TypeError, ValueError):
        return None
    return found


def _pairs(headers: DeliveryHeaders) -> Iterable[tuple[object, object]]:
    """Return names and values; what has `items`, as `http.server`'s, has them so."""
    return headers.items() if isinstance(headers, HasItems) else headers


def _text(value: object) -> str:
    """Return a name or a value as text; bytes are what stands on the wire."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str):
        return value
    raise TypeError
