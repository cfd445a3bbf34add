"""Looking at a job once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .call import call_to
from .errors import InvalidRequestError
from .flow_call import outcome_flow
from .job import Job
from .problem import Problem
from .settle import described

if TYPE_CHECKING:
    from .effects import Flow
    from .session import Session


def get_flow(session: Session, job: Job | str) -> Flow[Job]:
    """Return a job, by its handle or its id, as the platform describes it now.

    Its state is kept as it comes, even one that no page lists.

    Raises:
        ApiError: the platform refused the call.
        TransportError: the platform was not reached, or its answer broke off.
        AnswerError: the answer describes no job.

    """
    known = job_known(session, job)
    call = call_to(session, session.platform.status, path_id=known.id)
    fields = yield from outcome_flow(session, call)
    return described(session.platform, fields, known)


def job_known(session: Session, job: Job | str) -> Job:
    """Return a handle of what may be an id alone.

    Raises:
        InvalidRequestError: the job is another platform's, or none.

    """
    if isinstance(job, str):
        digest = session.platform.spec_digest
        return Job(session.platform.id, job, spec_digest=digest)
    if not isinstance(job, Job) or job.platform != session.platform.id:
        raise InvalidRequestError((Problem("platform", "job"),))
    return job
