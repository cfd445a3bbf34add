"""What the environment says of proxies and certificates, judged when a client opens.

Otherwise the HTTP library would trip over it at the first call, in words of its own.
No value is repeated: it may hold a password.
"""

from __future__ import annotations

import os
import ssl
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from .address import fault_of
from .errors_local import ConfigurationError
from .source import kind_of

_SCHEMES: Final = ("http", "https", "socks5", "socks5h")


def environment_error(*, trusted: bool) -> ConfigurationError | None:
    """Return what of the environment cannot be used, if anything.

    `trusted` if proxies and certificates are taken from it.
    """
    checks = (_proxies, _no_proxy, _certificates) if trusted else ()
    found = (check() for check in (*checks, _key_log))
    return next((one for one in found if one is not None), None)


def proxy_url(text: str) -> str:
    """Return the URL of a proxy, which the environment may give by its host alone."""
    return text if "://" in text else f"http://{text}"


def _proxies() -> ConfigurationError | None:
    proxies = getproxies()
    for scheme in ("http", "https", "all"):
        text = proxies.get(scheme)
        reason = _fault_of_proxy(proxy_url(text)) if text else None
        if reason is not None:
            return ConfigurationError(_variable(f"{scheme}_proxy"), reason)
    return None


def _fault_of_proxy(url: str) -> str | None:
    fault = fault_of(url, _SCHEMES)
    if fault is not None:
        return f"the URL of a proxy {fault}"
    parts = urlsplit(url)
    if "@" in f"{parts.path}{parts.query}{parts.fragment}":
        return "the URL of a proxy must hold /, ? and # of a password as %2F, %3F, %23"
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        return "a SOCKS proxy needs a package more: pip install 'httpx2[socks]'"
    return None


def _no_proxy() -> ConfigurationError | None:
    """Try what httpx2 makes of it, which differs from release to release."""
    name = _variable("no_proxy")
    if not os.environ.get(name):
        return None
    try:
        httpx2.AsyncClient(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    except (httpx2.InvalidURL, ValueError):
        reason = (
            "it is no list of hosts with commas between, such as localhost,10.0.0.1"
        )
        return ConfigurationError(name, reason)
    return None


def _certificates() -> ConfigurationError | None:
    file, folders = (os.environ.get(f"SSL_CERT_{one}") for one in ("FILE", "DIR"))
    if file:
        reason = _fault_of_certificates(Path(file))
        return ConfigurationError("SSL_CERT_FILE", reason) if reason else None
    if folders and not any(Path(one).is_dir() for one in folders.split(os.pathsep)):
        return ConfigurationError("SSL_CERT_DIR", "there is no such folder")
    return None


def _fault_of_certificates(path: Path) -> str | None:
    try:
        kind = kind_of(path.stat().st_mode)
        if kind is not None:
            return f"it must name a file, and not {kind}"
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        return "the file holds no certificates in PEM"
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"
    return None


def _key_log() -> ConfigurationError | None:
    """Open the file as Python does for every TLS context, but without waiting at it."""
    path = os.environ.get("SSLKEYLOGFILE")
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
    try:
        if path:
            os.close(os.open(path, flags, 0o666))
    except OSError as error:
        reason = f"the file cannot be written: {error.strerror}"
        return ConfigurationError("SSLKEYLOGFILE", reason)
    return None


def _variable(name: str) -> str:
    """Return how a variable is written that may stand in small letters, which win."""
    return name if name in os.environ else name.upper()
