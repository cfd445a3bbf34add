"""Emulators in the tests of a project: a plugin of pytest, and an ASGI app.

    def test_reveal(emulate):
        emulator = emulate("rivya")
        with Rivya(api_key=emulator.api_key, base_url=emulator.url) as client:
            …

Importing this module imports nothing that serves; what an emulator needs is imported when the
first is started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from specpress.emulator.http.in_process import EmulatedApp
    from specpress.emulator.http.threaded import Emulator
    from specpress.ir.types.api import Api

    Emulate: TypeAlias = Callable[..., Emulator]

_SPECS = "specpress_specs"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that says where specs are."""
    parser.addini(_SPECS, "The folder of the specs that `emulate` reads.", default=None)


@pytest.fixture(scope="session")
def specpress_apis() -> dict[Path, tuple[Api, ...]]:
    """Hold the specs that were read in this session, by their folders."""
    return {}


@pytest.fixture
def emulate(
    request: pytest.FixtureRequest, specpress_apis: dict[Path, tuple[Api, ...]]
) -> Iterator[Emulate]:
    """Start emulators, which end with the test: `emulate("rivya", faults="storm", seed=7)`.

    `specs` is the folder of the specs, by default what the setting `specpress_specs` says, or
    where the command line looks for them. The other arguments are those of
    `specpress.emulator.options.Options`.
    """
    with ExitStack() as stack:

        def start(platform: str, *, specs: Path | str | None = None, **options: Any) -> Emulator:
            from specpress.emulator.http.threaded import Emulator
            from specpress.emulator.options import Options

            folder = Path(specs or _folder(request.config))
            if folder not in specpress_apis:
                specpress_apis[folder] = _read(folder)
            api = _named(platform, folder, specpress_apis[folder])
            return stack.enter_context(Emulator(api, Options(**options)))

        yield start


def emulated_app(platform: str, *, specs: Path | str = "specs", **options: Any) -> EmulatedApp:
    """Return a platform as an ASGI app, for a client whose transport calls it in process.

    Raises:
        LookupError: the specs have no such platform.
        SpecError: the specs are wrong.
        UnservableError: the spec describes no jobs, or no call that creates them.

    """
    from specpress.emulator.http.in_process import EmulatedApp
    from specpress.emulator.options import Options

    folder = Path(specs)
    return EmulatedApp(_named(platform, folder, _read(folder)), Options(**options))


def _folder(config: pytest.Config) -> Path:
    from specpress.cli.project import find_project

    named = config.getini(_SPECS)
    return config.rootpath / str(named) if named else find_project(Path.cwd()).specs


def _read(specs: Path) -> tuple[Api, ...]:
    from specpress.diagnostics.report import Report
    from specpress.ir.load import load_apis

    return load_apis(specs, Report())


def _named(platform: str, specs: Path, apis: tuple[Api, ...]) -> Api:
    found = next((one for one in apis if one.platform.id == platform), None)
    if found is None:
        known = ", ".join(str(one.platform.id) for one in apis)
        message = f"{specs} has no platform {platform!r}; it has {known}"
        raise LookupError(message)
    return found
