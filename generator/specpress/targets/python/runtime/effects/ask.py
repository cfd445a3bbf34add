"""How a flow asks: each effect with the type of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .effects import (
    Fetch,
    NewKey,
    Now,
    Random,
    ReadFile,
    Recall,
    Save,
    Send,
    Sleep,
    Tell,
    WallClock,
)

if TYPE_CHECKING:
    from ..files.source import File, FileFacts, FileFailure
    from ..journal.records import Entry, JournalFailure, Record
    from .effects import FetchReply, Flow, Reply, Request
    from .events import Event


def send(request: Request, timeout: float) -> Flow[Reply]:
    """Send one request, once, within `timeout` seconds."""
    reply: Reply = yield Send(request, timeout)
    return reply


def fetch(effect: Fetch) -> Flow[FetchReply]:
    """Get a result into a file, once."""
    reply: FetchReply = yield effect
    return reply


def tell(event: Event) -> Flow[None]:
    """Tell the log what happened."""
    yield Tell(event)


def sleep(seconds: float) -> Flow[None]:
    """Let `seconds` pass."""
    yield Sleep(seconds)


def read_file(file: File) -> Flow[FileFacts | FileFailure]:
    """Look at the size and the first bytes of a file."""
    facts: FileFacts | FileFailure = yield ReadFile(file)
    return facts


def save(record: Record) -> Flow[JournalFailure | None]:
    """Write a record to the journal, if there is one; return why that failed."""
    failure: JournalFailure | None = yield Save(record)
    return failure


def recall() -> Flow[tuple[Entry, ...] | JournalFailure]:
    """Return what the journal has of the jobs that are not yet taken, oldest first."""
    entries: tuple[Entry, ...] | JournalFailure = yield Recall()
    return entries


def now() -> Flow[float]:
    """Return the seconds of a clock that never goes back."""
    seconds: float = yield Now()
    return seconds


def wall_clock() -> Flow[float]:
    """Return the seconds since 1970 in UTC."""
    seconds: float = yield WallClock()
    return seconds


def random() -> Flow[float]:
    """Return a random number from 0 up to but not including 1."""
    number: float = yield Random()
    return number


def new_key() -> Flow[str]:
    """Return a text that nobody else will make."""
    key: str = yield NewKey()
    return key
