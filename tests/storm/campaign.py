"""A shop in a storm: emulator, client and journal over real sockets, and figures of what came."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import httpx2
from specpress.emulator.http.threaded import Emulator
from specpress.emulator.options import Options
from specpress.ir.types.api import Api

from tests.storm.package import (
    AsyncBoundedTransport,
    AsyncRivya,
    BoundedTransport,
    Rivya,
    kling_2_6,
)
from tests.storm.shop import Call, Open, Shop
from tests.storm.sleepless import let_not_sleep
from tests.storm.verdict import Verdict, judge
from tests.storm.watch import AsyncWatched, SyncWatched, Watch

Kind: TypeAlias = Literal["sync", "async"]

TLS: Final = ssl.create_default_context()
"""Made once: it takes longer to make than many calls take."""

UNDONE: Final = ("reset_before", "error", "status")
"""The faults of the storm after which nothing was done."""

OPENING: Final = 100_000_000


@dataclass(frozen=True)
class Campaign:
    """So many orders through one kind of client; what goes wrong is drawn from the seed.

    Jobs that are `instant` are not looked at. `keyless`: no idempotency key leaves the client,
    which does not know it; all else is the same traffic.
    """

    kind: Kind
    orders: int
    seed: int
    instant: bool = False
    keyless: bool = False
    workers: int = 8


@dataclass
class Figures:
    """What came of a campaign."""

    campaign: Campaign
    shop: Shop
    watch: Watch
    pauses: list[float] = field(default_factory=list)
    ledger: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        return judge(self.ledger, self.shop.requests, self.shop.delivered)

    @property
    def attempts(self) -> int:
        """All calls that reached the emulator."""
        return sum(self.ledger["requests"].values())

    @property
    def replays(self) -> int:
        """Calls that were answered with a job that was there already."""
        undone = (self.ledger["faults"]["create"].get(one, 0) for one in UNDONE)
        return self.ledger["requests"]["create"] - sum(undone) - self.verdict.jobs

    @property
    def faults(self) -> Counter[str]:
        """The faults that calls met, whatever they were for."""
        return sum(map(Counter, self.ledger["faults"].values()), Counter[str]())

    def table(self) -> str:
        one, said = self.campaign, self.verdict
        rows = {
            "client": f"{one.kind}, seed {one.seed}, {'no key' if one.keyless else 'keys'}",
            "orders": one.orders,
            "runs": self.shop.runs,
            "calls": dict(self.ledger["requests"]),
            "faults": {
                kind: f"{count} ({count / self.attempts:.1%})"
                for kind, count in sorted(self.faults.items())
            },
            "arrived": dict(sorted(self.watch.seen.items())),
            "program met": dict(sorted(self.shop.met.items())),
            "replays": self.replays,
            "pauses": f"{len(self.pauses)}, {sum(self.pauses):.0f} s that nobody slept",
            "jobs": said.jobs,
            "charges": said.charges,
            "lost": said.lost,
            "double": f"{said.double} ({said.double / one.orders:.1%})",
            "orphans": said.orphans,
            "wrong": said.wrong,
            "in journal": self.shop.left,
        }
        return "\n".join(f"{name:<12} {text}" for name, text in rows.items())


def requests_of(count: int) -> list[dict[str, Any]]:
    return [dict(kling_2_6.request(f"A lighthouse, take {number}")) for number in range(count)]


def storm(api: Api, folder: Path, campaign: Campaign) -> Figures:
    """Run a campaign, and read the ledger over HTTP as anybody would."""
    options = Options(faults="none", seed=campaign.seed, instant=campaign.instant, opening=OPENING)
    with Emulator(api, options) as emulator:
        figures = _figures(campaign, emulator, folder)
        emulator.profile("storm", seed=campaign.seed)
        asyncio.run(figures.shop.run())
        figures.ledger = httpx2.get(f"{emulator.url}/__emulator__/ledger", verify=TLS).json()
    sys.stdout.write(f"\n{figures.table()}\n")
    return figures


def _figures(campaign: Campaign, emulator: Emulator, folder: Path) -> Figures:
    watch, pauses = Watch(keyless=campaign.keyless), list[float]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        emulator.advance(seconds)

    opened = opening(campaign.kind, emulator, watch, pause, journal=folder / "jobs.sqlite")
    requests = requests_of(campaign.orders)
    shop = Shop(requests, opened, CALL[campaign.kind], campaign.workers)
    return Figures(campaign, shop, watch, pauses)


def opening(
    kind: Kind,
    emulator: Emulator,
    watch: Watch,
    pause: Callable[[float], None],
    **settings: Any,
) -> Open:
    """Return what opens clients of one kind, over sockets; `pause` is told and does not wait."""
    settings |= {"api_key": emulator.api_key, "base_url": emulator.url}

    @asynccontextmanager
    async def sync_client() -> AsyncIterator[Rivya]:
        transport = SyncWatched(BoundedTransport(verify=TLS, trust_env=False), watch)
        with httpx2.Client(transport=transport) as http, Rivya(http=http, **settings) as client:
            let_not_sleep(client, pause)
            yield client

    @asynccontextmanager
    async def async_client() -> AsyncIterator[AsyncRivya]:
        transport = AsyncWatched(AsyncBoundedTransport(verify=TLS, trust_env=False), watch)
        async with (
            httpx2.AsyncClient(transport=transport) as http,
            AsyncRivya(http=http, **settings) as client,
        ):
            let_not_sleep(client, pause)
            yield client

    return sync_client if kind == "sync" else async_client


async def _awaited(method: Any, *given: Any, **named: Any) -> Any:
    return await method(*given, **named)


CALL: Final[Mapping[Kind, Call]] = {"sync": asyncio.to_thread, "async": _awaited}
"""How a method of a client of each kind is called without keeping others waiting."""
