"""Drivers that hand each pause to the one who keeps the time, and do not wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.storm.package import AsyncDriver, AsyncRivya, Rivya, Sleep, SyncDriver


class SleeplessSync(SyncDriver):
    pause: Callable[[float], None]

    def _answer(self, effect: Any) -> object:
        if isinstance(effect, Sleep):
            self.pause(effect.seconds)
            return None
        return super()._answer(effect)


class SleeplessAsync(AsyncDriver):
    pause: Callable[[float], None]

    async def _answer(self, effect: Any) -> object:
        if isinstance(effect, Sleep):
            self.pause(effect.seconds)
            return None
        return await super()._answer(effect)


def let_not_sleep(client: Rivya | AsyncRivya, pause: Callable[[float], None]) -> None:
    """Give a client a driver that calls `pause`; its HTTP client is another's to close."""
    given = client._driver
    if isinstance(client, Rivya):
        driver = SleeplessSync(given._wire, given._http, given._journal)
    else:
        driver = SleeplessAsync(given._wire, given._carrier._http, given._journal)
    driver.pause = pause
    client._driver = driver
