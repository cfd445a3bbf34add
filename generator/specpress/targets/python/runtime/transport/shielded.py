"""Work on threads: whatever it raises arrives, and none of it is left half done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from ..effects.unforeseen import InterruptedEffect

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


async def on_thread(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run `work` on a thread.

    A StopIteration is none that a future can hold: its task would wait for ever.
    """

    def contained() -> T:
        try:
            return work(*args, **named)
        except StopIteration as error:
            message = f"StopIteration: {error}"
            raise RuntimeError(message) from error

    return await asyncio.to_thread(contained)


async def uncancelled(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run `work` on a thread; a cancellation is held back until the work is done.

    Were it let through at once, the work would go on unseen, and whatever its task does
    next, such as to close the file, would overtake it.

    Raises:
        InterruptedEffect: it was cancelled; what the work came to is not lost.

    """
    running = asyncio.ensure_future(on_thread(work, *args, **named))
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait((running,))
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if running.exception() is not None:
            raise cancelled
        raise InterruptedEffect(running.result(), cancelled)
    return running.result()
