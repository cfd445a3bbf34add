"""Which files the package of a client consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Final

from specpress.emit.file import File
from specpress.emit.python.naming import module_name
from specpress.emit.python.policy_check import check_python
from specpress.emit.python.request.runtime_bundle import RUNTIME, runtime_text
from specpress.emit.target import Context
from specpress.ir.types.api import Api, Job
from specpress.targets.python.client import client_view
from specpress.targets.python.errors import errors_view
from specpress.targets.python.facts import facts_view, losses
from specpress.targets.python.model import model_view
from specpress.targets.python.package import models_view, package_view, project_view
from specpress.targets.python.policy import policy_of
from specpress.targets.python.webhooks import webhooks_view

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class PythonTarget:
    """Writes `python/`, a project to install, where platform.yaml names a `package`.

    Where several platforms do, each project stands in `python/PACKAGE/`.
    """

    name: str = "python"
    summary: str = "a Python package with a typed client, sync and async"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        """Yield the files of the project; none for a platform without a package."""
        platform = api.platform
        if platform.package is None or platform.job is None or not api.models:
            return
        packaged = [one for one in context.apis if one.platform.package is not None]
        folder = self.name if len(packaged) <= 1 else f"{self.name}/{platform.package.name}"
        package = f"{folder}/{module_name(platform.id)}"
        project = context.templates.render(
            "python/pyproject.toml.jinja", project_view(platform, platform.package)
        )
        yield File(f"{folder}/pyproject.toml", project)
        lost = tuple(losses(platform))
        for path, template, view in _modules(api, platform.job):
            text = context.templates.render(f"python/package/{template}.jinja", view)
            check_python(f"{package}/{path}", text, policy_of(platform, path))
            yield File(f"{package}/{path}", text, lost if path == "client.py" else ())
        yield File(f"{package}/py.typed", "")
        yield from _runtime(f"{package}/_runtime")


def _modules(api: Api, job: Job) -> Iterator[tuple[str, str, DataclassInstance]]:
    """Yield the path, the template and the view of each module that is laid out."""
    yield "__init__.py", "init.py", package_view(api.platform)
    yield "_facts.py", "facts.py", facts_view(api, job)
    yield "client.py", "client.py", client_view(api)
    yield "errors.py", "errors.py", errors_view(api.platform)
    webhooks = webhooks_view(api.platform)
    if webhooks is not None:
        yield "webhooks.py", "webhooks.py", webhooks
    yield "models/__init__.py", "models/init.py", models_view(api)
    for model in api.models:
        yield f"models/{module_name(model.id)}.py", "models/model.py", model_view(api, model)


def _runtime(folder: str) -> Iterator[File]:
    """Yield the hand-written files, byte for byte."""
    yield from _copied(files("specpress.targets.python") / "runtime", folder)
    room = files("specpress.runtime") / "__init__.py"
    yield File(f"{folder}/validation/__init__.py", room.read_text("utf-8"))
    for name in RUNTIME:
        yield File(f"{folder}/validation/{name}.py", runtime_text(name))


def _copied(room: Traversable, folder: str) -> Iterator[File]:
    for one in sorted(room.iterdir(), key=lambda file: file.name):
        if one.name.endswith(".py"):
            yield File(f"{folder}/{one.name}", one.read_text("utf-8"))
        elif (one / "__init__.py").is_file():
            yield from _copied(one, f"{folder}/{one.name}")


TARGET: Final = PythonTarget()
