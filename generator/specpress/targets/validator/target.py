"""The target that writes stand-alone validators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.emit.file import File
from specpress.emit.python.estimate.view import estimate_view
from specpress.emit.python.naming import module_name
from specpress.emit.python.policy_check import check_python
from specpress.emit.python.request.module import module_view
from specpress.emit.python.request.naming import name_request
from specpress.emit.python.request.policy import MODULE_POLICY
from specpress.emit.python.request.runtime_bundle import carried_for
from specpress.emit.target import Context
from specpress.ir.types.api import Api, Model


@dataclass(frozen=True, slots=True)
class ValidatorTarget:
    """Writes `validator/PLATFORM/MODEL.py`."""

    name: str = "validator"
    summary: str = "one Python file a model that checks requests, standard library only"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        """Yield one validator a model."""
        for model in api.models:
            yield render_validator(api, model, context)


def render_validator(api: Api, model: Model, context: Context) -> File:
    """Return one model's validator.

    Raises:
        SpecError: if a template fails, or the result does more than a validator may.

    """
    path = f"{TARGET.name}/{module_name(api.platform.id)}/{module_name(model.id)}.py"
    named = name_request(model.request.record)
    view = module_view(api, model, named, carried_for(named, estimate_view(api, model)))
    text = context.templates.render("validator/model.py.jinja", view)
    check_python(path, text, MODULE_POLICY)
    return File(path, text)


TARGET: Final = ValidatorTarget()
