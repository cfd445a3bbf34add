"""What a target is: a function from an Api to files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from specpress.emit.file import File
from specpress.emit.templates.environment import Templates
from specpress.ir.types.api import Api


@dataclass(frozen=True, slots=True)
class Context:
    """What a target may use beside the Api: the templates, stock and overriding.

    `apis` are all platforms that are written in this run, for a target whose paths depend on it.
    """

    templates: Templates
    apis: tuple[Api, ...] = ()


@runtime_checkable
class Target(Protocol):
    """Something that can be written from an Api.

    Every path it returns begins with its `name` and a slash. It never touches the disk.
    """

    @property
    def name(self) -> str:
        """The name on the command line and the first folder of every path."""
        ...

    @property
    def summary(self) -> str:
        """What it writes, in one line without a full stop."""
        ...

    def emit(self, api: Api, context: Context) -> Iterable[File]:
        """Return the files of one platform; paths are unique across platforms."""
        ...
