"""What an argument must be, whatever a program without type hints hands over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import InvalidRequestError
from .problem import Problem

if TYPE_CHECKING:
    import os


def require_number(value: float, name: str, code: str, least: float) -> None:
    """See that an argument is a number that a float can hold, and not below `least`.

    Raises:
        InvalidRequestError: it is not; `code` is what the problem is called.

    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number and least <= value <= sys.float_info.max):
        raise InvalidRequestError((Problem(code, name),))


def require_path(path: str | os.PathLike[str], name: str) -> Path:
    """Return an argument as a path that a system can have.

    Raises:
        InvalidRequestError: it is of another type, or holds a NUL or half a character.

    """
    try:
        found = Path(path)
        # In a file's name such surrogates stand for bytes that are no UTF-8.
        whole = b"\0" not in str(found).encode("utf-8", "surrogateescape")
    except (TypeError, UnicodeEncodeError):
        whole = False
    if not whole:
        raise InvalidRequestError((Problem("path", name),))
    return found
