"""The target that writes OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.encoders import json_text
from specpress.emit.file import File
from specpress.emit.target import Context
from specpress.ir.types.api import Api
from specpress.targets.openapi.document import document_of
from specpress.targets.openapi.losses import losses_of
from specpress.targets.openapi.schemas.catalog import catalog_of
from specpress.targets.openapi.subject import Subject, fragment, whole


@dataclass(frozen=True, slots=True)
class OpenApiTarget:
    """Writes `openapi/PLATFORM.openapi.json` and `openapi/PLATFORM/MODEL.openapi.json`."""

    name: str = "openapi"
    summary: str = "OpenAPI 3.1 of a whole platform, and of each model by itself"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        """Yield the document of the platform, then one a model; without models there is neither."""
        del context
        if not api.models:
            return
        catalog = catalog_of(api)
        folder = f"{self.name}/{api.platform.id}"
        yield _file(folder, whole(api, catalog))
        for model in api.models:
            yield _file(f"{folder}/{model.id}", fragment(api, catalog, model))


def _file(stem: str, subject: Subject) -> File:
    losses = tuple(losses_of(subject))
    return File(f"{stem}.openapi.json", json_text(document_of(subject, losses)), losses)


TARGET: Final = OpenApiTarget()
