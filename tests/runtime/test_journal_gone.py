"""A journal whose file is deleted or replaced while a client has it open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Effect, Send
from specpress.targets.python.runtime.errors.local import JournalError
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import JournalFailure, Started
from specpress.targets.python.runtime.operations.acknowledge import HandedOver
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.resume import journaled_flow, resume_flow

from tests.runtime.damage import intent, job, make, opened
from tests.runtime.lantern import LANTERN
from tests.runtime.test_damaged_journal import Kept

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
SESSION = Session(platform=LANTERN, has_key=True)


def replaced(path: Path) -> None:
    """Put another journal, also a good one, where it was."""
    other = path.with_name("other")
    make(other)
    other.replace(path)


GOES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "moved": lambda path: path.rename(path.with_name("elsewhere")),
    "replaced": replaced,
    "a folder instead": lambda path: (path.unlink(), path.mkdir()),
    "its log deleted": lambda path: path.with_name(f"{path.name}-wal").unlink(),
    "all deleted": lambda path: [one.unlink() for one in path.parent.iterdir()],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs"


@pytest.mark.parametrize("name", GOES)
def test_no_job_is_sent_that_would_be_written_to_nowhere(path: Path, name: str) -> None:
    with opened(path) as journal:
        journal.save(Started(job("k")))
        GOES[name](path)
        world = Kept(journal)
        with pytest.raises(JournalError, match="deleted, moved or replaced") as caught:
            world.run(create_flow(SESSION, REQUEST))
        assert (caught.value.path, world.sends) == (str(path), [])
        assert [one.job.id for one in world.run(journaled_flow())] == ["j-k"]


@pytest.mark.parametrize("name", GOES)
def test_what_it_had_can_still_be_finished(path: Path, name: str) -> None:
    with opened(path) as journal:
        journal.save(Started(job("k")))
        journal.save(intent("sent"))
        GOES[name](path)
        world = Kept(journal)
        first, second = world.run(resume_flow(SESSION, timeout=5))
        assert first.result is not None
        assert isinstance(second.error, JournalError)
        assert second.job.idempotency_key == "sent"
        world.run(HandedOver(has_journal=True).forget(first.job))
        assert [one.state for one in world.run(journaled_flow())] == ["intended"]


class Vanishing(Kept):
    """The file goes while the request is on its way."""

    def __init__(self, journal: JournalFile, path: Path) -> None:
        super().__init__(journal)
        self.path = path

    def _answer(self, effect: Effect) -> object:
        if isinstance(effect, Send):
            self.path.unlink()
        return super()._answer(effect)


def test_a_job_that_was_sent_before_the_file_went_is_returned(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(path) as journal:
        world = Vanishing(journal, path)
        made = world.run(create_flow(SESSION, REQUEST, idempotency_key="k"))
        assert made.id == "new-k"
        assert "Started is not in the journal: the file was deleted" in caplog.text
        assert [one.job for one in world.run(journaled_flow())] == [made]


def test_a_file_that_stands_where_it_stood_is_written(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(path.parent)
    with opened(Path(path.name)) as journal, opened(path) as other:
        assert other.save(intent("a")) is None
        other.close()
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
        journal._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert journal.save(intent("b")) is None
    with opened(path) as journal:
        assert journal.save(intent("c")) is None
        found = journal.recall()
        assert not isinstance(found, JournalFailure)
        assert [one.job.idempotency_key for one in found] == ["a", "b", "c"]


def test_a_closed_journal_is_not_called_gone(path: Path) -> None:
    with opened(path) as journal:
        journal.close()
        failure = journal.save(intent("k"))
    assert failure is not None
    assert "closed" in failure.reason


@pytest.mark.parametrize("name", ["jobs\x00", "\ud800/jobs"])
def test_a_path_that_is_none_is_an_error_of_the_client(name: str, tmp_path: Path) -> None:
    with pytest.raises(JournalError):
        JournalFile(str(tmp_path / name), "lantern", "https://lantern.invalid")


@pytest.mark.parametrize("content", [b"x", b"my notes\n", b"SQLite format 3\x00"])
def test_a_short_file_of_somebody_is_no_new_journal(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"another program's database|not a database"):
        JournalFile(str(path), "lantern", "https://lantern.invalid")
    assert path.read_bytes() == content
