"""The target that writes stand-alone validators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.emit.file import File
from specpress.emit.gate import PythonPolicy, check_python
from specpress.emit.naming import module_name
from specpress.emit.target import Context
from specpress.ir.api import Api, Model
from specpress.targets.validator.view import validator_view

_TYPING: Final = (
    "TYPE_CHECKING",
    "Final",
    "Literal",
    "NamedTuple",
    "NotRequired",
    "Required",
    "TypeAlias",
    "TypeGuard",
    "TypedDict",
    "Unpack",
)

_POLICY: Final = PythonPolicy(
    imports=frozenset(
        {
            "__future__.annotations",
            "collections.abc.Sequence",
            "re",
            *(f"typing.{name}" for name in _TYPING),
        }
    ),
    calls=frozenset(
        {
            "TypedDict",
            "abs",
            "enumerate",
            "float",
            "int",
            "isinstance",
            "len",
            "list",
            "max",
            "next",
            "ord",
            "range",
            "re.compile",
            "repr",
            "reversed",
            "str",
            "type",
        }
    ),
    methods=frozenset(
        {
            "_hint",
            "_sides",
            "append",
            "bit_length",
            "casefold",
            "copy",
            "extend",
            "format",
            "fullmatch",
            "get",
            "is_integer",
            "isprintable",
            "join",
            "nearest",
            "partition",
            "replace",
            "rpartition",
            "setdefault",
        }
    ),
)


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
    text = context.templates.render("validator/model.py.jinja", validator_view(api, model))
    check_python(path, text, _POLICY)
    return File(path, text)


TARGET: Final = ValidatorTarget()
