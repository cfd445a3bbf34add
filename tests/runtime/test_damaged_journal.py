"""A journal that is damaged at any place: what can be read is delivered, nothing is made worse."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from specpress.targets.python.runtime.calls.session import Session
from specpress.targets.python.runtime.effects.effects import Effect, Recall, Response, Save, Send
from specpress.targets.python.runtime.errors.base import ClientError
from specpress.targets.python.runtime.errors.local import JournalError
from specpress.targets.python.runtime.job.handle import Job
from specpress.targets.python.runtime.job.identity import is_key
from specpress.targets.python.runtime.journal import entry as journal_entry
from specpress.targets.python.runtime.journal import opening as journal_opening
from specpress.targets.python.runtime.journal import table as journal_table
from specpress.targets.python.runtime.journal.file import JournalFile
from specpress.targets.python.runtime.journal.records import Entry
from specpress.targets.python.runtime.journal.schema import Row
from specpress.targets.python.runtime.operations.acknowledge import HandedOver
from specpress.targets.python.runtime.operations.create import create_flow
from specpress.targets.python.runtime.operations.resume import journaled_flow, resume_flow
from specpress.targets.python.runtime.operations.resumed import Resumed

from tests.runtime.damage import (
    CELLS,
    SERVER,
    Place,
    Rows,
    Text,
    is_in_order,
    make,
    opened,
    places,
    rows_of,
)
from tests.runtime.lantern import LANTERN
from tests.runtime.world import World, answered

REQUEST = {"model": "wick-1", "prompt": "A lamp"}
SESSION = Session(platform=LANTERN, has_key=True)


class Kept(World):
    """A world with a journal on disk, and a platform that knows a job by the key or the id."""

    def __init__(self, journal: JournalFile) -> None:
        super().__init__([])
        self.journal = journal

    def _answer(self, effect: Effect) -> object:
        match effect:
            case Send(request=request):
                key = dict(request.headers).get("Idempotency-Key")
                name = request.target.rpartition("/")[2] if key is None else f"new-{key}"
                return self._lit(name)
            case Save(record):
                return self.journal.save(record)
            case Recall():
                return self.journal.recall()
        return super()._answer(effect)

    def _lit(self, name: str) -> Response:
        return answered({"id": name, "status": "lit", "result": {"first": f"https://x/{name}"}})


@dataclass(frozen=True)
class Whole:
    """The journal as it was: its bytes, its rows, and what each came to."""

    content: bytes
    rows: dict[int, tuple[Any, ...]]
    entries: dict[int, Entry]
    came_to: dict[int, object]

    def has(self, number: int, row: tuple[Any, ...]) -> bool:
        return self.rows.get(number) == row


def came_to(one: Resumed) -> object:
    return one.result.urls if one.result else type(one.error)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    path = tmp_path_factory.mktemp("whole") / "jobs"
    make(path)
    content, rows = path.read_bytes(), dict(rows_of(path) or ())
    ours = [number for number, row in rows.items() if row[1] == Text(SERVER, "utf-8")]
    with opened(path) as journal:
        entries = Kept(journal).run(journaled_flow())
        found = Kept(journal).run(resume_flow(SESSION, timeout=60))
    assert len(ours) == len(entries) == len(found) == 16
    assert {one.state for one in entries} == {"intended", "started", "ended"}
    outcomes = dict(zip(ours, map(came_to, found), strict=True))
    return Whole(content, rows, dict(zip(ours, entries, strict=True)), outcomes)


def survey(whole: Whole, place: Place, path: Path) -> str:
    """Damage a copy of the journal, do all that a client does, and hold it to what is promised."""
    for one in path.parent.iterdir():
        one.unlink()
    path.write_bytes(whole.content)
    place.damage(path)
    before, rows = path.read_bytes(), rows_of(path)
    try:
        with opened(path) as journal:
            entries = Kept(journal).run(journaled_flow())
            assert rows is not None
            found = list(zip(ours(rows), entries, strict=True))
            read(whole, found)
            resumed(whole, Kept(journal), found)
            came = used(Kept(journal), found, path, place)
    except JournalError as error:
        is_told(error, path)
        assert rows is None or place.is_raw
        came = "refused"
    if came == "refused" or not is_in_order(path):
        assert path.read_bytes() == before
    return came


def is_told(error: JournalError, path: Path) -> None:
    """See that an error says which file is wrong, and what to do about it."""
    said = str(error)
    assert repr(str(path)) in said
    assert re.search(r"\.recover|name another file|install a later one", said)


Found: TypeAlias = list[tuple[tuple[int, tuple[Any, ...]], Entry]]


def ours(rows: Rows) -> Rows:
    """Return the rows that are of this server, or of none that can be."""
    return [(number, row) for number, row in rows if not any(map(is_other, row[:2]))]


def is_other(value: object) -> bool:
    try:
        said = value.decode() if isinstance(value, Text) else ""
    except UnicodeDecodeError:
        return False
    is_scope = 0 < len(said) <= 2_048 and said.isprintable()
    return is_scope and said not in {"lantern", SERVER}


def read(whole: Whole, found: Found) -> None:
    """See that each row that is as it was is delivered as it was."""
    for (number, row), entry in found:
        if whole.has(number, row):
            assert entry == whole.entries[number]
        assert entry.reason is None or f"row {number} " in entry.reason


def resumed(whole: Whole, world: Kept, found: Found) -> None:
    """See that only what was written down is sent, and that no job stops another."""
    outcomes = world.run(resume_flow(SESSION, timeout=60))
    for ((number, row), entry), one in zip(found, outcomes, strict=True):
        if whole.has(number, row):
            cannot_write = re.search(r"\.recover|readonly", str(one.error)) is not None
            is_unsent = entry.state == "intended" and cannot_write
            assert came_to(one) == whole.came_to[number] or is_unsent
        assert (entry.state == "damaged") <= isinstance(one.error, JournalError)
        assert str(one.error).isprintable()
        assert len(str(one.error)) < 2_000
    known = {(row[2], row[8]) for row in whole.rows.values()}
    posts = [one.request for one in world.sends if one.request.method == "POST"]
    sent = {(Text(dict(one.headers)["Idempotency-Key"], "utf-8"), one.body) for one in posts}
    assert sent <= known


def used(world: Kept, found: Found, path: Path, place: Place) -> str:
    """Start a job, and forget all; see that damaged rows stay until then, and no longer."""
    damaged = [(row, entry.job) for row, entry in found if entry.state == "damaged"]
    try:
        assert world.run(create_flow(SESSION, REQUEST)).status == "lit"
        for (_, row), job in damaged:
            refuses_key(world, job.idempotency_key, row)
        assert kept(path, damaged)
        for entry in world.run(journaled_flow()):
            world.run(HandedOver(has_journal=True).forget(entry.job))
    except ClientError:
        assert place.is_raw  # an index of the file may say otherwise than its rows
        assert kept(path, damaged)
        return "refused in part"
    left = [row for row, job in damaged if not job.id and job.idempotency_key is None]
    assert place.is_raw or ours(rows_of(path) or []) == left
    return "damaged" if damaged else "whole"


def kept(path: Path, damaged: list[tuple[Any, Job]]) -> bool:
    now = rows_of(path)
    return now is None or all(row in now for row, _ in damaged)


def refuses_key(world: Kept, key: str | None, row: tuple[Any, ...]) -> None:
    """See that a key of which nobody knows what it began is not sent."""
    if not is_key(key) or row[:3] != tuple(Text(one, "utf-8") for one in ("lantern", SERVER, key)):
        return
    sends = len(world.sends)
    with pytest.raises(JournalError, match="forget that job"):
        world.run(create_flow(SESSION, REQUEST, idempotency_key=key))
    assert len(world.sends) == sends


soak = (
    pytest.mark.soak,
    pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only"),
)


@pytest.mark.parametrize(
    ("seed", "values", "raw"), [(1, 40, 40), pytest.param(2, 100, 100, marks=soak)]
)
def test_what_can_be_read_is_delivered_and_nothing_made_worse(
    whole: Whole, tmp_path: Path, seed: int, values: int, raw: int
) -> None:
    found: dict[str, int] = {}
    for place in places(seed, values, raw):
        try:
            came = survey(whole, place, tmp_path / "jobs")
        except BaseException as error:
            error.add_note(place.name)
            raise
        found[came] = found.get(came, 0) + 1
    assert {"whole", "damaged", "refused"} <= set(found)


def is_exactly(platform: str, server: str, row: Row) -> bool:
    return (row.platform, row.server) == (platform, server)


def is_text(value: object, *_: object) -> bool:
    return isinstance(value, str | bytes)


def is_nothing(*_: object) -> None:
    return None


def as_ended(platform: str, row: Row) -> Entry:
    found = journal_entry.entry_of(platform, row)
    return replace(found, state="ended") if found.state == "damaged" else found


PLANTS: dict[str, tuple[str, object, str, Callable[..., Any]]] = {
    "damaged text closes the journal": ("model", journal_opening, "_text", bytes.decode),
    "rows of nobody are hidden": ("server", journal_table, "is_in_scope", is_exactly),
    "any id will do": ("job", journal_entry, "is_id", is_text),
    "any body will do": ("body", journal_entry, "_has_digest", is_text),
    "any intent will do": ("idempotency_key", journal_entry, "_damage_of_intent", is_nothing),
    "any state will do": ("state", journal_table, "entry_of", as_ended),
}


@pytest.mark.parametrize("name", PLANTS)
def test_the_campaign_sees_a_fault(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    column, *plant = PLANTS[name]
    monkeypatch.setattr(*plant)

    def campaign() -> None:
        for place in places(1, len(CELLS), 0):
            if place.name.startswith(f"{column} "):
                survey(whole, place, tmp_path / "jobs")

    with pytest.raises((AssertionError, ValueError)):
        campaign()
