"""An emulator that serves from a thread of this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Self, TypeVar

from specpress.emulator.answers.shapes import JsonObject
from specpress.emulator.http.in_process import EmulatedApp
from specpress.emulator.http.server import EmulatorServer, serve
from specpress.emulator.options import Options
from specpress.ir.types.api import Api

T = TypeVar("T")

_PATIENCE: Final = 10.0


class Emulator:
    """A platform on a free port of this machine; `with` or `stop` ends it.

    Its methods are those of `EmulatedApp`, and may be called from any thread.
    """

    def __init__(self, api: Api, options: Options | None = None) -> None:
        """Start to listen, and return when calls can be made.

        Raises:
            UnservableError: the spec describes no jobs, or no call that creates them.
            FaultError: there is no such profile of faults.
            LedgerError: the file is no ledger of this platform.

        """
        self._app = EmulatedApp(api, options)
        self._server = EmulatorServer(self._app, "127.0.0.1", 0)
        self._app.emulation.refuse_connections = self._server.refuse_connections
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="specpress emulator", daemon=True)
        self._thread.start()
        if not self._server.is_ready.wait(_PATIENCE):
            message = "the emulator did not start"
            raise RuntimeError(message)

    def __repr__(self) -> str:
        """Show where it is, and no key."""
        return f"<Emulator at {self.url}>"

    def __enter__(self) -> Self:
        """Return the emulator."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    @property
    def url(self) -> str:
        """The `base_url` of a client."""
        return self._server.url

    @property
    def api_key(self) -> str:
        """The key of this run."""
        return self._app.api_key

    @property
    def webhook_secret(self) -> str | None:
        """The secret that this run signs its webhooks with; None where the spec has no proof."""
        return self._app.webhook_secret

    def ledger(self) -> JsonObject:
        """Return what `EmulatedApp.ledger` does."""
        return self._ask(self._app.ledger)

    def fault(self, kind: str, **more: Any) -> None:
        """Do what `EmulatedApp.fault` does."""
        self._ask(lambda: self._app.fault(kind, **more))

    def profile(self, name: str, **more: int) -> None:
        """Do what `EmulatedApp.profile` does."""
        self._ask(lambda: self._app.profile(name, **more))

    def advance(self, seconds: float) -> None:
        """Do what `EmulatedApp.advance` does."""
        self._ask(lambda: self._app.advance(seconds))

    def stop(self) -> None:
        """Stop listening, and return when the thread has ended; a second call does nothing."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            message = "the emulator did not stop"
            raise RuntimeError(message)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(serve(self._server, self._app.emulation))
        finally:
            self._app.close()
            self._loop.close()

    def _ask(self, question: Callable[[], T]) -> T:
        """Return what the thread answers: the ledger belongs to it alone."""
        answered: Future[T] = Future()

        def answer() -> None:
            try:
                answered.set_result(question())
            except Exception as error:  # noqa: BLE001 - it is raised where it was asked
                answered.set_exception(error)

        self._loop.call_soon_threadsafe(answer)
        return answered.result(_PATIENCE)
