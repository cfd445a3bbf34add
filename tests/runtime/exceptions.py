"""Every exception class that the standard library and the carriers' libraries define, made."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

import aiohttp
import anyio
import h11
import httpcore2
import httpx2

LIBRARIES = ("httpx2", "httpcore2", "aiohttp", "h11", "anyio")
LOADED = (aiohttp, anyio, h11, httpcore2, httpx2)
LOUD = {"antigravity", "this", "idlelib", "turtle", "turtledemo", "tkinter", "test", "lib2to3"}
"""Modules that do something when they are imported, or say that they are old."""

ARGUMENTS: tuple[tuple[Any, ...], ...] = (
    ("boom",),
    (),
    ("https://x", 500, "boom", {}, None),
    ("utf-8", b"x", 0, 1, "boom"),
    ("x", 0, 1, "boom"),
    ("boom", [ValueError("one"), OSError("two")]),
    (5, "boom"),
    (b"boom", 9),
    (1, "boom", "boom"),
)
HOLDING_THE_END = BaseExceptionGroup("boom", [OSError("one"), KeyboardInterrupt()])


def load() -> None:
    """Import the whole standard library, but for what is better left alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in sorted(sys.stdlib_module_names - LOUD):
            with suppress(ImportError, AttributeError, OSError):
                import_module(name)


def classes() -> list[type[BaseException]]:
    """Return every class that is loaded and is one of theirs, in the order of their names."""
    theirs = {*LIBRARIES, *sys.stdlib_module_names, "builtins"}
    found = {one for one in _below(BaseException) if one.__module__.partition(".")[0] in theirs}
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__qualname__}")


def _below(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    yield kind
    for one in type.__subclasses__(kind):
        yield from _below(one)


def made(kind: type[BaseException]) -> BaseException:
    """Return an exception of a class, as well made as can be; of some, `str` itself raises."""
    for given in ARGUMENTS:
        with suppress(Exception):
            return kind(*given)
    return kind.__new__(kind, "boom")
