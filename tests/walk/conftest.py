"""A client of each platform, opened anew for each test; its package is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from specpress.emulator.http.in_process import EmulatedApp
from specpress.emulator.options import Options

from tests.walk.in_process import Ground, Package, Walk
from tests.walk.platforms import Platform

OPENING = 1_000_000


@pytest.fixture(scope="session")
def ground_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Platform], Ground]]:
    """Return what the walks of a platform share; a job and a file are there to be looked at."""
    known: dict[str, Ground] = {}

    def found(platform: Platform) -> Ground:
        if platform.name not in known:
            app = EmulatedApp(platform.api, Options(opening=OPENING))
            package = Package(platform, tmp_path_factory.mktemp("package"))
            ground = Ground(platform, package, app, platform.request())
            with ground.walking("sync") as walk:
                walk.do("create")
                walk.do("upload")
            known[platform.name] = ground
        return known[platform.name]

    yield found
    for one in known.values():
        one.app.close()


@pytest.fixture(params=["sync", "async"])
def walk(
    request: pytest.FixtureRequest, platform: Platform, ground_of: Callable[[Platform], Ground]
) -> Iterator[Walk]:
    """Open one of the two clients."""
    with ground_of(platform).walking(request.param) as walk:
        yield walk
