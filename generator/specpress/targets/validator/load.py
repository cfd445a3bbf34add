"""Run a model's validator without writing it."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol, TypeAlias, cast

from specpress.emit.target import Context
from specpress.ir.api import Api, Model
from specpress.targets.validator.target import render_validator


class Violation(Protocol):
    """A violation as `specpress.runtime.violation` defines it."""

    code: str
    at: str

    def message(self, locale: str = "en") -> str:
        """Return a sentence for people."""
        ...


Check: TypeAlias = Callable[[Any], list[Violation]]


def load_check(api: Api, model: Model, context: Context) -> Check:
    """Return the `check` of a model's validator, rendered and run in memory.

    Its source is known to tracebacks under the path it would be written to.
    """
    file = render_validator(api, model, context)
    module = ModuleType(file.path)
    lines = file.text.splitlines(keepends=True)
    linecache.cache[file.path] = (len(file.text), None, lines, file.path)
    exec(compile(file.text, file.path, "exec"), module.__dict__)  # noqa: S102 - it passed the gate
    return cast("Check", module.__dict__["check"])
