"""Text that an encoder has made safe to stand in a generated file."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup


class NotCodeError(TypeError):
    """Something that no encoder has made was about to become part of generated code."""


class Code(Markup):
    """Code of the generated file: what an encoder or a name made, never text as it came.

    Markup gives it the protocol by which Jinja tells safe text from unsafe; but where Markup
    escapes a plain string for HTML, Code refuses it: adding, joining or formatting with text
    that no encoder has seen is an error, not a guess.
    """

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> Code:
        """Return `s` if it is Code already, or a whole number.

        Raises:
            NotCodeError: for anything else.

        """
        if isinstance(s, Markup):
            return cls(s)
        if isinstance(s, int) and not isinstance(s, bool):
            return cls(str(s))
        message = f"a {type(s).__name__} is not code"
        raise NotCodeError(message)

    def format(self, *args: Any, **kwargs: Any) -> Code:
        """Return the code with its fields filled by code and whole numbers."""
        named = {name: self.escape(value) for name, value in kwargs.items()}
        return Code(super().format(*map(self.escape, args), **named))
