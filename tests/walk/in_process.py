"""The two clients of a generated package against an emulator in process: no sockets, no waits."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import isawaitable, iscoroutinefunction
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import httpx2
import pytest
from specpress.emit.python.naming import module_name
from specpress.emulator.http.in_process import EmulatedApp

from tests.walk.platforms import Platform

URL = "http://127.0.0.1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@dataclass(frozen=True)
class Exchange:
    """One request, as it left the client, and the answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    answer: bytes


class Line(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Carries requests to an app in an event loop, also for a client that blocks."""

    def __init__(self, app: EmulatedApp, loop: asyncio.AbstractEventLoop) -> None:
        self.exchanges: list[Exchange] = []
        self._asgi = httpx2.ASGITransport(app=app)
        self._loop = loop

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._loop.run_until_complete(self._carry(request, request.read()))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._carry(request, await request.aread())

    async def _carry(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        whole = httpx2.Request(request.method, request.url, headers=request.headers, content=body)
        answer = await self._asgi.handle_async_request(whole)
        content = await answer.aread()
        self.exchanges.append(
            Exchange(
                request.method,
                request.url.path,
                dict(request.headers),
                body,
                answer.status_code,
                content,
            )
        )
        stream = httpx2.ByteStream(content)
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=stream)


class Package:
    """A generated package, which is in the way of no other of its name unless it is in use."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        platform.write_package(folder)
        self._name = str(module_name(platform.api.platform.id))
        self._folder = str(folder)
        self._modules: dict[str, ModuleType] = {}

    @contextmanager
    def in_use(self) -> Iterator[ModuleType]:
        """Have the package importable."""
        others = _taken_out(self._name)
        sys.modules.update(self._modules)
        sys.path.insert(0, self._folder)
        importlib.invalidate_caches()
        try:
            yield importlib.import_module(self._name)
        finally:
            sys.path.remove(self._folder)
            self._modules = _taken_out(self._name)
            sys.modules.update(others)


def _taken_out(package: str) -> dict[str, ModuleType]:
    names = [one for one in sys.modules if one.partition(".")[0] == package]
    return {name: sys.modules.pop(name) for name in names}


@dataclass
class Walk:
    """A client at work: what it sent, and how long it meant to sleep.

    `pauses` are in seconds; none of them is slept through.
    """

    platform: Platform
    package: ModuleType
    app: EmulatedApp
    request: dict[str, Any]
    client: Any
    line: Line
    run: Callable[[Any], Any]
    pauses: list[float]

    @property
    def exchanges(self) -> list[Exchange]:
        return self.line.exchanges

    def error(self, name: str) -> type[Any]:
        """Return an error of the package by its name."""
        found: type[Any] = getattr(self.package, name)
        return found

    def __call__(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call a method of the client, whichever of the two it is."""
        return self.run(getattr(self.client, method)(*arguments, **named))

    def do(self, operation: str) -> Any:
        """Call an operation of the spec.

        Raises:
            ClientError: what the client raises.

        """
        return self(*self._calls[operation])

    @property
    def _calls(self) -> dict[str, tuple[Any, ...]]:
        return {
            "create": ("create", self.request),
            "status": ("get", "job_000001"),
            "upload": ("upload", PNG),
            "file": ("file", "file_000001"),
            "credits": ("credits",),
            "models": ("models",),
        }


@dataclass(frozen=True)
class Ground:
    """What the walks of one platform share."""

    platform: Platform
    package: Package
    app: EmulatedApp
    request: dict[str, Any]

    @contextmanager
    def walking(self, kind: Literal["sync", "async"]) -> Iterator[Walk]:
        """Open one of the two clients; nothing goes wrong that was asked for before."""
        self.app.emulation.plan.clear()
        loop = asyncio.new_event_loop()
        line = Line(self.app, loop)

        def run(outcome: Any) -> Any:
            return loop.run_until_complete(outcome) if isawaitable(outcome) else outcome

        with self.package.in_use() as package:
            pairs = (one for one in package.__all__ if f"Async{one}" in package.__all__)
            (name,) = (one for one in pairs if one != "BoundedTransport")
            opened = getattr(package, f"Async{name}" if kind == "async" else name)
            http = (httpx2.AsyncClient if kind == "async" else httpx2.Client)(transport=line)
            client = opened(api_key=self.app.api_key, base_url=URL, http=http)
            with sleepless(client) as pauses:
                yield Walk(
                    self.platform, package, self.app, self.request, client, line, run, pauses
                )
            run(client.close())
        loop.close()


@contextmanager
def sleepless(client: Any) -> Iterator[list[float]]:
    """Let a client write down how long it would sleep, and go on at once."""
    driver = type(client._driver)
    answer = driver._answer
    pauses: list[float] = []

    def at_once(self: Any, effect: Any) -> Any:
        if type(effect).__name__ != "Sleep":
            return answer(self, effect)
        pauses.append(effect.seconds)
        return None

    async def awaited(self: Any, effect: Any) -> Any:
        outcome = at_once(self, effect)
        return await outcome if isawaitable(outcome) else outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "_answer", awaited if iscoroutinefunction(answer) else at_once)
        yield pauses
