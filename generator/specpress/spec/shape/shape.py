"""Check a tree against the schema of the spec language, in words an author understands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from jsonschema import Draft202012Validator, ValidationError, validators
from referencing import Registry, Resource

from specpress.diagnostics.report import Report
from specpress.spec.node import Node
from specpress.spec.shape.finding import Finding
from specpress.spec.shape.instance import Ambiguous, instance_of
from specpress.spec.shape.words import explain

Schema: TypeAlias = dict[str, Any]

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")


class Document(Enum):
    """The kinds of spec file, by the name of their schema."""

    PLATFORM = "platform"
    MODEL = "model"


def check_shape(tree: Node, document: Document, report: Report) -> None:
    """Report everything in `tree` that the schema of `document` does not allow."""
    for error in _validator(document).iter_errors(instance_of(tree)):
        report.add(*explain(_finding(error), tree))


def schema_text(name: str) -> str:
    """Return the text of a schema file: `platform`, `model` or `words`."""
    return (files("specpress.spec") / "schemas" / f"{name}.schema.json").read_text("utf-8")


@cache
def _validator(document: Document) -> Draft202012Validator:
    words: Schema = json.loads(schema_text("words"))
    registry: Registry[Any] = Registry().with_resource(
        "words.schema.json", Resource.from_contents(words)
    )
    checks = {"type": _check_type, "format": _check_format, "pattern": _check_pattern}
    dialect: type[Draft202012Validator] = validators.extend(Draft202012Validator, checks)
    return dialect(json.loads(schema_text(document.value)), registry=registry)


def _finding(error: ValidationError) -> Finding:
    return Finding(
        str(error.validator),
        error.validator_value,
        tuple(error.absolute_path),
        error.schema if isinstance(error.schema, dict) else {},
        error.instance,
        of_key="propertyNames" in error.absolute_schema_path,
    )


def _check_type(
    validator: Draft202012Validator, types: str | list[str], instance: Any, schema: Schema
) -> Iterator[ValidationError]:
    """Check `type`, and refuse plain scalars that YAML readers disagree on, but for dates."""
    allowed = [types] if isinstance(types, str) else types
    if isinstance(instance, Ambiguous) and schema.get("format") != "date":
        yield ValidationError("ambiguous", validator="ambiguous")
    elif not any(validator.is_type(instance, one) for one in allowed):
        yield ValidationError("type", validator="type")


def _check_format(
    _validator: Draft202012Validator, _name: str, instance: Any, _schema: Schema
) -> Iterator[ValidationError]:
    """Check `format`, which is `date` wherever our schemas have it."""
    if isinstance(instance, str) and not _DATE.match(instance):
        yield ValidationError("format", validator="format")


def _check_pattern(
    _validator: Draft202012Validator, pattern: str, instance: Any, _schema: Schema
) -> Iterator[ValidationError]:
    """Check `pattern` as ECMA 262 reads it: `$` is not in front of a last line feed.

    Every pattern of our schemas is of a whole text, from `^` to `$`.
    """
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError("pattern", validator="pattern")
