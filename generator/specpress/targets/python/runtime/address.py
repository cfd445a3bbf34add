"""What is wrong with a URL, told without repeating it: it may hold a password."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

WEB: Final = ("https", "http")
"""The schemes of what is spoken to; where plain HTTP may go is asked elsewhere."""

LONGEST: Final = 65_536
"""How many characters a URL may have; the HTTP libraries take no more."""

_LONGEST_HOST: Final = 253
_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.ASCII)
_NUMBERS: Final = re.compile(r"[0-9.]+", re.ASCII)


def fault_of(
    url: object,
    schemes: tuple[str, ...] = WEB,
    longest: int = LONGEST,
) -> str | None:
    """Return why nothing can be sent to a URL, to be read after its name; or None.

    What the HTTP libraries read in different ways, or strip unasked, is refused.
    """
    if not isinstance(url, str):
        return "is not a URL"
    if len(url) > longest:
        return f"must have {longest:,} characters at most"
    if not url.isprintable() or url != url.strip():
        return "must not hold a control character, nor blanks around it"
    try:
        parts = urlsplit(url)
        names_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "is not a URL"
    if not names_host or parts.scheme not in schemes:
        begins = " or ".join(f"{one}://" for one in schemes)
        return f"must begin with {begins} and name a host"
    return None if _is_host(parts) else _HOSTS


_HOSTS: Final = (
    "must name its host by letters, digits, dots and hyphens, "
    "an international name as xn--"
)


def _is_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if "[" in parts.netloc or _NUMBERS.fullmatch(host):
        return _is_address(host)
    return len(host) <= _LONGEST_HOST and _NAME.fullmatch(host) is not None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
