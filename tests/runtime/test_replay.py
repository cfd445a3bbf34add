"""A delivery is taken once, whatever the clock does meanwhile, and however many others come."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from specpress.targets.python.runtime.errors.received import WebhookError
from specpress.targets.python.runtime.webhooks.replay import MemoryStore, ReplayStore, SqliteStore

from tests.runtime.deliveries import BODY, SECRET, Receiver, signed

HOUR = 3600.0
CENTURY = 100 * 365 * 24 * HOUR


@pytest.fixture(params=["memory", "file"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], ReplayStore]:
    if request.param == "memory":
        return MemoryStore
    return lambda most: SqliteStore(tmp_path / "taken.db", most)


class Wall:
    """A clock on the wall, which somebody may set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 1_800_000_000.0
        monkeypatch.setattr(time, "time", lambda: self.at)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


def code(receiver: Receiver, headers: dict[str, str]) -> str | None:
    try:
        receiver.verify(headers, BODY)
    except WebhookError as error:
        return error.code
    return None


@pytest.mark.parametrize("jump", [HOUR, CENTURY])
def test_a_clock_that_jumps_ahead_and_back_takes_nothing_twice(
    make: Callable[[int], ReplayStore], wall: Wall, jump: float
) -> None:
    receiver = Receiver(SECRET, store=make(100))
    first = signed(name="first")
    assert code(receiver, first) is None
    wall.at += jump
    assert code(receiver, signed(name="ahead")) is None
    assert code(receiver, first) == "too_old"
    wall.at -= jump
    assert code(receiver, first) == "replayed"
    wall.at += 1
    assert code(receiver, signed(name="first")) == "replayed"
    assert code(receiver, signed(name="after")) is None


def test_what_came_while_the_clock_was_ahead_does_not_shut_others_out(
    make: Callable[[int], ReplayStore], wall: Wall
) -> None:
    receiver = Receiver(SECRET, store=make(3))
    wall.at += CENTURY
    assert code(receiver, signed(name="ahead")) is None
    wall.at -= CENTURY
    for one in range(20):
        wall.at += 1
        assert code(receiver, signed(name=f"msg_{one}")) is None
    wall.at += CENTURY
    assert code(receiver, signed(name="ahead", age=-1)) == "replayed"


def test_what_made_way_is_not_taken_again(make: Callable[[int], ReplayStore], wall: Wall) -> None:
    receiver = Receiver(SECRET, store=make(3))
    sent = []
    for one in range(9):
        wall.at += 1
        sent.append(signed(name=f"msg_{one}"))
        assert code(receiver, sent[-1]) is None
    assert [code(receiver, one) for one in sent] == ["too_old"] * 6 + ["replayed"] * 3
    wall.at += 1
    assert code(receiver, signed(name="msg_9")) is None


@pytest.mark.usefixtures("wall")
def test_one_that_comes_late_is_taken_once(make: Callable[[int], ReplayStore]) -> None:
    receiver = Receiver(SECRET, store=make(2))
    for one in range(2):
        assert code(receiver, signed(name=f"msg_{one}")) is None
    late = signed(name="late", age=60)
    assert code(receiver, late) is None
    assert code(receiver, late) in {"replayed", "too_old"}


def test_what_is_forgotten_is_taken_until_others_make_it_too_old(
    make: Callable[[int], ReplayStore],
) -> None:
    store = make(2)
    assert store.take("a", 10.0)
    store.forget("a")
    store.forget("none")
    assert store.take("a", 11.0)
    assert store.take("b", 12.0)
    assert store.take("c", 13.0)
    assert not store.take("b", 12.0)
    with pytest.raises(WebhookError, match="may have been taken"):
        store.take("a", 11.0)


def test_a_file_of_an_earlier_version_is_used(tmp_path: Path) -> None:
    path = tmp_path / "taken.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE taken (id TEXT PRIMARY KEY, until REAL NOT NULL)")
    database.execute("INSERT INTO taken VALUES ('a', 10.0)")
    database.commit()
    database.close()
    store = SqliteStore(path, 1)
    assert not store.take("a", 10.0)
    assert store.take("b", 11.0)
    assert not store.take("b", 11.0)
