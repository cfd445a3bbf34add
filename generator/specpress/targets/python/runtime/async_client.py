"""The base of a platform's client for event loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from .async_driver import AsyncDriver
from .errors import ClientError
from .opening import Opening

if TYPE_CHECKING:
    from types import TracebackType

    import httpx2

    from .effects import Flow
    from .facts import Platform

T = TypeVar("T")


class AsyncClient:
    """A client; a subclass names its platform and has a method an operation.

    One client belongs to one event loop, and is closed by `close`, or by `async with`.
    """

    platform: ClassVar[Platform]

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Without `api_key` the key is read from the platform's environment variable.
        `base_url`, or the environment variable for it, replaces the platform's server.
        A client that is passed as `http` is used as it is, but for redirects, and stays
        open.

        Raises:
            CredentialsError: what was given as a key cannot be one.
            InsecureUrlError: `base_url` would show the key to others.

        """
        opening = Opening.of(self.platform, api_key, base_url)
        del api_key  # an error that is raised from here on must not show it
        if isinstance(opening, ClientError):
            raise opening
        self._session = opening.session
        self._driver = AsyncDriver(opening.wire, http)

    async def close(self) -> None:
        """Close what this client opened."""
        await self._driver.close()

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what this client opened."""
        await self.close()

    async def _run(self, flow: Flow[T]) -> T:
        return await self._driver.run(flow)
