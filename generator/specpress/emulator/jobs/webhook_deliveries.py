"""Sending word of jobs that have ended, again and again until somebody takes it."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Final
from urllib.parse import urlsplit

import httpx2

from specpress.emulator.answers.shapes import JsonObject
from specpress.emulator.faults.faults import Kind
from specpress.emulator.faults.plan import Plan
from specpress.emulator.jobs.jobs import Jobs
from specpress.emulator.ledger.ids import job_id
from specpress.emulator.ledger.rows import JobRow
from specpress.emulator.platform.assumptions import PATIENCE, PAUSES
from specpress.emulator.platform.clock import Clock
from specpress.emulator.platform.webhook_events import Messages

_TICK: Final = 0.05
_AT_ONCE: Final = 20
_TAKEN: Final = range(200, 300)


@dataclass(slots=True)
class Delivery:
    """A message, and what has become of it; `due` is the virtual time of the next attempt."""

    id: str
    job: int
    event: str | None
    url: str
    body: bytes
    due: float
    attempts: int = 0
    status: int | None = None
    is_held_back: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has said that it has it."""
        return self.status in _TAKEN

    def tree(self) -> JsonObject:
        """Return it for JSON."""
        state = "taken" if self.is_taken else "due" if self.due < inf else "given up"
        return {
            "id": self.id,
            "job": job_id(self.job),
            "event": self.event,
            "url": self.url,
            "state": "held back" if self.is_held_back else state,
            "attempts": self.attempts,
            "status": self.status,
        }


class Deliveries:
    """The deliveries of one run; what a run has not delivered is lost with it."""

    def __init__(
        self, messages: Messages, jobs: Jobs, clock: Clock, plan: Plan, address: str | None
    ) -> None:
        """Listen to the ends of jobs; `address` is where word is sent that is sent nowhere else."""
        self.messages = messages
        self.address = address
        self.base = "http://localhost"
        """The URL of the emulator as its clients know it."""
        self._jobs = jobs
        self._clock = clock
        self._plan = plan
        self._all: list[Delivery] = []
        jobs.lifecycle.listeners.append(self.add)

    def __iter__(self) -> Iterator[Delivery]:
        """Yield every delivery, in the order in which the jobs have ended."""
        yield from self._all

    def add(self, job: JobRow) -> None:
        """Get ready to send word of a job that has ended, if anybody is to be told."""
        url = self.messages.address(job, self.address)
        if url is None:
            return
        event = self.messages.event(job.outcome)
        body = self.messages.body(event, self._jobs.describe(job, self.base))
        fault = self._plan.draw_delivery()
        late = fault.seconds if fault is not None and fault.kind is Kind.DELIVERY_LATE else 0.0
        delivery = Delivery(
            f"msg_{job.number:06}", job.number, event, url, body, self._clock.now() + late
        )
        if not self._may_reach(url):
            delivery.is_held_back, delivery.due = True, inf
        twice = fault is not None and fault.kind is Kind.DELIVERY_TWICE
        self._all += [delivery, *([replace(delivery)] if twice else [])]

    async def run(self) -> None:
        """Send what is due, for as long as the emulator serves."""
        under_way: set[asyncio.Task[None]] = set()
        async with _http(None) as http:
            try:
                while True:
                    self._jobs.lifecycle.settle()
                    for one in self._begun():
                        task = asyncio.create_task(self._attempt(one, http))
                        under_way.add(task)
                        task.add_done_callback(under_way.discard)
                    await asyncio.sleep(_TICK)
            finally:
                for task in under_way:
                    task.cancel()
                await asyncio.gather(*under_way, return_exceptions=True)

    async def send(self, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """Make one attempt at each delivery that is due, and return when all are answered."""
        self._jobs.lifecycle.settle()
        async with _http(transport) as http:
            await asyncio.gather(*(self._attempt(one, http) for one in self._begun()))

    def _begun(self) -> list[Delivery]:
        """Return what is due; it is due again after a while, should nobody take it."""
        now = self._clock.now()
        found = [one for one in self._all if one.due <= now]
        for one in found:
            one.due = now + PAUSES[one.attempts] if one.attempts < len(PAUSES) else inf
            one.attempts += 1
        return found

    async def _attempt(self, delivery: Delivery, http: httpx2.AsyncClient) -> None:
        """Send a delivery once; receivers compare its time with a clock that is real."""
        headers = self.messages.headers(delivery.id, delivery.body, int(time.time()))
        try:
            async with asyncio.timeout(PATIENCE):
                posting = http.stream("POST", delivery.url, content=delivery.body, headers=headers)
                async with posting as answer:
                    delivery.status = answer.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError):
            delivery.status = None
        if delivery.is_taken:
            delivery.due = inf

    def _may_reach(self, url: str) -> bool:
        """Return whether a URL is on this machine, or where the address is that was registered."""
        try:
            parts = urlsplit(url)
            known = None if self.address is None else urlsplit(self.address).netloc
        except ValueError:
            return False
        return parts.netloc == known or _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _http(transport: httpx2.AsyncBaseTransport | None) -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=_AT_ONCE)
    return httpx2.AsyncClient(transport=transport, limits=limits, timeout=None, trust_env=False)
