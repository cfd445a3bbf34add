"""Work on a thread that is not left half done when its task is cancelled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


async def uncancelled(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run `work` on a thread; a cancellation is held back until the work is done.

    Were it let through at once, the work would go on unseen, and whatever its task does
    next, such as to close the file, would overtake it.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work, *args, **named))
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait((running,))
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        running.exception()
        raise cancelled
    return running.result()
