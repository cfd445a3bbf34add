"""Downloading what a job made into a file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never
from urllib.parse import urlsplit

from . import ask
from .answer import read_answer
from .effects import Fetch, Response, Saved, TransportFailure
from .errors import (
    ApiError,
    ClientError,
    InvalidRequestError,
    TransportError,
)
from .errors_received import DownloadError
from .facts import Operation
from .flow_repeat import Effort, Failed, repeat_flow
from .flow_witness import witness_flow
from .origin import is_loopback
from .problem import Problem
from .source import FileFailure

if TYPE_CHECKING:
    from .effects import FetchReply, Flow
    from .job import Result
    from .session import Session

MAX_BYTES: Final = 2_000_000_000
"""How large a downloaded file may be where nothing else is said."""

TIMEOUT: Final = 900.0
"""How many seconds a download may take where nothing else is said."""

_GET: Final = Operation(method="GET", path="/", authenticated=False)


def download_flow(
    session: Session,
    result: Result | str,
    path: str | Path,
    *,
    max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT,
) -> Flow[Path]:
    """Download the first URL of a result, or a URL, into a file; return its path.

    `timeout` is for all attempts together, in seconds. The file appears at `path` when
    it is whole; one that stood there is replaced, and stays if anything goes wrong.

    Raises:
        DownloadError: the URL is not safe, the file is too large, not to be written, or
            may be a part of the result.
        ApiError: the host of the result refused it.
        TransportError: the host was not reached, or the file did not arrive whole.
        InvalidRequestError: an argument is not what it should be.

    """
    url = _url(result)
    refusal = _refusal(session, url)
    if refusal is not None:
        raise refusal
    if not (math.isfinite(timeout) and timeout >= 0):
        raise InvalidRequestError((Problem("timeout", "timeout"),))
    if max_bytes < 1:
        raise InvalidRequestError((Problem("max_bytes", "max_bytes"),))
    ends = (yield from ask.now()) + timeout
    download = _Download(url, str(Path(path)), max_bytes, ends)
    effort = Effort(operation=_GET, ends=ends)
    met = yield from repeat_flow(session, effort, partial(_attempt, session, download))
    if isinstance(met, Failed):
        raise met.error
    return Path(download.path)


@dataclass(frozen=True, slots=True)
class _Download:
    """What goes where."""

    url: str
    path: str
    max_bytes: int
    ends: float


def _attempt(session: Session, download: _Download) -> Flow[Saved | ClientError]:
    began = yield from ask.now()
    left = download.ends - began
    if left <= 0:
        return TransportError("there was no time left", sent=False)
    fetch = Fetch(
        url=download.url,
        path=download.path,
        timeout=left,
        stall=session.attempt_timeout,
        max_bytes=download.max_bytes,
    )
    reply = yield from ask.fetch(fetch)
    met = yield from _met(session, reply)
    request_id = met.request_id if isinstance(met, ApiError) else None
    seconds = (yield from ask.now()) - began
    place = ("GET", _shown(download.url))
    yield from witness_flow(session, place, reply, request_id, seconds)
    return met


def _met(session: Session, reply: FetchReply) -> Flow[Saved | ClientError]:
    match reply:
        case Saved():
            return reply
        case Response():
            met = read_answer(session.platform, reply, (yield from ask.wall_clock()))
            if isinstance(met, ApiError):
                return met
            return DownloadError("status", f"its host answered {reply.status}, not 200")
        case TransportFailure(reason, sent):
            return TransportError(reason, sent=sent)
        case FileFailure(code, reason):
            return DownloadError(code, reason)
        case _ as unreachable:
            assert_never(unreachable)


def _url(result: Result | str) -> str:
    if isinstance(result, str):
        return result
    if not result.urls:
        raise InvalidRequestError((Problem("urls", "result"),))
    return result.urls[0]


def _refusal(session: Session, url: str) -> DownloadError | None:
    reason = _reason(session, url)
    return None if reason is None else DownloadError("url", reason)


def _reason(session: Session, url: str) -> str | None:
    """Return why nothing is fetched from a URL; it may hold a password."""
    try:
        parts = urlsplit(url)
        names_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "its URL is not a URL"
    if not names_host or parts.scheme not in ("http", "https"):
        return "its URL must begin with https:// and name a host"
    if parts.username is not None or parts.password is not None:
        return "its URL must not hold a user name or a password"
    is_here = session.is_local and is_loopback(parts.hostname or "")
    if parts.scheme == "http" and not is_here:
        return "its URL begins with http://, which others can read and change"
    return None


def _shown(url: str) -> str:
    """Return the part of a URL that a log may show; a query may be a signature."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"
