"""What the files of a client's package may import and call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from specpress.emit.python.naming import module_name
from specpress.emit.python.policy_check import PythonPolicy
from specpress.emit.python.request.policy import MODULE_POLICY
from specpress.emit.python.request.runtime_bundle import RUNTIME, defined, runtime_text
from specpress.ir.types.api import Platform
from specpress.targets.python.client import RUNTIME_IMPORTS
from specpress.targets.python.names import client_name, error_names, runtime_errors

_STANDARD: Final = (
    "__future__.annotations",
    "collections.abc.Callable",
    "collections.abc.Coroutine",
    "collections.abc.Iterable",
    "collections.abc.Mapping",
    "importlib.import_module",
    "pathlib.Path",
    "typing.Any",
    "typing.Final",
    "typing.TYPE_CHECKING",
)
_SHAPES: Final = (
    *("Platform", "Operation", "States", "Polling", "JobShape", "ErrorShape"),
    *("UploadShape", "Form", "Reference", "UploadPolicy"),
)


def policy_of(platform: Platform, path: str) -> PythonPolicy:
    """Return what one file of the package may import and call."""
    package = module_name(platform.id)
    if path.startswith("models/"):
        return _model_policy(package)
    client = client_name(platform.id)
    own = {
        "client": [client, f"Async{client}"],
        "errors": ["ERRORS", *error_names(one.code for one in platform.errors)],
        "_facts": ["PLATFORM"],
        "_runtime.connections.sync_transport": ["BoundedTransport"],
        "_runtime.connections.async_transport": ["AsyncBoundedTransport"],
        "_runtime.effects.events": ["Exchange"],
        "_runtime.webhooks.replay": ["SqliteStore"],
        "_runtime.webhooks.receiver": ["WebhookEvent", "WebhookReceiver"],
        "webhooks": ["Webhooks"],
        **RUNTIME_IMPORTS,
        "_runtime.facts": [*_SHAPES, "WebhookShape"],
    }
    return PythonPolicy(
        imports=frozenset(
            {*_STANDARD, *_dotted(package, own), *_dotted(package, _error_modules())}
        ),
        calls=_CALLS.get(path, frozenset()),
        methods=_METHODS.get(path, frozenset()),
    )


_CALLS: Final = {
    "__init__.py": frozenset({"AttributeError", "getattr", "globals", "import_module", "sorted"}),
    "_facts.py": frozenset(_SHAPES),
    "webhooks.py": frozenset({"WebhookShape"}),
    "client.py": frozenset(name for names in RUNTIME_IMPORTS.values() for name in names),
}
_METHODS: Final = {"client.py": frozenset({"_run", "_run_many", "cost"})}


def _model_policy(package: str) -> PythonPolicy:
    names = {f"_runtime.validation.{one}": defined(runtime_text(one)) for one in RUNTIME}
    called = {name for group in names.values() for name in group}
    return PythonPolicy(
        imports=MODULE_POLICY.imports | set(_dotted(package, names)),
        calls=MODULE_POLICY.calls | called,
        methods=MODULE_POLICY.methods,
    )


def _error_modules() -> dict[str, list[str]]:
    modules: dict[str, list[str]] = {}
    for name, home in runtime_errors().items():
        modules.setdefault(home, []).append(name)
    return modules


def _dotted(package: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    return [f"{package}.{home}.{name}" for home, group in names.items() for name in group]
