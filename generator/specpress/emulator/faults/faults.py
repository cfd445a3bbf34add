"""What can go wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from specpress.emulator.ledger.rows import Outcome


class Kind(StrEnum):
    """What goes wrong."""

    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    SLOW = "slow"
    STALL = "stall"
    DRIP = "drip"
    TRUNCATE = "truncate"
    STATUS = "status"
    ERROR = "error"
    REDIRECT = "redirect"
    REFUSE_CONNECTIONS = "refuse_connections"
    FAILED_JOB = "failed_job"
    STUCK_JOB = "stuck_job"
    UNKNOWN_STATE = "unknown_state"
    NO_RESULT = "no_result"
    JOB_STATE = "job_state"
    DELIVERY_TWICE = "delivery_twice"
    DELIVERY_LATE = "delivery_late"


ABOUT: Final = {
    Kind.RESET_BEFORE: "the connection is reset before anything is done",
    Kind.RESET_AFTER: "everything is done, then the connection is reset without an answer",
    Kind.SLOW: "nothing is done for `seconds`; then all is well",
    Kind.STALL: "everything is done, then no answer comes for `seconds`, then a reset",
    Kind.DRIP: "the body of the answer comes little by little, over `seconds`",
    Kind.TRUNCATE: "half of the body of the answer comes, then the connection ends",
    Kind.STATUS: "nothing is done; a gateway answers `status`, in text, not in JSON",
    Kind.ERROR: "nothing is done; the answer is the error `code` of the spec",
    Kind.REDIRECT: "nothing is done; the answer is `status` (302) with `location`",
    Kind.REFUSE_CONNECTIONS: "nobody listens for `seconds`",
    Kind.FAILED_JOB: "the job fails, with `code` if it is given",
    Kind.STUCK_JOB: "the job never ends",
    Kind.UNKNOWN_STATE: "the job ends in a state that the spec does not list",
    Kind.NO_RESULT: "the job succeeds, and its answer has no result",
    Kind.JOB_STATE: "the job stays, or ends, in `state` of the spec; with `code` if it fails",
    Kind.DELIVERY_TWICE: "a webhook is sent twice, although it is taken",
    Kind.DELIVERY_LATE: "a webhook is sent `seconds` of virtual time after the end of the job",
}

OUTCOMES: Final = {
    Kind.FAILED_JOB: Outcome.FAILED,
    Kind.STUCK_JOB: Outcome.STUCK,
    Kind.UNKNOWN_STATE: Outcome.UNKNOWN_STATE,
    Kind.NO_RESULT: Outcome.NO_RESULT,
}
"""What becomes of a job, whatever a spec calls its states."""

OF_JOBS: Final = frozenset({*OUTCOMES, Kind.JOB_STATE})
"""Such a fault meets calls that create a job, or one job by its id."""

OF_DELIVERIES: Final = frozenset({Kind.DELIVERY_TWICE, Kind.DELIVERY_LATE})
"""What becomes of the next delivery of a webhook; such a fault meets no call."""

_STATUSES: Final = range(300, 600)
_SECONDS: Final = {
    Kind.SLOW: 0.2,
    Kind.STALL: 30.0,
    Kind.DRIP: 30.0,
    Kind.REFUSE_CONNECTIONS: 1.0,
    Kind.DELIVERY_LATE: 60.0,
}
_LONGEST: Final = 3600.0


class FaultError(Exception):
    """A fault that cannot be; the message says why, and what could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, `times` times, at calls of `operation` or at any.

    `seconds` are real ones. `retry_after`, in seconds, goes with `error` and `status`.
    """

    kind: Kind
    operation: str | None = None
    job: str | None = None
    times: int = 1
    seconds: float = 0.0
    status: int = 503
    code: str | None = None
    state: str | None = None
    location: str | None = None
    retry_after: int | None = None

    def meets(self, operation: str) -> bool:
        """Return whether a call is one that this fault is meant for."""
        if self.kind in OF_JOBS:
            return operation == "create"
        if self.kind in OF_DELIVERIES:
            return False
        return self.operation in {None, operation}


def fault_of(written: Mapping[str, Any], operations: frozenset[str]) -> Fault:
    """Return the fault that JSON describes: its kind under `fault`, and fields of `Fault`.

    Raises:
        FaultError: it describes none.

    """
    rest = dict(written)
    name = rest.pop("fault", None)
    if not isinstance(name, str) or name not in set(Kind):
        message = f"there is no fault {name!r}; there are {', '.join(Kind)}"
        raise FaultError(message)
    kind = Kind(name)
    known = {one.name for one in fields(Fault)} - {"kind"}
    for key in rest:
        if key not in known:
            message = f"a fault has no {key!r}; it has {', '.join(sorted(known))}"
            raise FaultError(message)
    status = 302 if kind is Kind.REDIRECT else 503
    fault = Fault(**({"seconds": _SECONDS.get(kind, 0.0), "status": status} | rest), kind=kind)
    wrong = next(_wrong(fault, operations), None)
    if wrong is not None:
        raise FaultError(wrong)
    return fault


def _wrong(fault: Fault, operations: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with a fault."""
    if fault.operation is not None and fault.operation not in tuple(operations):
        known = ", ".join(sorted(operations))
        yield f"there is no operation {fault.operation!r}; there are {known}"
    if not _is_number(fault.seconds) or not 0 <= fault.seconds <= _LONGEST:
        yield f"seconds are a number from 0 to {_LONGEST:.0f}"
    if not _is_count(fault.times) or fault.times < 1:
        yield "times is a whole number from 1"
    if not _is_count(fault.status) or fault.status not in _STATUSES:
        yield "status is a whole number from 300 to 599"
    if fault.retry_after is not None and (
        not _is_count(fault.retry_after) or fault.retry_after < 0
    ):
        yield "retry_after is a whole number of seconds"
    texts = (fault.code, fault.location, fault.job, fault.state)
    if not all(one is None or (isinstance(one, str) and one.isprintable()) for one in texts):
        yield "code, location, job and state are text"
    elif fault.location is not None and not fault.location.isascii():
        yield "location is a URL, in ASCII"
    if fault.kind is Kind.REDIRECT and not fault.location:
        yield "a redirect needs a location"
    if fault.kind is Kind.ERROR and not fault.code:
        yield "an error needs a code"
    yield from _wrong_with_job(fault)


def _wrong_with_job(fault: Fault) -> Iterator[str]:
    """Yield what is wrong with what a fault says of a job."""
    if (fault.kind is Kind.JOB_STATE) != (fault.state is not None):
        yield f"{Kind.JOB_STATE} needs a state, and no other fault has one"
    if fault.job is not None and fault.kind not in OF_JOBS:
        yield f"only {', '.join(sorted(OF_JOBS))} are about a job"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
