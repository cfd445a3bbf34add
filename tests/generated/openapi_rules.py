"""What other people's linters ask of an OpenAPI document, as far as Python can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

import jsonschema_rs

Document: TypeAlias = dict[str, Any]

NAME = re.compile(r"[A-Za-z0-9._-]+")
PLACEHOLDER = re.compile(r"\{([^}]*)\}")


def slips(document: Document) -> Iterator[str]:
    """Yield what is wrong with a document."""
    yield from _info(document)
    yield from _calls(document)
    yield from _parameters(document)
    yield from _components(document)
    yield from _schemas(document)
    yield from _examples(document)


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield every call with its path and method."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def resolved(document: Document, value: Document) -> Document:
    """Return what a reference refers to, or what is none as it is."""
    while "$ref" in value:
        found: Any = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        value = found
    return value


def oracle(document: Document, schema: Document) -> jsonschema_rs.Draft202012Validator:
    """Return what judges values by a schema that stands in a document."""
    whole = {"allOf": [schema], "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(whole)


def request_schema(document: Document) -> Document:
    """Return the schema of the create call's body."""
    body = next(one for *_, one in operations(document) if one["operationId"] == "create")
    schema: Document = body["requestBody"]["content"]["application/json"]["schema"]
    return schema


def nodes(value: Any, at: str = "#") -> Iterator[tuple[str, Document]]:
    """Yield every object of a document with its place."""
    if isinstance(value, dict):
        yield at, value
        for key, one in value.items():
            yield from nodes(one, f"{at}/{key}")
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from nodes(one, f"{at}/{index}")


def _info(document: Document) -> Iterator[str]:
    for key in ("title", "description", "version", "contact"):
        if not document["info"].get(key):
            yield f"info lacks {key}"
    for server in document["servers"]:
        if server["url"].endswith("/"):
            yield "a server ends with a slash"


def _calls(document: Document) -> Iterator[str]:
    ids = Counter(one.get("operationId") for *_, one in operations(document))
    known = {one["name"] for one in document["tags"] if one.get("description")}
    for path, method, operation in operations(document):
        at = f"{method} {path}"
        if ids[operation.get("operationId")] != 1:
            yield f"{at}: its id is not its own"
        if not operation.get("tags") or not known.issuperset(operation["tags"]):
            yield f"{at}: a tag is missing or not described"
        for key in ("summary", "description"):
            if not operation.get(key):
                yield f"{at}: no {key}"
        for digit in "24":
            if not any(one.startswith(digit) for one in operation["responses"]):
                yield f"{at}: no answer {digit}xx"
        if any(
            not resolved(document, one)["description"] for one in operation["responses"].values()
        ):
            yield f"{at}: an answer without a description"
        schemes = {name for one in operation.get("security", document["security"]) for name in one}
        if not schemes <= document["components"].get("securitySchemes", {}).keys():
            yield f"{at}: an unknown way to sign in"


def _parameters(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        found = operation.get("parameters", [])
        named = [one["name"] for one in found if one["in"] == "path" and one["required"] is True]
        if sorted(named) != sorted(PLACEHOLDER.findall(path)):
            yield f"{method} {path}: the parameters are not those of the path"
        if any(not one.get("description") or "schema" not in one for one in found):
            yield f"{method} {path}: a parameter without a description or a schema"


def _components(document: Document) -> Iterator[str]:
    used = {one["$ref"] for _, one in nodes(document) if "$ref" in one}
    for section, members in document["components"].items():
        for name in members:
            if not NAME.fullmatch(name):
                yield f"{name!r} is no name of a component"
            if section != "securitySchemes" and f"#/components/{section}/{name}" not in used:
                yield f"{section}/{name} is used nowhere"
        if len({one.casefold() for one in members}) != len(members):
            yield f"{section}: two names differ in nothing but their case"
    for pointer in sorted(used):
        _, components, section, name = pointer.split("/")
        if components != "components" or name not in document["components"].get(section, {}):
            yield f"{pointer} leads nowhere"


def _schemas(document: Document) -> Iterator[str]:
    for at, schema in nodes(document["components"]["schemas"]):
        is_condition = "/if/" in at or "/then/" in at
        if ("enum" in schema or "const" in schema) and "type" not in schema and not is_condition:
            yield f"{at}: choices without a type"
        if is_condition and "properties" in schema and not schema.get("unevaluatedProperties"):
            yield f"{at}: a condition that linters close"
        if is_condition and not {*schema.get("required", ())} <= {*schema.get("properties", ())}:
            yield f"{at}: a condition requires a key that is not described"
        if "allOf" in schema and "properties" in schema and not is_condition:
            yield f"{at}: generators of clients make classes of its parts"
        if "$ref" in schema and len(schema) > 1:
            yield f"{at}: words beside a reference"
        if {"nullable", "$comment", "example"} & schema.keys() and not at.endswith("/properties"):
            yield f"{at}: a word of OpenAPI 3.0, or a comment"
        if "discriminator" in schema:
            mapped = list(schema["discriminator"]["mapping"].values())
            if mapped != [one["$ref"] for one in schema["oneOf"]]:
                yield f"{at}: the mapping is not that of the alternatives"


def _examples(document: Document) -> Iterator[str]:
    for at, media in nodes(document):
        if "schema" in media and "examples" in media:
            judge = oracle(document, media["schema"])
            for name, example in media["examples"].items():
                if not judge.is_valid(example["value"]):
                    yield f"{at}: the example {name} is refused"
