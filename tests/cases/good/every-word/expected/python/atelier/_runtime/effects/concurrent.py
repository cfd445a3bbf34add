"""Several flows as one: while one of them sleeps, the others go on."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, TypeVar

from . import ask
from .effects import Sleep
from .run import Done, step, throw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .effects import Flow

T = TypeVar("T")


def together_flow(flows: Sequence[Flow[T]]) -> Flow[tuple[T, ...]]:
    """Run flows side by side, and return what each comes to, in their order.

    Whatever they ask for is done one after another, but for their sleeping: that is
    done at the same time. So many jobs are waited for in the time of the longest.
    """
    found: dict[int, T] = {}
    now = yield from ask.now()
    due = [(now, number) for number in range(len(flows))]
    try:
        while due:
            at, number = heapq.heappop(due)
            now = yield from ask.now()
            if at > now:
                yield from ask.sleep(at - now)
            met = yield from _until_it_sleeps(flows[number])
            if isinstance(met, Done):
                found[number] = met.value
            else:
                heapq.heappush(due, ((yield from ask.now()) + met.seconds, number))
    finally:
        for one in flows:
            one.close()
    return tuple(found[number] for number in range(len(flows)))


def _until_it_sleeps(flow: Flow[T]) -> Flow[Sleep | Done[T]]:
    asked = step(flow, None)
    while not isinstance(asked, Sleep | Done):
        try:
            answer = yield asked
        except GeneratorExit:
            raise
        except BaseException as error:
            asked = throw(flow, error)
        else:
            asked = step(flow, answer)
    return asked
