"""What the classes of a client are called."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.python.naming import class_name, module_name
from specpress.emit.python.reserved_words import WORDS

_ENDING: Final = "Error"
_OFFERED: Final = (
    *("AsyncBoundedTransport", "BoundedTransport", "Cost", "Entry", "Exchange", "Job", "Result"),
    "Resumed",
    *("SqliteStore", "WebhookEvent", "Webhooks"),
)
_ERROR_MODULES: Final = (
    "errors.base",
    "errors.local",
    "errors.received",
    "job.errors",
    "request.cost",
)


def client_name(platform: str) -> Code:
    """Return the name of a platform's client: `rivya` becomes `Rivya`."""
    name = class_name(platform.replace("-", "_"))
    taken = {*_OFFERED, *runtime_errors()}
    return Code(f"{name}Client") if name in taken else name


def url_variable(platform: str) -> str:
    """Return the environment variable that replaces a platform's server: `RIVYA_BASE_URL`."""
    return f"{module_name(platform).upper()}_BASE_URL"


def error_names(codes: Iterable[str]) -> Iterator[Code]:
    """Yield a class name for each error code: `rate_limited` becomes `RateLimitedError`.

    One that Python or the runtime has already gets `Api` in front, one that stands twice a number
    behind.
    """
    taken = {*WORDS, *runtime_errors()}
    for code in codes:
        stem = class_name(code).removesuffix(_ENDING)
        name = f"{stem}{_ENDING}"
        name = f"Api{name}" if name in taken else name
        number = 2
        while name in taken:
            name, number = f"{stem}{number}{_ENDING}", number + 1
        taken.add(name)
        yield Code(name)


@cache
def runtime_errors() -> dict[str, str]:
    """Return the classes that the runtime raises, each with the module of it that has it."""
    runtime = files("specpress.targets.python") / "runtime"
    homes: dict[str, str] = {}
    for module in _ERROR_MODULES:
        path = module.replace(".", "/")
        tree = ast.parse((runtime / f"{path}.py").read_text("utf-8"))
        classes = (one.name for one in tree.body if isinstance(one, ast.ClassDef))
        homes |= {one: f"_runtime.{module}" for one in classes if one.endswith(_ENDING)}
    return homes
