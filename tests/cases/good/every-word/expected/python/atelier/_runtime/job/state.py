"""What an answer says of a job: its handle, and whether it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors.base import AnswerError
from ..one_line import in_one_line
from ..pointer import resolve, resolve_text
from .errors import (
    JobFailedError,
    MissingResultError,
    OtherJobError,
    UnknownStateError,
)
from .handle import Job, Result
from .identity import LONGEST_ID, is_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..facts import Platform


def described(platform: Platform, answer: Mapping[str, Any], job: Job) -> Job:
    """Return `job` as an answer describes it.

    Raises:
        AnswerError: the answer holds no id, none that can be asked for, or no state.
        OtherJobError: it holds the id of another job than that of the handle.

    """
    found = resolve(platform.job.id, answer)
    status = resolve_text(platform.job.status, answer)
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not found or status is None:
        message = "the answer describes no job: it lacks the id or the state"
        raise AnswerError(message)
    if not is_id(found):
        kind = f"1 to {LONGEST_ID} printable characters, not all of them dots"
        message = f"the answer describes no job: its id is not {kind}"
        raise AnswerError(message)
    if job.id not in ("", found):
        raise OtherJobError(job, found)
    return replace(job, id=found, status=status, answer=answer)


def settled(platform: Platform, job: Job) -> Result | None:
    """Return the result of a job; None while it is pending or was never looked at.

    Raises:
        JobFailedError: the job failed.
        UnknownStateError: its state is in none of the three sets of the page.
        MissingResultError: it succeeded, and its answer holds no result.

    """
    states = platform.states
    if job.status is None or job.status in states.pending:
        return None
    if job.status in states.failed:
        raise _failure(platform, job)
    if job.status not in states.succeeded:
        raise UnknownStateError(job, platform.spec_digest)
    urls = tuple(dict.fromkeys(_urls(platform, job.answer)))
    if platform.job.result_urls and not urls:
        pointers = platform.job.result_urls
        raise MissingResultError(job, pointers, platform.spec_digest)
    return Result(urls, job, job.answer)


def _urls(platform: Platform, answer: Mapping[str, Any]) -> Iterator[str]:
    for pointer in platform.job.result_urls:
        found = resolve(pointer, answer)
        some = found if isinstance(found, list) else [found]
        yield from (one for one in some if isinstance(one, str) and one)


def _failure(platform: Platform, job: Job) -> JobFailedError:
    code = resolve_text(platform.job.error_code, job.answer)
    message = resolve_text(platform.job.error_message, job.answer)
    return JobFailedError(job, in_one_line(code), in_one_line(message))
