"""Nothing that a spec lists is left out of the walks, which are read from the spec alone."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from specpress.diagnostics.report import Report
from specpress.ir.load import load_apis

from tests.walk.platforms import NEW_CODES, NEW_STATES, SPECS, Platform, has_client, platforms
from tests.walk.steps import SETS, carried, refusals, states, unwalked


@pytest.fixture(params=platforms(), ids=str)
def platform(request: pytest.FixtureRequest) -> Platform:
    found: Platform = request.param
    return found


def missing(platform: Platform, written: Any) -> dict[str, set[str]]:
    """Return what is not walked of a spec as it is written, with what is walked before it grew."""
    id_ = platform.api.platform.id
    return unwalked(
        written,
        [one for one in states() if one.platform.api.platform.id == id_],
        [one for one in refusals() if one.platform.api.platform.id == id_],
    )


def test_every_state_code_and_call_that_is_written_is_walked(platform: Platform) -> None:
    lost = set(platform.operations) - set(carried(platform))
    assert missing(platform, platform.written) == ({"operations": lost} if lost else {})


def planted(written: Any) -> Iterator[tuple[str, Any]]:
    """Yield specs with one word more that no walk knows, each with the name of its list."""
    for name in (*SETS, "errors", "operations"):
        more = deepcopy(written)
        if name in SETS:
            more["job"][name].append("planted")
        else:
            more[name]["planted"] = {}
        yield name, more


def test_a_word_that_is_not_walked_is_missed(platform: Platform) -> None:
    for name, written in planted(platform.written):
        assert "planted" in missing(platform, written)[name]


def test_the_words_that_were_added_are_walked_and_no_others_a_second_time() -> None:
    grown = [one for one in platforms() if one.new]
    assert len(grown) == len(platforms()) - len(grown) > 0
    for one in grown:
        walked = {step.state for step in states() if step.platform == one}
        assert walked == {state for added in NEW_STATES.values() for state in added}
        assert {step.code for step in refusals() if step.platform == one} == set(NEW_CODES)


def test_only_platforms_without_a_client_are_not_walked() -> None:
    left_out = {
        str(api.platform.id)
        for specs in SPECS
        for api in load_apis(specs, Report())
        if not has_client(api)
    }
    assert left_out == {"acme", "loom"}
