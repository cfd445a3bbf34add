"""Run a function in a process of its own, of which strace sees and spoils chosen calls."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

MUTATING: Final = (
    *("write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "truncate"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"),
)
"""Calls that change files, or that wait for the disk to keep them."""

_PR_SET_PTRACER: Final = 0x59616D61
_BROKEN: Final = 99


def count_calls(action: Callable[[], int], log: Path) -> Counter[str]:
    """Return how often `action` makes each mutating call; it must return 0."""
    return Counter(call for _, call in _calls(action, MUTATING, log))


def count_by_thread(action: Callable[[], int], calls: tuple[str, ...], log: Path) -> Counter[str]:
    """Return how often that thread of `action` makes each call which makes it most often."""
    most: Counter[str] = Counter()
    for (_, call), times in Counter(_calls(action, calls, log)).items():
        most[call] = max(most[call], times)
    return most


def _calls(action: Callable[[], int], calls: tuple[str, ...], log: Path) -> list[tuple[str, str]]:
    """Return each call as its thread, which may be empty, and its name."""
    # `?` passes over calls that this machine's architecture does not have.
    chosen = ",".join(f"?{call}" for call in calls)
    code = run_traced(action, "-e", f"trace={chosen}", "-o", str(log))
    if code != 0:
        message = f"the run to be counted ended with {code}"
        raise RuntimeError(message)
    return re.findall(r"^(\d* *)(\w+)\(", log.read_text("utf-8"), re.MULTILINE)


def run_injected(action: Callable[[], int], call: str, fault: str, when: str) -> int:
    """Run `action` with `fault` in the `when`-th of its calls; return its exit code or -signal."""
    inject = f"inject={call}:{fault}:when={when}"
    return run_traced(action, "-e", f"trace={call}", "-e", inject, "-o", os.devnull)


def run_traced(action: Callable[[], int], *options: str) -> int:
    """Fork, let strace take hold of the child, run `action` there, and return how it ended."""
    child = os.fork()
    if child == 0:
        _run_as_child(action)
    os.waitpid(child, os.WUNTRACED)
    command = ["strace", "-f", "-e", "signal=none", *options, "-p", str(child)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        told = strace.stderr.readline() if strace.stderr else ""
        os.kill(child, signal.SIGCONT if "attached" in told else signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if "attached" not in told or code == _BROKEN:
        message = f"strace or the run it was to trace is broken: {told}"
        raise RuntimeError(message)
    return code


def _run_as_child(action: Callable[[], int]) -> None:
    code = _BROKEN
    try:
        # Where a process may be traced by its parents only, it has to allow its brother.
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        code = action()
    finally:
        os._exit(code)  # whatever happens: what the parent would do next is not the child's
