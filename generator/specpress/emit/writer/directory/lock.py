"""One run at a time in one output folder."""

from __future__ import annotations

import os
import time
from importlib import import_module
from typing import Final

PATIENCE: Final = 30.0  # seconds: many times what the largest known tree takes to write
_PAUSE: Final = 0.02

_WINDOWS: Final = os.name == "nt"


def wait_for_lock(descriptor: int, *, shared: bool) -> bool:
    """Lock an open file or folder, and return whether it could be had within `PATIENCE` seconds.

    A shared lock keeps out only exclusive ones. The lock ends when the descriptor is closed,
    or the process dies.
    """
    deadline = time.monotonic() + PATIENCE
    while not try_lock(descriptor, shared=shared):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def try_lock(descriptor: int, *, shared: bool, windows: bool = _WINDOWS) -> bool:
    """Lock an open file or folder if nobody else has it; Windows knows exclusive locks only."""
    try:
        if windows:
            msvcrt = import_module("msvcrt")  # no other system has it
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl = import_module("fcntl")  # Windows does not have it
            mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
