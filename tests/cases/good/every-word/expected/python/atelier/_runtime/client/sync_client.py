"""The base of a platform's client for threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from ..errors.base import ClientError, ClosedError
from ..errors.local import JournalError
from ..job.errors import JobFailedError
from ..journal.file import JournalFile
from ..operations.acknowledge import HandedOver, tell_started
from ..transport.sync_driver import SyncDriver
from .connection import Opening

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from concurrent.futures import Future
    from contextlib import AbstractContextManager
    from types import TracebackType

    import httpx2

    from ..effects.effects import Flow
    from ..effects.events import Exchange
    from ..facts import Platform
    from ..job.handle import Job

T = TypeVar("T")


class SyncClient:
    """A client; a subclass names its platform and has a method an operation.

    One client may be used from several threads, and is closed by `close`, or by `with`.
    """

    platform: ClassVar[Platform]

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        http: httpx2.Client | None = None,
        journal: str | os.PathLike[str] | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Without `api_key` the key is read from the platform's environment variable.
        `base_url`, or the environment variable for it, replaces the platform's server.
        A client that is passed as `http` is used as it is, but for redirects, and stays
        open. `journal` is the path of a file in which jobs are written down, so that
        no crash loses one; it is made if it is missing.

        Raises:
            CredentialsError: what was given as a key cannot be one.
            InsecureUrlError: `base_url` is none, or would show the key to others.
            ConfigurationError: what the environment says of proxies or certificates
                cannot be used.
            JournalError: the journal cannot be opened, or the file is none.

        """
        is_own = http is None
        opening = Opening.of(self.platform, api_key, base_url, owns_http=is_own)
        del api_key, base_url  # an error that is raised from here on must not show them
        if isinstance(opening, ClientError):
            raise opening
        self._session = opening.session
        server = opening.wire.origin.url
        kept = JournalFile.at(journal, self.platform.id, server)
        self._driver = SyncDriver(opening.wire, http, kept)
        self._handed_over = HandedOver(has_journal=kept is not None)

    def close(self) -> None:
        """Close what this client opened."""
        self._driver.close()

    def forget(self, job: Job) -> None:
        """Let the journal go of a job, of which the program has all that it needs.

        Until then `resume` returns what came of it, again and again; but what was
        handed over is forgotten when a `with` block is left without an error.

        Raises:
            JournalError: the journal could not be written.

        """
        self._driver.run(self._handed_over.forget(job))

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what this client opened.

        Left without an error, what it handed over counts as taken.
        """
        try:
            if error is None:
                with suppress(ClosedError, JournalError):
                    self._driver.run(self._handed_over.forget())
        finally:
            self.close()

    def recording(self) -> AbstractContextManager[list[Exchange]]:
        """Return a `with` that keeps the raw answer of every attempt made within it.

        What other threads and tasks send meanwhile with this client is not kept; what
        tasks send that were started within the `with` is.
        """
        return self._session.recorder.recording()

    def _run(self, flow: Flow[T]) -> T:
        try:
            return self._handed_over.note(self._driver.run(flow))
        except JobFailedError as error:
            self._handed_over.note(error)
            raise

    def _run_many(
        self,
        flows: Sequence[Flow[T]],
        concurrency: int,
    ) -> tuple[T | ClientError, ...]:
        """Return what each flow comes to, at most `concurrency` at once.

        What ends it before, such as Ctrl-C, has a note with each job that was started.
        """

        def outcome(flow: Flow[T]) -> T | ClientError:
            try:
                return self._run(flow)
            except ClientError as error:
                return error

        with ThreadPoolExecutor(concurrency) as threads:
            running = [threads.submit(outcome, one) for one in flows]
            try:
                return tuple(one.result() for one in running)
            except BaseException as error:
                threads.shutdown(cancel_futures=True)
                started = _results(running)
                tell_started(error, started)
                raise


def _results(running: Sequence[Future[T]]) -> list[T]:
    """Return what was come to, by those that came to something."""
    done = [one for one in running if one.done() and not one.cancelled()]
    return [one.result() for one in done if one.exception() is None]
