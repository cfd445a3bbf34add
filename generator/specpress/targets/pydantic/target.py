"""The target that writes pydantic models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.emit.file import File
from specpress.emit.python.naming import module_name
from specpress.emit.python.policy_check import PythonPolicy, check_python
from specpress.emit.target import Context
from specpress.ir.types.api import Api, Model
from specpress.ir.types.types import Choice, Integer, List, Number, Record, Type
from specpress.targets.pydantic.question import IMPORTS
from specpress.targets.pydantic.view import pydantic_view

_POLICY: Final = PythonPolicy(
    imports=frozenset(f"{module}.{name}" for name, module in IMPORTS.items()),
    calls=frozenset(
        {"BeforeValidator", "ConfigDict", "Field", "PydanticCustomError", "isinstance"}
    ),
    methods=frozenset(),
)


@dataclass(frozen=True, slots=True)
class PydanticTarget:
    """Writes `pydantic/PLATFORM/MODEL.py`."""

    name: str = "pydantic"
    summary: str = "pydantic models of each model's request, by datamodel-code-generator"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        """Yield one file of models a model."""
        for model in api.models:
            yield render_models(api, model, context)


def render_models(api: Api, model: Model, context: Context) -> File:
    """Return the file of one model.

    Raises:
        SpecError: if a template fails, or the result does more than models may.

    """
    path = f"{TARGET.name}/{module_name(api.platform.id)}/{module_name(model.id)}.py"
    losses = tuple(_losses(model))
    text = context.templates.render("pydantic/model.py.jinja", pydantic_view(api, model, losses))
    check_python(path, text, _POLICY)
    return File(path, text, losses)


def _losses(model: Model) -> Iterator[str]:
    types = [*_types(model.request.record)]
    if any(isinstance(one, Integer) for one in types):
        yield "that 1.0 is a whole number"
    if any(isinstance(one, Number) and one.step is not None for one in types):
        yield "steps in exact decimal"
    if any(one.is_checked for one in model.rules):
        yield "the rules between parameters"
    if model.price is not None:
        yield "the price"
    if any(isinstance(one, Choice) and one.discriminator is not None for one in types):
        yield "which MIME types belong to which kind of reference"
    if model.references is not None:
        yield "the largest upload of each kind of reference"


def _types(type_: Type) -> Iterator[Type]:
    yield type_
    match type_:
        case List(item=item):
            yield from _types(item)
        case Record(fields=fields):
            for field in fields:
                yield from _types(field.type)
        case _:
            pass


TARGET: Final = PydanticTarget()
