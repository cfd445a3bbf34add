"""Platforms to emulate: Rivya, and one that is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from specpress.diagnostics.report import Report
from specpress.emulator.http.in_process import EmulatedApp
from specpress.emulator.options import Options
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api

from tests.emulator.calls import ATELIER, ROOT, Caller

Opened: TypeAlias = Callable[..., Caller]


@pytest.fixture(scope="session")
def apis() -> dict[str, Api]:
    read = (*load_apis(ROOT / "specs", Report()), *load_apis(ATELIER, Report()))
    return {str(one.platform.id): one for one in read}


@pytest.fixture
def opened(apis: dict[str, Api]) -> Iterator[Opened]:
    """Open emulators in process; they are closed with the test."""
    apps: list[EmulatedApp] = []

    def start(platform: str = "rivya", **options: object) -> Caller:
        app = EmulatedApp(apis[platform], Options(**options))  # type: ignore[arg-type]
        apps.append(app)
        return Caller(app, "/api/v1/generations" if platform == "rivya" else "/v2/drawings")

    yield start
    for one in apps:
        one.close()


@pytest.fixture
def rivya(opened: Opened) -> Caller:
    return opened()
