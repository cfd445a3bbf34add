"""Every code of every spec, at every call of both clients: what is raised, what is sent again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from specpress.ir.types.api import Retry
from specpress.ir.types.parts import pointers_of

from tests.walk.in_process import Exchange, Walk
from tests.walk.steps import Refusal, refusals

PATIENCE = 60
"""How many seconds of a Retry-After a client sleeps through; longer ones it hands on."""

LONGEST_PAUSE = 8
PASSING = (408, 425, 429)
SERVER_ERRORS = 500


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test each code at each call, and the platform."""
    pairs = [pytest.param(one.platform, one, id=str(one)) for one in refusals()]
    metafunc.parametrize(("platform", "refusal"), pairs)


def retry_of(refusal: Refusal, status: int) -> str | None:
    """Return the retry class that a user is told: the page's, or what the status says."""
    stated = refusal.platform.errors[refusal.code].retry
    if stated is not None:
        return stated.value
    return "backoff" if status in PASSING or status >= SERVER_ERRORS else None


def sends_of(refusal: Refusal, retry: str | None) -> int:
    """Return how often a call is sent that is refused each time."""
    if retry not in (Retry.BACKOFF.value, Retry.QUEUE.value):
        return 1
    return 5 if refusal.platform.operations[refusal.operation].method == "GET" else 3


def refused(walk: Walk, refusal: Refusal, **fault: Any) -> tuple[Any, list[Exchange]]:
    """Return the error that a refused call raises, and what was sent; no job was started."""
    walk.app.fault("error", code=refusal.code, operation=refusal.operation, times=9, **fault)
    walk.exchanges.clear()
    walk.pauses.clear()
    begun = jobs(walk)
    with pytest.raises(walk.error("ApiError")) as caught:
        walk.do(refusal.operation)
    assert jobs(walk) == begun
    walk.app.emulation.plan.clear()
    return caught.value, list(walk.exchanges)


def jobs(walk: Walk) -> int:
    return walk.app.emulation.ledger.next_job()


def at(pointer: str, tree: Any) -> Any:
    for key in pointer.split("/")[1:]:
        tree = tree[key]
    return tree


def alike(exchange: Exchange) -> tuple[Any, ...]:
    """Return what has to be the same each time that a call is sent: all of it."""
    return exchange.method, exchange.path, tuple(exchange.headers.items()), exchange.body


def test_a_code_is_raised_as_what_it_is_and_sent_again_where_the_page_says_so(
    walk: Walk, refusal: Refusal
) -> None:
    error, sent = refused(walk, refusal)
    tells_all(walk, refusal, error, sent[-1])
    retry = retry_of(refusal, sent[-1].status)
    assert (error.retry, error.retry_after) == (retry, None)
    assert len(sent) == sends_of(refusal, retry)
    assert len(walk.pauses) == len(sent) - 1
    assert len({alike(one) for one in sent}) == 1

    late, sent = refused(walk, refusal, retry_after=PATIENCE + 1)
    assert (late.retry_after, late.retry) == (PATIENCE + 1, retry)
    assert (len(sent), walk.pauses) == (1, [])
    assert f"Wait {PATIENCE + 1} s first." in str(late)


def tells_all(walk: Walk, refusal: Refusal, error: Any, last: Exchange) -> None:
    """See that an error is of the code's own class, and has what was answered."""
    kind = type(error)
    assert kind is not walk.error("ApiError")
    assert (kind.code, getattr(walk.package, kind.__name__)) == (refusal.code, kind)
    assert (error.status, error.body) == (last.status, last.answer)
    assert walk.platform.errors[refusal.code].http in (None, error.status)
    tree, shape = json.loads(last.answer), walk.platform.api.platform.error_answer
    assert shape is not None
    told = {
        "error_code": error.code,
        "error_message": error.message,
        "request_id": error.request_id,
    }
    for role, text in told.items():
        assert text
        assert [text] == [at(one, tree) for one in pointers_of(shape, role)]


def test_a_refusal_that_passes_is_waited_out_and_one_job_comes_of_it(
    walk: Walk, refusal: Refusal
) -> None:
    fault = {"code": refusal.code, "operation": refusal.operation, "retry_after": 7}
    walk.app.fault("error", **fault)
    begun = jobs(walk)
    error = attempted(walk, refusal.operation)
    status = walk.exchanges[0].status
    if sends_of(refusal, retry_of(refusal, status)) == 1:
        assert (error.status, error.retry_after) == (status, 7)
        assert (len(walk.exchanges), walk.pauses, jobs(walk)) == (1, [], begun)
        return
    assert error is None
    first, second = walk.exchanges
    assert alike(first) == alike(second)
    (pause,) = walk.pauses
    assert 7 <= pause <= 7 + LONGEST_PAUSE
    assert jobs(walk) == begun + (refusal.operation == "create")


def attempted(walk: Walk, operation: str) -> Any:
    """Return the error that a call raises; None if it raises none."""
    try:
        walk.do(operation)
    except walk.error("ApiError") as error:
        return error
    return None
