"""The IR as JSON, for people to look at and for programs to compare."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum

from specpress.ir.types.text import SpecText, Tree


def dump(value: object) -> Tree:
    """Return any value of the IR as a tree; places are left out, types are named.

    Every record becomes an object whose first key, `is`, names its class.
    """
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return [dump(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str | SpecText):
        return value
    if is_dataclass(value):
        shown = [one.name for one in fields(value) if one.compare]
        tree: dict[str, Tree] = {one: dump(getattr(value, one)) for one in shown}
        return {"is": type(value).__name__, **tree}
    message = f"{type(value).__name__} is no part of the IR"
    raise TypeError(message)
