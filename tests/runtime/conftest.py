"""What the tests of the runtime share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runtime.callers import Caller
from tests.runtime.loopback import Loopback, serving


@pytest.fixture(scope="session")
def served() -> Iterator[Loopback]:
    with serving() as loopback:
        yield loopback


@pytest.fixture
def server(served: Loopback) -> Loopback:
    served.forget()
    return served


@pytest.fixture(params=["sync", "async", "aiohttp"])
def caller(request: pytest.FixtureRequest) -> Caller:
    return Caller(request.param)
