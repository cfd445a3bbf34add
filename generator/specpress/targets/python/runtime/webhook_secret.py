"""The secret that proves who sent a delivery: it can check, but not be seen."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING, Final, NoReturn, Self

from .errors_received import WebhookError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .facts import WebhookShape

_FEWEST_BYTES: Final = 16
_VERSION: Final = b"v1,"


class WebhookSecret:
    """A secret of Standard Webhooks, version 1: a key of HMAC-SHA256.

    It has no `__dict__`, says nothing in `repr`, `str` or a format, and refuses to be
    pickled or copied.
    """

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        """Hold the bytes of the key."""
        self._key = key

    @classmethod
    def find(cls, shape: WebhookShape, given: str | None) -> Self | WebhookError:
        """Return the secret that is given or else stands in the environment.

        What is wrong with it is returned and not raised, so that no traceback holds
        this frame, in which the secret is a local.
        """
        found = os.environ.get(shape.variable, "") if given is None else given
        if not isinstance(found, str) or not found.strip():
            missing = f"set {shape.variable}, or pass secret="
            return WebhookError("secret", f"there is no secret: {missing}")
        try:
            text = found.strip().removeprefix(shape.prefix)
            key = base64.b64decode(text, validate=True)
        except ValueError:
            key = b""
        if len(key) < _FEWEST_BYTES:
            name = f"that of {shape.variable}" if given is None else "a secret"
            wanted = f"{shape.prefix}, then 16 bytes or more in base64"
            return WebhookError("secret", f"{name} is not what one is: {wanted}")
        return cls(key)

    def has_signed(self, content: bytes, signatures: Iterable[bytes]) -> bool:
        """Return whether one of the signatures is this secret's.

        How long one takes to compare says nothing of how much of it is right.
        """
        digest = hmac.digest(self._key, content, hashlib.sha256)
        expected = _VERSION + base64.b64encode(digest)
        return any(hmac.compare_digest(expected, one) for one in signatures)

    def __repr__(self) -> str:
        """Say that there is a secret, but not which."""
        return "<WebhookSecret>"

    def __reduce__(self) -> NoReturn:
        """Refuse: a pickle would show the secret."""
        message = "a webhook's secret cannot be pickled or copied"
        raise TypeError(message)
