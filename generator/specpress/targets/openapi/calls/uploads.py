"""Forms that carry a file, and what files may be uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.ir.contract.contract import Schema
from specpress.ir.types.api import Operation
from specpress.ir.types.text import Tree
from specpress.targets.openapi import extensions as marks
from specpress.targets.openapi.schemas.schemas import components_of
from specpress.targets.openapi.subject import Subject

_BYTES: Final[Schema] = {
    "type": "string",
    "format": "binary",
    "contentMediaType": "application/octet-stream",
}
"""A file in a form. OpenAPI 3.1 reads the media type; generators of code know the format."""


def form_components(operation: Operation, subject: Subject) -> Iterator[tuple[str, Schema]]:
    """Yield the components of a call's form, if it has one."""
    if operation.form is not None:
        file: dict[str, Schema] = {operation.form.file_key: _BYTES | _policy(subject)}
        yield from components_of(subject.catalog.forms[operation.name], file)


def _policy(subject: Subject) -> Schema:
    """Say what may be uploaded: without a model, and for each that has a policy of its own."""
    models: dict[str, Tree] = {
        one.id: marks.policies(one.references.policies)
        for one in subject.models
        if one.references is not None
    }
    policy: Schema = {"default": marks.policies(subject.platform.uploads), "models": models}
    known = {key: one for key, one in policy.items() if one}
    return {"x-upload-policy": known} if known else {}
