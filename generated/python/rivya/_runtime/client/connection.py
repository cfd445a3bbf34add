"""What a client is made of, whichever driver it has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ..calls.session import Session
from ..errors.base import ClientError
from ..transport.api_key import ApiKey
from ..transport.origin import Origin
from ..transport.wire import Wire

if TYPE_CHECKING:
    from ..facts import Platform


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
    ) -> Self | ClientError:
        """Return what a client is made of, or why there can be none.

        The error is returned and not raised, so that no traceback holds this frame, in
        which the key is a local.
        """
        origin = Origin.find(base_url or _url_in_environment(platform))
        key = ApiKey.find(platform, api_key)
        if isinstance(origin, ClientError):
            return origin
        if isinstance(key, ClientError):
            return key
        session = Session(
            platform=platform,
            has_key=key is not None,
            is_local=origin.is_plain,
        )
        return cls(Wire(origin, key), session)


def _url_in_environment(platform: Platform) -> str:
    variable = platform.url_variable
    return (os.environ.get(variable) if variable else None) or platform.server
