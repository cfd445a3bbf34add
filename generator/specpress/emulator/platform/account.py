"""What the parts of one emulation share."""

from __future__ import annotations

from dataclasses import dataclass

from specpress.emulator.ledger.ledger import Ledger
from specpress.emulator.options import Options
from specpress.emulator.platform.clock import Clock
from specpress.emulator.platform.error_codes import Meanings
from specpress.emulator.platform.models import Catalog
from specpress.ir.types.api import Platform


@dataclass(frozen=True, slots=True)
class Account:
    """The one account of a run: its platform, its ledger and its time."""

    platform: Platform
    options: Options
    ledger: Ledger
    clock: Clock
    meanings: Meanings
    catalog: Catalog
