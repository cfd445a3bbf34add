"""Text that an encoder has made safe to stand in a generated file."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup


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
            TypeError: for anything else.

        """
        if isinstance(s, Markup):
            return cls(s)
        if isinstance(s, int) and not isinstance(s, bool):
            return cls(str(s))
        message = f"{type(s).__name__} is not code; pass it through an encoder of emit.text"
        raise TypeError(message)
