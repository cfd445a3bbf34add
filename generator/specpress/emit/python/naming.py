"""Names in Python for ids and keys, and of files in comments."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from specpress.emit.encoders.code import Code
from specpress.emit.python.reserved_words import MODULES, WORDS

_LONGEST: Final = 24
_LONGEST_CLASS: Final = 40
_BOUNDARY: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RESERVED: Final = WORDS | {"annotations", "re"} | {"I", "O", "l"}
"""Python's own words, what every generated module imports, and letters that look like digits."""


def module_name(id_: str) -> Code:
    """Return the name of a model's or platform's module: `kling-2-6` becomes `kling_2_6`.

    An id that begins with a digit gets `model_` in front; a word or a module of Python, which a
    file of its name would hide, an underscore behind.
    """
    name = id_.replace("-", "_")
    if name in MODULES:
        name = f"{name}_"
    return _identifier(f"model_{name}" if name[:1].isdigit() else name)


def class_name(key: str) -> Code:
    """Return a name for a type: `aspect_ratio` and `aspectRatio` become `AspectRatio`.

    It is cut to 40 characters; callers keep names apart.
    """
    name = "".join(f"{one[:1].upper()}{one[1:]}" for one in _words(key))
    return _identifier(name[:_LONGEST_CLASS])


def variable_name(key: str) -> Code:
    """Return a name for a variable or parameter: `aspectRatio` becomes `aspect_ratio`.

    It is cut to 24 characters, so that lines stay readable; callers keep names apart.
    """
    return _identifier("_".join(_words(key)).lower()[:_LONGEST].rstrip("_"))


def argument_name(key: str) -> Code:
    """Return a name for a parameter: as `variable_name`, but never cut."""
    return _identifier("_".join(_words(key)).lower())


def constant_name(key: str) -> Code:
    """Return a name for a constant: `aspectRatio` becomes `ASPECT_RATIO`, cut as variables are."""
    return _identifier("_".join(_words(key)).upper()[:_LONGEST].rstrip("_"))


def path_name(path: str) -> Code:
    """Return a path as it may stand in a comment: what is not a letter, digit or mark as `%20`.

    Folders are called what their owners like; a line feed in a name would end the comment.
    """
    return Code(quote(path))


def _words(key: str) -> list[str]:
    return [one for one in _BOUNDARY.sub("_", key).split("_") if one]


def _identifier(name: str) -> Code:
    if name in _RESERVED:
        name = f"{name}_"
    if not (name.isascii() and name.isidentifier()):
        message = f"{name!r} is not a name in Python"
        raise ValueError(message)
    return Code(name)
