"""Every step that a client is walked through: a state it meets, or a code it is refused with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from specpress.targets.python.facts import losses

from tests.walk.platforms import Platform, platforms

SETS: Final = ("pending", "succeeded", "failed")


@dataclass(frozen=True)
class State:
    """A job of `platform` in `state`, which its spec lists in the set `kind`."""

    platform: Platform
    kind: str
    state: str

    def __str__(self) -> str:
        return f"{self.platform}-{self.state}"


@dataclass(frozen=True)
class Refusal:
    """A call of `operation` that is refused with `code`."""

    platform: Platform
    operation: str
    code: str

    def __str__(self) -> str:
        return f"{self.platform}-{self.operation}-{self.code}"


def states(kinds: Iterable[str] = SETS) -> list[State]:
    """Return the states of all platforms; of a spec with words added, these alone."""
    return [
        State(platform, kind, state)
        for platform in platforms()
        for kind in kinds
        for state in platform.states[kind]
        if not platform.new or state in platform.new
    ]


def refusals() -> list[Refusal]:
    """Return each code of each call of a client; of a spec with words added, these alone."""
    return [
        Refusal(platform, operation, code)
        for platform in platforms()
        for operation in carried(platform)
        for code in platform.errors
        if not platform.new or code in platform.new
    ]


def carried(platform: Platform) -> Iterator[str]:
    """Yield the operations that a client has a method for."""
    lost = {one.partition(",")[0] for one in losses(platform.api.platform)}
    yield from (one for one in platform.operations if f"the operation {one}" not in lost)


def unwalked(
    written: Any, states_: Iterable[State], refusals_: Iterable[Refusal]
) -> dict[str, set[str]]:
    """Return what platform.yaml has, read without specpress, and no step walks."""
    states_, refusals_ = list(states_), list(refusals_)
    walked = {
        **{one: {step.state for step in states_ if step.kind == one} for one in SETS},
        "errors": {step.code for step in refusals_},
        "operations": {step.operation for step in refusals_},
    }
    listed = {**{one: written["job"][one] for one in SETS}}
    listed |= {one: list(written[one]) for one in ("errors", "operations")}
    missing = {name: set(words) - walked[name] for name, words in listed.items()}
    return {name: words for name, words in missing.items() if words}
