"""A model's own module, which is imported only when it is needed."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from ..errors.base import InvalidRequestError
from ..errors.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..errors.base import Violation
    from ..facts import Platform

Item: TypeAlias = Any
"""What brings an uploaded file into a request; a model's own module has its type."""


class ModelModule(Protocol):
    """What the runtime uses of the module that describes one model.

    Each of `UPLOADS` is a kind of media, a number of bytes and MIME types; a model
    without any takes no files.
    """

    MODEL: str
    UPLOADS: tuple[tuple[str, int, tuple[str, ...]], ...]

    def check(self, request: object) -> Sequence[Violation]:
        """Return what is wrong with a request."""


def model_in(platform: Platform, request: Mapping[str, object]) -> ModelModule:
    """Return the module of the model that a request names.

    Raises:
        InvalidRequestError: it names none that the platform has.

    """
    named = request.get(platform.model_key) if hasattr(request, "get") else None
    return model_called(platform, named, at=f"/{platform.model_key}")


def model_called(platform: Platform, name: object, *, at: str) -> ModelModule:
    """Return the module of a model by its id, which stands at `at`.

    Raises:
        InvalidRequestError: the platform has no such model.

    """
    module = platform.models_by_id.get(name) if isinstance(name, str) else None
    if module is None:
        raise InvalidRequestError((Problem("model", at),))
    return cast("ModelModule", importlib.import_module(module))
