"""Run a model's validator without writing it."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from specpress.emit.target import Context
from specpress.ir.types.api import Api, Model
from specpress.targets.validator.target import render_validator


class Violation(Protocol):
    """A violation as `specpress.runtime.violation` defines it."""

    code: str
    at: str

    def message(self, locale: str = "en") -> str:
        """Return a sentence for people."""
        ...


class Estimate(Protocol):
    """An estimate as `specpress.runtime.estimate` defines it."""

    low: float
    high: float | None
    unit: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Validator:
    """What the module of a model does; `estimate` is None if its spec states no price.

    `estimate` raises `unpriced` for a request that no price is stated for.
    """

    check: Callable[[Any], list[Violation]]
    estimate: Callable[[Any], Estimate] | None
    unpriced: type[ValueError]


def load_validator(api: Api, model: Model, context: Context) -> Validator:
    """Return a model's validator, rendered and run in memory.

    Its source is known to tracebacks under the path it would be written to.
    """
    file = render_validator(api, model, context)
    module = ModuleType(file.path)
    lines = file.text.splitlines(keepends=True)
    linecache.cache[file.path] = (len(file.text), None, lines, file.path)
    exec(compile(file.text, file.path, "exec"), module.__dict__)  # noqa: S102 - it passed the gate
    names = module.__dict__
    return Validator(
        names["check"], names.get("estimate"), names.get("UnpricedError", _NeverRaisedError)
    )


class _NeverRaisedError(ValueError):
    """Stands for what a module without gaps in its price does not define."""
