"""Starting many jobs, of which none is sent before all are known to be fine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .cost import require_within
from .errors import InvalidRequestError
from .flow_create import send_flow
from .flow_wait import require_span
from .prepared import prepare_all
from .problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .effects import Flow
    from .job import Job
    from .session import Session


def create_flows(
    session: Session,
    requests: Iterable[Mapping[str, object]],
    *,
    concurrency: int,
    max_credits: float | None = None,
    done_within: float | None = None,
) -> tuple[Flow[Job], ...]:
    """Return a flow for each request, which starts its job under a key of its own.

    `max_credits` is for all together, `done_within` for each.

    Raises:
        InvalidRequestError: one of the requests breaks the page's rules, or
            `concurrency` is no number of jobs, or `done_within` no span of time.
        CreditLimitError: they may cost more than `max_credits`, or nobody can tell.

    """
    if not isinstance(concurrency, int) or concurrency < 1:
        raise InvalidRequestError((Problem("count", "concurrency"),))
    if done_within is not None:
        require_span(done_within, "done_within")
    if not isinstance(requests, Iterable):
        raise InvalidRequestError((Problem("requests", "requests"),))
    every = prepare_all(session.platform, tuple(requests))
    require_within((one.cost() for one in every), max_credits)
    return tuple(send_flow(session, one, done_within=done_within) for one in every)
