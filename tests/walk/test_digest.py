"""What stands for a spec in a handle changes with what a job is read by, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from specpress.ir.types.api import Api
from specpress.targets.python.facts import platform_facts

from tests.walk.platforms import Platform, platforms


def digest(api: Api) -> str:
    assert api.platform.job is not None
    return str(dict(platform_facts(api, api.platform.job).arguments)["spec_digest"])


@pytest.mark.parametrize("platform", [one for one in platforms() if not one.new], ids=str)
def test_a_digest_changes_with_what_a_job_is_read_by_alone(platform: Platform) -> None:
    api, job = platform.api, platform.job
    known = digest(api)
    assert len(known.strip('"')) == 16
    same = (
        replace(api, models=()),
        replace(api, platform=replace(api.platform, errors=())),
        replace(api, platform=replace(api.platform, job=replace(job, poll=None))),
    )
    assert [digest(one) for one in same] == [known] * len(same)
    others = (
        replace(job, pending=job.pending[::-1]),
        replace(job, failed=(*job.failed, job.failed[0])),
        replace(job, answer=replace(job.answer, fields=job.answer.fields[:2])),
    )
    changed = {digest(replace(api, platform=replace(api.platform, job=one))) for one in others}
    assert len(changed | {known}) == 1 + len(others)


def test_platforms_with_words_added_have_digests_of_their_own() -> None:
    found = {digest(one.api) for one in platforms()}
    assert len(found) == len(platforms())
