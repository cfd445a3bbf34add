"""Where requests go: the one origin that may see the API key."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

from .address import fault_of
from .errors import InsecureUrlError

_LONGEST: Final = 8_192
"""How many characters a base URL may have; a path has room behind it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A server's URL without a slash at its end."""

    url: str
    is_plain: bool
    """Whether requests travel unencrypted; such a URL leads to this machine alone."""

    @classmethod
    def find(cls, url: object, name: str = "the base URL") -> Self | InsecureUrlError:
        """Return the origin that `url` names, or why no key is sent there.

        A URL that is refused is not repeated, but called by `name`: it may hold a
        password.
        """
        refusal = _refusal(url)
        if refusal is not None:
            return InsecureUrlError(f"{name} {refusal}")
        text = str(url)
        return cls(text.rstrip("/"), is_plain=text.lower().startswith("http:"))


def _refusal(url: object) -> str | None:
    fault = fault_of(url, longest=_LONGEST)
    if fault is not None:
        return fault
    parts = urlsplit(str(url))
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or a password"
    if " " in parts.path or parts.query or parts.fragment:
        return "must not hold a blank, a query or a fragment"
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        return "would show the API key to the network, by http://; use https://"
    return None


def is_loopback(host: str) -> bool:
    """Return whether a host can be no other machine than this one."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
