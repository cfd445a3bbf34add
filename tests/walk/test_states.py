"""Every state of every spec is walked through by both clients, and its user told of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from specpress.ir.types.parts import pointers_of

from tests.walk.in_process import Walk
from tests.walk.platforms import platforms
from tests.walk.steps import SETS, State, states

WHY = "it_rained"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test a step of the kind that its argument names, and the platform of that step."""
    kinds = {"ending": SETS[1:], "pending": SETS[:1]}
    for name, kind in kinds.items():
        if name in metafunc.fixturenames:
            steps = states(kind)
            pairs = [pytest.param(one.platform, one, id=str(one)) for one in steps]
            metafunc.parametrize(("platform", name), pairs)
            return
    found = [pytest.param(one, id=str(one)) for one in platforms() if not one.new]
    metafunc.parametrize("platform", found)


def created(walk: Walk) -> Any:
    """Start a job that stays in the first state of the page."""
    walk.app.fault("job_state", state=walk.platform.states["pending"][0])
    return walk("create", walk.request)


def walked(walk: Walk, job: Any, end: str, seen: list[Any]) -> Any:
    """Wait for a job, which goes a state further each time it was seen."""
    ahead = [*walk.platform.states["pending"][1:], end]

    def on_progress(one: Any) -> None:
        seen.append(one)
        if ahead:
            state = ahead.pop(0)
            code = WHY if state in walk.platform.states["failed"] else None
            walk.app.fault("job_state", job=job.id, state=state, code=code)

    return walk("wait", job, timeout=60, on_progress=on_progress)


def test_a_job_goes_through_every_state_to_each_end(
    walk: Walk, ending: State, tmp_path: Path
) -> None:
    job = created(walk)
    assert (job.status, len(walk.exchanges)) == (walk.platform.states["pending"][0], 1)
    handle = walk.error("Job").from_json(job.to_json())
    assert handle == job
    seen: list[Any] = []
    if ending.kind == "failed":
        last = failed(walk, handle, ending.state, seen)
    else:
        result = walked(walk, handle, ending.state, seen)
        assert result.answer == result.job.answer
        (url,) = result.urls
        path = walk("download", result, tmp_path / "result")
        assert (path.read_bytes(), walk.exchanges[-1].path) == (walk.exchanges[-1].answer, url[16:])
        last = result.job
    assert [one.status for one in seen] == [*walk.platform.states["pending"], ending.state]
    assert {one.idempotency_key for one in seen} == {job.idempotency_key}
    assert (last, last.status, last.id) == (seen[-1], ending.state, job.id)
    assert walk("get", job).status == ending.state


def failed(walk: Walk, job: Any, end: str, seen: list[Any]) -> Any:
    """Wait for a job that fails; return the handle that the error carries."""
    with pytest.raises(walk.error("JobFailedError")) as caught:
        walked(walk, job, end, seen)
    error = caught.value
    answer = walk.platform.job.answer
    assert (error.code == WHY) == bool([*pointers_of(answer, "error_code")])
    assert (error.message == "the job failed") == bool([*pointers_of(answer, "error_message")])
    assert job.id in str(error)
    return error.job


def test_a_job_that_stays_in_a_state_is_given_up_with_its_handle(
    walk: Walk, pending: State
) -> None:
    walk.app.fault("job_state", state=pending.state)
    job = walk("create", walk.request)
    assert job.status == pending.state
    with pytest.raises(walk.error("DeadlineError")) as caught:
        walk("wait", job, timeout=0.02)
    assert (caught.value.job.id, caught.value.job.status) == (job.id, pending.state)
    assert caught.value.job.idempotency_key == job.idempotency_key
    assert {one.path for one in walk.exchanges[1:]} <= {f"{walk.exchanges[0].path}/{job.id}"}
    assert walk("get", job).status == pending.state


def test_the_pauses_between_looks_are_those_of_the_page(walk: Walk) -> None:
    advice = walk.platform.job.poll
    assert advice is not None
    walked(walk, created(walk), walk.platform.states["succeeded"][0], [])
    first, *others = walk.pauses
    assert advice.first <= first <= advice.first * 1.5
    assert others
    assert all(advice.every <= one <= advice.at_most for one in others)


def test_a_state_that_no_page_lists_is_no_pending_one(walk: Walk) -> None:
    job = created(walk)
    walk.app.fault("unknown_state", job=job.id)
    with pytest.raises(walk.error("UnknownStateError")) as caught:
        walk("wait", job, timeout=60)
    states = [one for some in walk.platform.states.values() for one in some]
    assert caught.value.job.id == job.id
    assert caught.value.job.status not in states
    assert walk("get", job).status == caught.value.job.status


def test_a_success_without_a_result_is_none(walk: Walk) -> None:
    job = created(walk)
    walk.app.fault("no_result", job=job.id)
    with pytest.raises(walk.error("MissingResultError")) as caught:
        walk("wait", job, timeout=60)
    assert caught.value.job.status == walk.platform.states["succeeded"][0]
    assert tuple(caught.value.pointers) == tuple(
        map(str, pointers_of(walk.platform.job.answer, "result_url"))
    )
