"""The key of a run, and keys that are known to be refused."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import Final

from specpress.emulator.answers.characters import characters
from specpress.emulator.platform.error_codes import Meaning
from specpress.ir.types.api import Auth

_SCHEME: Final = "bearer "


class Keys:
    """Judges the Authorization header of a call; a platform without `auth` needs none."""

    def __init__(self, auth: Auth | None) -> None:
        """Make the key of this run."""
        prefix = "" if auth is None else characters(auth.prefix)
        self._is_needed = auth is not None
        self.live = f"{prefix}emulated_{secrets.token_hex(16)}"
        self.refused = {
            f"{prefix}test_revoked": Meaning.KEY_REVOKED,
            f"{prefix}test_expired": Meaning.KEY_EXPIRED,
            f"{prefix}test_denied": Meaning.SCOPE_DENIED,
        }
        """Keys that anybody may use to meet an error of keys."""

    def __repr__(self) -> str:
        """Show no key."""
        return "<Keys>"

    def judge(self, header: str | None) -> Meaning | None:
        """Return why a call may not be made; None if it may."""
        if not self._is_needed:
            return None
        if not header:
            return Meaning.KEY_MISSING
        scheme, key = header[: len(_SCHEME)], header[len(_SCHEME) :].strip()
        if scheme.lower() != _SCHEME or not key:
            return Meaning.KEY_MISSING
        if compare_digest(key.encode(), self.live.encode()):
            return None
        return self.refused.get(key, Meaning.KEY_INVALID)
