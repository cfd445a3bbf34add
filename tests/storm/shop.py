"""A program that orders jobs and gives up on none, as docs/client.md tells its users to write it.

It keeps a book of its own, and believes the client alone: the ledger is for the judge.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from tests.storm.package import ClientError, OutcomeUnknownError, Result

Request: TypeAlias = Mapping[str, Any]
Call: TypeAlias = Callable[..., Awaitable[Any]]
Open: TypeAlias = Callable[[], AbstractAsyncContextManager[Any]]

_RUNS: Final = 12
_TIMEOUT: Final = 600.0


@dataclass
class Shop:
    """Orders a job for each request, run after run, until each has a result.

    `opened` opens a client, `call` calls one of its methods. A run resumes what the journal has
    and then orders what was refused so far. `delivered` are the results by the number of the order,
    `left` is how many jobs the journal has in the end.
    """

    requests: list[Request]
    opened: Open
    call: Call
    workers: int
    delivered: dict[int, list[Result]] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    left: int = 0

    def __post_init__(self) -> None:
        self._wanted = deque(range(len(self.requests)))
        self._open: dict[str, int] = {}

    async def run(self) -> None:
        while len(self.delivered) < len(self.requests) and self.runs < _RUNS:
            self.runs += 1
            async with self.opened() as client:
                await self._resume(client)
                orders, self._wanted = self._wanted, deque()
                await asyncio.gather(*(self._work(client, orders) for _ in range(self.workers)))
        async with self.opened() as client:
            self.left = len(await self.call(client.journaled))

    async def _work(self, client: Any, orders: deque[int]) -> None:
        while orders:
            await self._order(client, orders.popleft())

    async def _order(self, client: Any, number: int) -> None:
        try:
            job = await self.call(client.create, self.requests[number])
        except OutcomeUnknownError as error:
            self.met["outcome unknown"] += 1
            self._open[error.idempotency_key] = number
            return
        except ClientError as error:
            # Any other error of `create` says that nothing was started: order once more.
            self.met[f"refused: {type(error).__name__}"] += 1
            self._wanted.append(number)
            return
        self._open[job.idempotency_key] = number
        try:
            self._deliver(await self.call(client.wait, job, timeout=_TIMEOUT))
        except ClientError as error:
            self.met[f"waiting: {type(error).__name__}"] += 1

    async def _resume(self, client: Any) -> None:
        for one in await self.call(client.resume, timeout=_TIMEOUT):
            self.met["resumed"] += 1
            if one.result is None:
                self.met[f"resuming: {type(one.error).__name__}"] += 1
            else:
                self._deliver(one.result)

    def _deliver(self, result: Result) -> None:
        self.delivered.setdefault(self._open[result.job.idempotency_key], []).append(result)
