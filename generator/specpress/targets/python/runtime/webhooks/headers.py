"""The three headers of a delivery (Standard Webhooks), read with suspicion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol, Self, TypeAlias

from ..errors.received import WebhookError

Name: TypeAlias = str | bytes


class HasItems(Protocol):
    """Headers by name, in which one may stand several times."""

    def items(self) -> Iterable[tuple[Name, object]]:
        """Return each of them, as often as it stands there."""


DeliveryHeaders: TypeAlias = HasItems | Iterable[tuple[Name, object]]
"""Headers as frameworks give them: by name in any case, as pairs, or as WSGI does."""

_ID: Final = "webhook-id"
_TIMESTAMP: Final = "webhook-timestamp"
_SIGNATURE: Final = "webhook-signature"
_NAMES: Final = {
    form: name
    for name in (_ID, _TIMESTAMP, _SIGNATURE)
    for form in (name, "http_" + name.replace("-", "_"))
}
"""Each of the three by what it is called, in HTTP and in WSGI."""

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
    """Return each of the three headers as often as it stands there.

    What else stands there may be anything: WSGI keeps objects of its own there.
    """
    found: dict[str, list[str]] = {_ID: [], _TIMESTAMP: [], _SIGNATURE: []}
    try:
        pairs = headers.items() if hasattr(headers, "items") else headers
        for written, value in pairs:
            name = _NAMES.get((_text(written) or "").lower())
            if name is not None:
                found[name].append(_text(value) or "")
    except (AttributeError, TypeError, ValueError):
        return None
    return found


def _text(value: object) -> str | None:
    """Return a name or a value as text; bytes are what stands on the wire."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else None
