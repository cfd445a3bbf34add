"""The generated package of Rivya, which is not installed where the tests run."""

from __future__ import annotations

import sys

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "generated/python"))

from rivya import AsyncRivya, ClientError, OutcomeUnknownError, Result, Rivya
from rivya._runtime.connections.async_transport import AsyncBoundedTransport
from rivya._runtime.connections.sync_transport import BoundedTransport
from rivya._runtime.effects.effects import Sleep
from rivya._runtime.transport.async_driver import AsyncDriver
from rivya._runtime.transport.sync_driver import SyncDriver
from rivya.models import kling_2_6

__all__ = [
    "AsyncBoundedTransport",
    "AsyncDriver",
    "AsyncRivya",
    "BoundedTransport",
    "ClientError",
    "OutcomeUnknownError",
    "Result",
    "Rivya",
    "Sleep",
    "SyncDriver",
    "kling_2_6",
]
