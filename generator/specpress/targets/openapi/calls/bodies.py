"""What a call sends: the create call JSON, an upload a form."""

from __future__ import annotations

from specpress.ir.contract.contract import Schema, json_tree
from specpress.ir.types.api import Operation
from specpress.targets.openapi.schemas.catalog import CREATE
from specpress.targets.openapi.schemas.schemas import reference
from specpress.targets.openapi.subject import Subject


def body_of(operation: Operation, subject: Subject) -> Schema:
    """Return the request body of a call, if it has one."""
    if operation.form is not None:
        form = reference(subject.catalog.forms[operation.name].root)
        return _body("The file and what is said of it.", "multipart/form-data", {"schema": form})
    if operation.name == "create":
        return _body("What to make.", "application/json", _create(subject))
    return {}


def union_of(subject: Subject) -> Schema:
    """Return the body of a create call of any model, told apart by the key that names it."""
    roots = {one.id: reference(subject.catalog.requests[one.id].root) for one in subject.models}
    mapping: Schema = {model: schema["$ref"] for model, schema in roots.items()}
    return {
        "description": "The body of a create call.",
        "oneOf": list(roots.values()),
        "discriminator": {
            "propertyName": subject.platform.request.model_key,
            "mapping": mapping,
        },
    }


def _create(subject: Subject) -> Schema:
    own = subject.model
    root = CREATE if own is None else subject.catalog.requests[own.id].root
    examples: Schema = {
        one.name if own is not None else f"{model.id}.{one.name}": {"value": json_tree(one.body)}
        for model in subject.models
        for one in model.request_examples
    }
    media: Schema = {"schema": reference(root)}
    return media | ({"examples": examples} if examples else {})


def _body(about: str, media_type: str, media: Schema) -> Schema:
    body: Schema = {"description": about, "required": True, "content": {media_type: media}}
    return {"requestBody": body}
