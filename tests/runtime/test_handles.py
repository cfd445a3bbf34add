"""Handles that travel: to other programs, across versions, and not for ever."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.errors.base import AnswerError, InvalidRequestError
from specpress.targets.python.runtime.facts import Polling
from specpress.targets.python.runtime.job.errors import (
    DeadlineError,
    MissingResultError,
    UnknownStateError,
)
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import Entry, Intent, JournalFailure
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.create_many import create_flows
from specpress.targets.python.runtime.operations.get import get_flow
from specpress.targets.python.runtime.operations.resume import resume_flow
from specpress.targets.python.runtime.operations.wait import wait_flow

from tests.runtime.lantern import LANTERN
from tests.runtime.world import LOST, World, answered

HERE = replace(LANTERN, spec_digest="feedbeef", polling=Polling(2.0, 5.0, 10.0))
SESSION = Session(platform=HERE, has_key=True)
REQUEST = {"model": "wick-1", "prompt": "A lamp"}
MADE = answered({"id": "j", "status": "waiting"})
BURNING = answered({"id": "j", "status": "burning"})
FLICKERING = answered({"id": "j", "status": "flickering"})
LIT = answered({"id": "j", "status": "lit", "result": {"first": "https://x"}})
EMPTY = answered({"id": "j", "status": "lit"})
EPOCH = 1_800_000_000.0
"""What the clock on the wall of a World says when its other clock says 0."""

OLD_HANDLE = (
    '{"platform":"lantern","id":"j","model":"wick-1","status":"waiting",'
    '"idempotency_key":"k","fingerprint":"f","answer":{}}'
)
"""As `to_json` wrote it before handles had a digest and a deadline."""


def test_a_handle_says_which_pages_made_it_and_until_when_it_is_waited_for() -> None:
    job = World([MADE]).run(create_flow(SESSION, REQUEST, done_within=60))
    assert (job.spec_digest, job.deadline) == ("feedbeef", EPOCH + 100 + 60)
    assert Job.from_json(job.to_json()) == job
    assert World([LIT]).run(get_flow(SESSION, job)).deadline == job.deadline
    assert World([LIT]).run(get_flow(SESSION, "j")).spec_digest == "feedbeef"
    assert World([MADE]).run(create_flow(SESSION, REQUEST)).deadline is None


def test_each_of_many_has_its_own_time() -> None:
    flows = create_flows(SESSION, [REQUEST, REQUEST], concurrency=2, done_within=60)
    ends = [World([MADE], clock=100.0 + one).run(flow).deadline for one, flow in enumerate(flows)]
    assert ends == [EPOCH + 160, EPOCH + 161]


@pytest.mark.parametrize("span", [-1, float("inf"), float("nan")])
def test_a_time_that_never_comes_is_refused_before_anything_is_sent(span: float) -> None:
    world = World([MADE])
    with pytest.raises(InvalidRequestError, match="done_within must be a finite number"):
        world.run(create_flow(SESSION, REQUEST, done_within=span))
    with pytest.raises(InvalidRequestError, match="done_within must be a finite number"):
        create_flows(SESSION, [REQUEST], concurrency=1, done_within=span)
    assert world.sends == []


def test_a_handle_of_before_is_read_and_waited_for() -> None:
    job = Job.from_json(OLD_HANDLE)
    assert (job.spec_digest, job.deadline) == (None, None)
    assert World([LIT]).run(wait_flow(SESSION, job, timeout=60)).urls == ("https://x",)


@pytest.mark.parametrize("deadline", ["soon", True, [], "NaN", "Infinity", "-Infinity", 10**400])
def test_a_handle_with_a_time_that_is_none_is_refused(deadline: object) -> None:
    text = json.dumps({**json.loads(OLD_HANDLE), "deadline": deadline})
    with pytest.raises(AnswerError, match="not a job that was written by to_json"):
        Job.from_json(text.replace('"NaN"', "NaN").replace('Infinity"', "Infinity"))


def test_programs_that_hand_a_job_on_end_at_one_time_together() -> None:
    world = World([MADE, BURNING])
    job = world.run(create_flow(SESSION, REQUEST, done_within=90))
    began = world.clock
    world = World([BURNING], clock=began)
    for _ in range(3):
        job = Job.from_json(job.to_json())
        with pytest.raises(DeadlineError) as caught:
            world.run(wait_flow(SESSION, job, timeout=40))
        job = caught.value.job
        finals = caught.value.is_final
    assert finals
    assert began + 85 < world.clock <= began + 90
    assert "not done in the time its handle allows" in str(caught.value)
    assert "look again with error.job" in str(caught.value)


def test_a_wait_that_ends_before_the_handle_does_may_be_repeated() -> None:
    job = Job("lantern", "j", status="waiting", deadline=EPOCH + 500)
    with pytest.raises(DeadlineError, match=r"after 40 s.*wait again with error\.job") as caught:
        World([BURNING]).run(wait_flow(SESSION, job, timeout=40))
    assert not caught.value.is_final


def test_a_job_whose_time_is_over_is_looked_at_once_and_what_it_made_returned() -> None:
    job = Job("lantern", "j", status="waiting", deadline=EPOCH)
    world = World([LIT])
    assert world.run(wait_flow(SESSION, job, timeout=60)).urls == ("https://x",)
    assert (world.sleeps, len(world.sends)) == ([], 1)

    world = World([BURNING])
    with pytest.raises(DeadlineError) as caught:
        world.run(wait_flow(SESSION, job, timeout=60))
    assert (world.sleeps, len(world.sends)) == ([], 1)
    assert (caught.value.is_final, caught.value.job.status) == (True, "burning")


def test_a_look_that_fails_when_the_time_is_over_is_told() -> None:
    job = Job("lantern", "j", status="waiting", deadline=EPOCH)
    with pytest.raises(DeadlineError, match="the last look failed") as caught:
        World([LOST]).run(wait_flow(SESSION, job, timeout=60))
    assert (caught.value.is_final, caught.value.job) == (True, job)


@pytest.mark.parametrize(
    ("answer", "kind"), [(FLICKERING, UnknownStateError), (EMPTY, MissingResultError)]
)
def test_an_answer_that_does_not_fit_tells_of_a_handle_of_other_pages(
    answer: object, kind: type[UnknownStateError | MissingResultError]
) -> None:
    said = {}
    for digest in ("feedbeef", "0ddba115", None):
        job = Job("lantern", "j", status="waiting", spec_digest=digest)
        with pytest.raises(kind) as caught:
            World([answer]).run(wait_flow(SESSION, job, timeout=60))  # type: ignore[list-item]
        said[digest] = str(caught.value)
    assert "another spec (0ddba115) than this one (feedbeef)" in said["0ddba115"]
    assert said["feedbeef"] == said[None]
    assert "another spec" not in said[None]


def test_a_handle_of_other_pages_is_as_good_as_any_where_the_answer_fits() -> None:
    job = Job("lantern", "j", status="waiting", spec_digest="0ddba115")
    result = World([BURNING, LIT]).run(wait_flow(SESSION, job, timeout=60))
    assert result.job.spec_digest == "0ddba115"


BODY = b'{"model":"wick-1","prompt":"A lamp"}'
SERVER = "https://lantern.invalid"
OLD_SCHEMA = """
PRAGMA application_id = 0x4A4F4253;
PRAGMA user_version = 1;
CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    server TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL,
    calls INTEGER NOT NULL DEFAULT 1,
    at REAL NOT NULL DEFAULT 0,
    model TEXT,
    fingerprint TEXT,
    body BLOB,
    job_id TEXT,
    job TEXT,
    UNIQUE (platform, server, idempotency_key)
);
"""
OLD_ENTRY = """
INSERT INTO entry
    (platform, server, idempotency_key, state, at, model, fingerprint, body, job_id, job)
VALUES ('lantern', ?, ?, ?, ?, 'wick-1', ?, ?, ?, ?)
"""


@pytest.fixture
def old_journal(tmp_path: Path) -> Path:
    """Write a journal as it was before handles had a digest and a deadline."""
    path, at = tmp_path / "jobs.sqlite", EPOCH + 99
    intended = (SERVER, "i", "intended", at, sha256(BODY).hexdigest(), BODY, None, None)
    with closing(sqlite3.connect(path)) as file:
        file.executescript(OLD_SCHEMA)
        file.execute(OLD_ENTRY, intended)
        file.execute(OLD_ENTRY, (SERVER, "k", "started", at, "f", None, "j", OLD_HANDLE))
        file.commit()
    return path


def entries(path: Path) -> tuple[Entry, ...]:
    journal = JournalFile(str(path), "lantern", SERVER)
    found = journal.recall()
    journal.close()
    assert not isinstance(found, JournalFailure)
    return found


def test_a_journal_of_before_is_finished_and_stays_readable_to_programs_of_before(
    old_journal: Path,
) -> None:
    found = entries(old_journal)
    assert [(one.state, one.job.spec_digest, one.job.deadline) for one in found] == [
        ("intended", None, None),
        ("started", None, None),
    ]
    world = World([answered({"id": "i", "status": "lit", "result": {"first": "https://y"}}), LIT])
    world.entries = found
    resumed = world.run(resume_flow(SESSION, timeout=60))
    assert [one.result and one.result.urls for one in resumed] == [("https://y",), ("https://x",)]
    with closing(sqlite3.connect(old_journal)) as file:
        (version,) = file.execute("PRAGMA user_version").fetchone()
    assert version == 1


def test_a_crash_before_the_answer_loses_neither_digest_nor_deadline(tmp_path: Path) -> None:
    path, at = tmp_path / "jobs.sqlite", EPOCH + 100
    fingerprint = sha256(BODY).hexdigest()
    intent = Intent("lantern", "wick-1", "k", fingerprint, BODY, at, "0ddba115", at + 60)
    journal = JournalFile(str(path), "lantern", SERVER)
    journal.save(intent)
    journal.close()
    (found,) = entries(path)
    assert (found.job, found.body) == (intent.handle(), BODY)
    world = World([MADE, BURNING], entries=(found,))
    (resumed,) = world.run(resume_flow(SESSION, timeout=600))
    assert isinstance(resumed.error, DeadlineError)
    assert resumed.error.is_final
    assert 150 < world.clock <= 160
    assert (resumed.job.spec_digest, resumed.job.deadline) == ("0ddba115", at + 60)


@pytest.mark.parametrize("job", ["", "{}", '{"platform":"torch","id":""}', '{"deadline":"x"}'])
def test_an_intent_whose_handle_was_damaged_is_an_intent_of_before(
    old_journal: Path, job: str
) -> None:
    with closing(sqlite3.connect(old_journal)) as file:
        file.execute("UPDATE entry SET job = ? WHERE state = 'intended'", (job,))
        file.commit()
    first = entries(old_journal)[0]
    assert (first.state, first.job.platform, first.job.deadline) == ("intended", "lantern", None)
