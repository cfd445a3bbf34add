"""What a client is made of, whichever driver it has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from .environment import environment_error
from .errors import ClientError
from .key import ApiKey
from .origin import Origin
from .session import Session
from .wire import Wire

if TYPE_CHECKING:
    from .facts import Platform


@dataclass(frozen=True, slots=True)
class Opening:
    """The way to a platform, and what the calls on that way share."""

    wire: Wire
    session: Session

    @classmethod
    def of(
        cls,
        platform: Platform,
        api_key: str | None,
        base_url: str | None,
        *,
        owns_http: bool,
    ) -> Self | ClientError:
        """Return what a client is made of, or why there can be none.

        `owns_http` if it opens an HTTP client of its own, by what the environment says.
        The error is returned and not raised, so that no traceback holds this frame, in
        which the key is a local.
        """
        origin = _origin(platform, base_url)
        key = ApiKey.find(platform, api_key)
        if isinstance(origin, ClientError):
            return origin
        if isinstance(key, ClientError):
            return key
        trusted = not origin.is_plain
        error = environment_error(trusted=trusted) if owns_http else None
        if error is not None:
            return error
        session = Session(
            platform=platform,
            has_key=key is not None,
            is_local=origin.is_plain,
        )
        return cls(Wire(origin, key), session)


def _origin(platform: Platform, base_url: str | None) -> Origin | ClientError:
    if base_url:
        return Origin.find(base_url)
    variable = platform.url_variable
    found = os.environ.get(variable) if variable else None
    if found:
        return Origin.find(found, f"the environment variable {variable}")
    return Origin.find(platform.server)
