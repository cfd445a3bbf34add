"""Downloading what a job made into a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from . import ask
from .answer import read_answer
from .arguments import require_number, require_path
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
from .problem import Problem
from .result_url import ResultUrl
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
    url = _url(session, result)
    del result  # a traceback must not show what may be signed
    if isinstance(url, ClientError):
        raise url
    require_number(timeout, "timeout", "timeout", 0)
    require_number(max_bytes, "max_bytes", "max_bytes", 1)
    place = str(require_path(path, "path"))
    ends = (yield from ask.now()) + timeout
    download = _Download(url, place, max_bytes, ends)
    effort = Effort(operation=_GET, ends=ends)
    met = yield from repeat_flow(session, effort, partial(_attempt, session, download))
    if isinstance(met, Failed):
        raise met.error
    return Path(download.path)


@dataclass(frozen=True, slots=True)
class _Download:
    """What goes where."""

    url: ResultUrl
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
    if isinstance(reply, Response):
        reply = download.url.hide_in(reply)
    met = yield from _met(session, reply)
    request_id = met.request_id if isinstance(met, ApiError) else None
    seconds = (yield from ask.now()) - began
    place = ("GET", download.url.place)
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


def _url(session: Session, result: Result | str) -> ResultUrl | ClientError:
    """Return where the result is, or what is wrong with that."""
    urls = (result,) if isinstance(result, str) else getattr(result, "urls", None)
    if not urls:
        return InvalidRequestError((Problem("urls", "result"),))
    return ResultUrl.of(urls[0], is_local=session.is_local)
