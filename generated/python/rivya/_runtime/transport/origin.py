"""Where requests go: the one origin that may see the API key."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

from ..errors.base import InsecureUrlError


@dataclass(frozen=True, slots=True)
class Origin:
    """A server's URL without a slash at its end."""

    url: str
    is_plain: bool
    """Whether requests travel unencrypted; such a URL leads to this machine alone."""

    @classmethod
    def find(cls, url: str) -> Self | InsecureUrlError:
        """Return the origin that `url` names, or why no key is sent there.

        A URL that is refused is not repeated: it may hold a password.
        """
        try:
            refusal = _refusal(urlsplit(url))
        except (AttributeError, TypeError, ValueError):
            refusal = "the base URL is not a URL"
        if refusal is not None:
            return InsecureUrlError(refusal)
        return cls(url.rstrip("/"), is_plain=url.lower().startswith("http:"))


def _refusal(parts: SplitResult) -> str | None:
    names_host = parts.hostname and parts.port != 0
    if not names_host or parts.scheme not in ("http", "https"):
        return "the base URL must begin with https:// and name a host"
    if parts.username is not None or parts.password is not None:
        return "the base URL must not hold a user name or a password"
    if parts.query or parts.fragment:
        return "the base URL must not hold a query or a fragment"
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        return "http:// would show the API key to the network; use https://"
    return None


def is_loopback(host: str) -> bool:
    """Return whether a host can be no other machine than this one."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
