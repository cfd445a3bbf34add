"""The base of a platform's client for event loops."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from ..effects.unforeseen import passing_in
from ..errors.base import ClientError, ClosedError
from ..errors.local import JournalError
from ..job.errors import JobFailedError
from ..journal.file import JournalFile
from ..operations.acknowledge import HandedOver, tell_started
from ..transport.async_driver import AsyncDriver
from .connection import Opening

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    import aiohttp
    import httpx2

    from ..effects.effects import Flow
    from ..effects.events import Exchange
    from ..facts import Platform
    from ..job.handle import Job

T = TypeVar("T")


class AsyncClient:
    """A client; a subclass names its platform and has a method an operation.

    One client may be used in several event loops, one after the other, unless `http` is
    passed to it. It is closed by `close`, or by `async with`.
    """

    platform: ClassVar[Platform]

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        http: httpx2.AsyncClient | aiohttp.ClientSession | None = None,
        journal: str | os.PathLike[str] | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Without `api_key` the key is read from the platform's environment variable.
        `base_url`, or the environment variable for it, replaces the platform's server.
        A client that is passed as `http` is used as it is, but for redirects, and stays
        open; a session of aiohttp may be passed as well, whose middlewares are not run.
        `journal` is the path of a file in which jobs are written down, so that no crash
        loses one; it is made if it is missing.

        Raises:
            CredentialsError: what was given as a key cannot be one.
            InsecureUrlError: `base_url` is none, or would show the key to others.
            ConfigurationError: what the environment says of proxies or certificates
                cannot be used.
            JournalError: the journal cannot be opened, or the file is none.
            TypeError: `http` is neither an httpx2 client nor an aiohttp session.

        """
        is_own = http is None
        opening = Opening.of(self.platform, api_key, base_url, owns_http=is_own)
        del api_key, base_url  # an error that is raised from here on must not show them
        if isinstance(opening, ClientError):
            raise opening
        self._session = opening.session
        server = opening.wire.origin.url
        kept = JournalFile.at(journal, self.platform.id, server)
        self._driver = AsyncDriver(opening.wire, http, kept)
        self._handed_over = HandedOver(has_journal=kept is not None)

    async def close(self) -> None:
        """Close what this client opened."""
        await self._driver.close()

    async def forget(self, job: Job) -> None:
        """Let the journal go of a job, of which the program has all that it needs.

        Until then `resume` returns what came of it, again and again; but what was
        handed over is forgotten when a `with` block is left without an error.

        Raises:
            JournalError: the journal could not be written.

        """
        await self._driver.run(self._handed_over.forget(job))

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
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
                    await self._driver.run(self._handed_over.forget())
        finally:
            await self.close()

    def recording(self) -> AbstractContextManager[list[Exchange]]:
        """Return a `with` that keeps the raw answer of every attempt made within it.

        What other threads and tasks send meanwhile with this client is not kept; what
        tasks send that were started within the `with` is.
        """
        return self._session.recorder.recording()

    async def _run(self, flow: Flow[T]) -> T:
        try:
            return self._handed_over.note(await self._driver.run(flow))
        except JobFailedError as error:
            self._handed_over.note(error)
            raise

    async def _run_many(
        self,
        flows: Sequence[Flow[T]],
        concurrency: int,
    ) -> tuple[T | ClientError, ...]:
        """Return what each flow comes to, at most `concurrency` at once.

        What ends it before, such as a cancellation, has a note with each job that was
        started.
        """
        gate = asyncio.Semaphore(concurrency)

        async def outcome(flow: Flow[T]) -> T | ClientError:
            async with gate:
                try:
                    return await self._run(flow)
                except ClientError as error:
                    return error

        running: list[asyncio.Task[T | ClientError]] = []
        try:
            async with asyncio.TaskGroup() as group:
                running += [group.create_task(outcome(one)) for one in flows]
        except BaseExceptionGroup as several:
            ended = passing_in(several) or asyncio.CancelledError()
        except BaseException as error:
            ended = error
        else:
            return tuple(one.result() for one in running)
        tell_started(ended, _results(running))
        raise ended


def _results(running: Sequence[asyncio.Task[T]]) -> list[T]:
    """Return what was come to, by those that came to something."""
    done = [one for one in running if one.done() and not one.cancelled()]
    return [one.result() for one in done if one.exception() is None]
