"""The secret: an API key that can be sent, but not seen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NoReturn, Self

from .errors import CredentialsError

if TYPE_CHECKING:
    from .facts import Platform

_SHORTEST_FOUND: Final = 8
_HIDDEN: Final = "[api key]"


class ApiKey:
    """An API key.

    It has no `__dict__`, says nothing in `repr`, `str` or a format, and refuses to be
    pickled or copied.
    """

    __slots__ = ("_characters",)

    def __init__(self, characters: str) -> None:
        """Hold `characters`, which are visible ASCII."""
        self._characters = characters

    @classmethod
    def find(
        cls,
        platform: Platform,
        given: str | None,
    ) -> Self | CredentialsError | None:
        """Return the key that is given or else stands in the environment.

        None means that there is none. What is wrong with a key is returned and not
        raised, so that no traceback holds this frame, in which the key is a local.
        """
        if platform.key_variable is None:
            return None
        found = os.environ.get(platform.key_variable, "") if given is None else given
        name = "the API key"
        if given is None:
            name = f"the API key in the environment variable {platform.key_variable}"
        if not isinstance(found, str) or not found.isascii():
            return CredentialsError(f"{name} is no text in ASCII")
        found = found.strip()
        if not found:
            return None
        if not found.isprintable() or " " in found:
            return CredentialsError(f"{name} holds a space or a control character")
        if not found.startswith(platform.key_prefix or ""):
            begins = f"{name} does not begin with {platform.key_prefix}"
            return CredentialsError(f"{begins}, as every key of {platform.name} does")
        return cls(found)

    def bearer(self) -> str:
        """Return the value of the Authorization header."""
        return f"Bearer {self._characters}"

    def hide_in(self, text: str) -> str:
        """Return `text` with the key blotted out, should a server have echoed it.

        A key of less than 8 characters is left: it may be an ordinary word.
        """
        if len(self._characters) < _SHORTEST_FOUND:
            return text
        return text.replace(self._characters, _HIDDEN)

    def hide_in_bytes(self, data: bytes) -> bytes:
        """Return `data` with the key blotted out, as `hide_in` does."""
        if len(self._characters) < _SHORTEST_FOUND:
            return data
        return data.replace(self._characters.encode(), _HIDDEN.encode())

    def __repr__(self) -> str:
        """Say that there is a key, but not which."""
        return "<ApiKey>"

    def __reduce__(self) -> NoReturn:
        """Refuse: a pickle would show the key."""
        message = "an API key cannot be pickled or copied"
        raise TypeError(message)
