"""The journal: the steps of a run that is past its point of no return, so that it can be ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from specpress.emit.writer.paths import MANIFEST, STAGE, fault_of
from specpress.emit.writer.refusal import damaged
from specpress.emit.writer.transaction.record import is_digest, read_record, render_record

JOURNAL: Final = f"{STAGE}/journal.json"


@dataclass(frozen=True, slots=True)
class Place:
    """Put the staged file at `path`, over the bytes whose SHA-256 is `replaces`.

    Any other file that stands there is someone's work and is kept as `.orig`.
    """

    path: str
    replaces: str | None


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete the file at `path` if its SHA-256 is `replaces`; any other is kept as `.orig`."""

    path: str
    replaces: str | None


Step: TypeAlias = Place | Remove


def staged(index: int) -> str:
    """Return where the new file of step `index` waits."""
    return f"{STAGE}/{index}"


def retired(index: int) -> str:
    """Return where the old file of step `index` waits, so that the step can be undone."""
    return f"{STAGE}/{index}.old"


def render_journal(steps: Sequence[Step]) -> str:
    """Return the journal of `steps` as JSON text."""
    return render_record("steps", [_render(step) for step in steps])


def _render(step: Step) -> dict[str, str | None]:
    match step:
        case Place(path, replaces):
            return {"place": path, "replaces": replaces}
        case Remove(path, replaces):
            return {"remove": path, "replaces": replaces}
        case _:
            assert_never(step)


def read_journal(content: bytes, shown: str) -> tuple[Step, ...]:
    """Read a journal's bytes.

    Raises:
        SpecError: E0506 at the path `shown` if they are not what `render_journal` writes.

    """
    steps = read_record(content, "steps", shown)
    if not isinstance(steps, list):
        raise damaged(shown, "`steps` is not a list")
    return tuple(_read_step(step, shown) for step in steps)


def _read_step(step: object, shown: str) -> Step:
    match step:
        case {"place": str(path), "replaces": None | str() as replaces, **rest} if not rest:
            made: Step = Place(path, replaces)
        case {"remove": str(path), "replaces": None | str() as replaces, **rest} if not rest:
            made = Remove(path, replaces)
        case _:
            raise damaged(shown, "it holds something that is not a step")
    if path != MANIFEST and fault_of(path) is not None:
        raise damaged(shown, f"{path!a} is no path of a generated file")
    if replaces is not None and not is_digest(replaces):
        raise damaged(shown, f"{path!a} has no SHA-256")
    return made
