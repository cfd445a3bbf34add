"""What one document is about: a whole platform, or what a job of one model needs of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from specpress.ir.types.api import Api, ErrorKind, Model, Operation, Platform
from specpress.targets.openapi.schemas.catalog import Catalog

OF_A_JOB: Final = ("create", "status")
"""The calls that answer with the job."""

OF_THE_KEY: Final = (401, 403)
"""The statuses that HTTP keeps for a key that is missing or refused."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The part of an Api that one document describes; `model` is None for the whole platform."""

    platform: Platform
    model: Model | None
    models: tuple[Model, ...]
    operations: tuple[Operation, ...]
    errors: tuple[ErrorKind, ...]
    catalog: Catalog

    @property
    def path(self) -> str:
        """Return what generated files call the spec."""
        return self.platform.path if self.model is None else self.model.path


def whole(api: Api, catalog: Catalog) -> Subject:
    """Return everything that is known of a platform."""
    platform = api.platform
    return Subject(platform, None, api.models, platform.operations, platform.errors, catalog)


def fragment(api: Api, catalog: Catalog, model: Model) -> Subject:
    """Return the calls that a job of one model goes through, with the errors that its page lists.

    A page of a model leaves the errors of the key to the page that all models share, so they are
    added; where it lists none at all, every error of the platform may come.
    """
    platform = api.platform
    operations = tuple(one for one in platform.operations if _serves(one, model))
    errors = tuple(
        one
        for one in platform.errors
        if not model.errors or one.code in model.errors or one.http in OF_THE_KEY
    )
    return Subject(platform, model, (model,), operations, errors, catalog)


def _serves(operation: Operation, model: Model) -> bool:
    uploads = operation.form is not None and model.references is not None
    return uploads or operation.name in OF_A_JOB
