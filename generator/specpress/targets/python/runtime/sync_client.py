"""The base of a platform's client for threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from .errors import ClientError
from .opening import Opening
from .sync_driver import SyncDriver

if TYPE_CHECKING:
    from types import TracebackType

    import httpx2

    from .effects import Flow
    from .facts import Platform

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
        self._driver = SyncDriver(opening.wire, http)

    def close(self) -> None:
        """Close what this client opened."""
        self._driver.close()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what this client opened."""
        self.close()

    def _run(self, flow: Flow[T]) -> T:
        return self._driver.run(flow)
