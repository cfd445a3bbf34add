"""What the parts of one emulation share."""

from __future__ import annotations

from dataclasses import dataclass

from specpress.emulator.catalog import Catalog
from specpress.emulator.clock import Clock
from specpress.emulator.ledger import Ledger
from specpress.emulator.meaning import Meanings
from specpress.emulator.options import Options
from specpress.ir.api import Platform


@dataclass(frozen=True, slots=True)
class Account:
    """The one account of a run: its platform, its ledger and its time."""

    platform: Platform
    options: Options
    ledger: Ledger
    clock: Clock
    meanings: Meanings
    catalog: Catalog
