"""`specpress emulate`: serve a platform on this machine, from its spec alone."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specpress.cli.console import format_option, print_diagnostics, reporting
from specpress.cli.project import find_project

if TYPE_CHECKING:
    from specpress.emulator.emulation import Emulation
    from specpress.emulator.http.in_process import EmulatedApp
    from specpress.emulator.http.server import EmulatorServer
    from specpress.emulator.options import Options
    from specpress.ir.types.api import Api

_NEEDED = ("starlette", "uvicorn", "python_multipart", "httpx2")
_STDIN = 0
_PIECE = 4096


@click.command()
@click.argument("platform")
@click.option("--specs", type=click.Path(path_type=Path), help="Where the specs are.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="The port to listen at; 0 is any that is free.",
)
@click.option("--db", default=":memory:", show_default=True, help="The file of the ledger.")
@click.option(
    "--faults", default="none", show_default=True, help="What goes wrong: none, storm and others."
)
@click.option("--seed", default=0, show_default=True, help="Decides what looks drawn.")
@click.option(
    "--speed",
    type=click.FloatRange(0, min_open=True),
    default=1.0,
    show_default=True,
    help="Virtual seconds to a real one.",
)
@click.option(
    "--credits",
    "opening",
    type=click.FloatRange(0),
    default=10_000,
    show_default=True,
    help="The balance of a new ledger.",
)
@click.option(
    "--instant", is_flag=True, help="Jobs have ended when the call that creates them is answered."
)
@click.option("--webhook", help="The URL that webhooks go to, unless a request names another.")
@click.option(
    "--until-eof", is_flag=True, help="End when stdin does: with the program that started it."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once it listens.")
@click.option("--assumptions", is_flag=True, help="Print what no page says, and end.")
@format_option
@reporting
def emulate(  # noqa: PLR0913 - one parameter an option
    *,
    platform: str,
    specs: Path | None,
    host: str,
    port: int,
    as_json: bool,
    until_eof: bool,
    assumptions: bool,
    format_: str,
    db: str,
    faults: str,
    seed: int,
    speed: float,
    opening: float,
    instant: bool,
    webhook: str | None,
) -> None:
    """Serve a platform on this machine, from its spec alone.

    Nothing leaves the machine and nothing costs anything: a key is made for the run, jobs go
    through their states over virtual time, and a ledger keeps what they would have cost. It ends
    with Ctrl+C or SIGTERM. What it assumes where no page says anything: --assumptions.

    \b
    Example:
      specpress emulate rivya --port 8100 --faults storm
    """  # noqa: D301 - click's \b keeps the example's lines
    from specpress.diagnostics.report import Report
    from specpress.ir.load import load_apis

    report = Report()
    apis = load_apis(specs or find_project(Path.cwd()).specs, report)
    print_diagnostics(report.diagnostics, format_)
    api = _named(apis, platform)
    if assumptions:
        _print_assumptions(api, as_json=as_json)
        return
    _need_extra()
    from specpress.emulator.options import Options

    options = Options(
        db=db,
        faults=faults,
        seed=seed,
        speed=speed,
        opening=opening,
        instant=instant,
        webhook=webhook,
    )
    app = _app(api, options)
    try:
        _serve(app, host, port, as_json=as_json, until_eof=until_eof)
    finally:
        app.close()


def _named(apis: tuple[Api, ...], platform: str) -> Api:
    from specpress.spec.nearest import nearest

    known = {str(one.platform.id): one for one in apis}
    if platform in known:
        return known[platform]
    meant = nearest(platform, known)
    message = f"there is no platform {platform}" + (f"; did you mean {meant}?" if meant else "")
    raise click.UsageError(message)


def _need_extra() -> None:
    missing = [one for one in _NEEDED if find_spec(one) is None]
    if missing:
        message = (
            f"the emulator needs {', '.join(missing)}; install it with the extra: "
            "pip install 'specpress[emulator]'"
        )
        raise click.UsageError(message)


def _app(api: Api, options: Options) -> EmulatedApp:
    from specpress.emulator.emulation import UnservableError
    from specpress.emulator.faults.faults import FaultError
    from specpress.emulator.http.in_process import EmulatedApp
    from specpress.emulator.ledger.ledger import LedgerError

    try:
        return EmulatedApp(api, options)
    except LedgerError as problem:
        raise click.ClickException(str(problem)) from None
    except (FaultError, UnservableError) as problem:
        raise click.UsageError(str(problem)) from None


def _serve(app: EmulatedApp, host: str, port: int, *, as_json: bool, until_eof: bool) -> None:
    import asyncio

    from specpress.emulator.http.server import EmulatorServer

    try:
        server = EmulatorServer(app, host, port)
    except OSError as problem:
        message = f"nothing can listen at {host}, port {port}: {problem.strerror or problem}"
        raise click.UsageError(message) from None

    app.emulation.refuse_connections = server.refuse_connections

    def stop(*_: object) -> None:
        server.should_exit = True

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    if until_eof:
        threading.Thread(target=_at_end_of_stdin, args=(stop,), daemon=True).start()
    if not as_json:
        _log_calls()
    asyncio.run(_run(server, app.emulation, as_json=as_json))


def _at_end_of_stdin(stop: Callable[[], None]) -> None:
    """Read stdin to its end: past Python's buffer, whose lock a thread must not hold at exit."""
    with suppress(OSError):
        while os.read(_STDIN, _PIECE):
            pass
    stop()


async def _run(server: EmulatorServer, emulation: Emulation, *, as_json: bool) -> None:
    import asyncio

    from specpress.emulator.http.server import serve

    serving = asyncio.create_task(serve(server, emulation))
    listening = asyncio.create_task(asyncio.to_thread(server.is_ready.wait))
    await asyncio.wait((serving, listening), return_when=asyncio.FIRST_COMPLETED)
    if server.started:
        _announce(server, emulation, as_json=as_json)
    await serving


def _announce(server: EmulatorServer, emulation: Emulation, *, as_json: bool) -> None:
    from specpress.targets.python.names import url_variable

    auth = emulation.api.platform.auth
    variables = {"base_url": url_variable(emulation.api.platform.id)}
    values = {"base_url": server.url}
    if auth is not None:
        variables["api_key"], values["api_key"] = str(auth.variable), emulation.keys.live
    webhooks, deliveries = emulation.api.platform.webhooks, emulation.deliveries
    if deliveries is not None and webhooks is not None and webhooks.proof is not None:
        variables["webhook_secret"] = str(webhooks.proof.variable)
        values["webhook_secret"] = deliveries.messages.secret or ""
    if as_json:
        secrets = {name: one for name, one in values.items() if name != "base_url"}
        said = {"url": server.url, "api_key": emulation.keys.live} | secrets
        click.echo(json.dumps(said | {"variables": variables}))
    else:
        click.echo(f"{emulation.api.platform.id} is emulated at {server.url}\n")
        for name, variable in variables.items():
            click.echo(f"  export {variable}={values[name]}")
        click.echo(f"\nwhat happens: {server.url}/__emulator__/ledger; end: Ctrl+C")
    sys.stdout.flush()


def _log_calls() -> None:
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("specpress.emulator")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def _print_assumptions(api: Api, *, as_json: bool) -> None:
    from specpress.emulator.platform.assumptions import assumptions_of

    found = assumptions_of(api)
    if as_json:
        click.echo(json.dumps([one.tree() for one in found], indent=2))
        return
    for one in found:
        click.echo(f"{one.id}  {one.fact}: {one.value}")
        click.echo(f"{' ' * len(one.id)}  {one.reason}")
