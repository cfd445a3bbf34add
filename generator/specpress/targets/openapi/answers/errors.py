"""What a call answers when it fails, by HTTP status, with an example of each code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.ir.contract.contract import Schema
from specpress.ir.types.api import ErrorKind, Operation
from specpress.ir.types.text import Tree
from specpress.ir.types.types import Field, Record
from specpress.targets.openapi import extensions as marks
from specpress.targets.openapi.schemas.schemas import reference
from specpress.targets.openapi.subject import OF_THE_KEY, Subject

_OTHER: Final = "default"
_REQUEST_ID: Final = "req_example"
_INVENTED: Final[Schema] = {
    "x-inferred": {"examples": "The pages give the codes. The words around them are samples."}
}


def failures_of(operation: Operation, subject: Subject) -> dict[str, Tree]:
    """Return the failures of a call by status, as references to components."""
    names = {status: _component(status) for status in statuses_of(operation, subject)}
    return {status: reference(name, "responses") for status, name in names.items()}


def error_responses(subject: Subject) -> Iterator[tuple[str, Schema]]:
    """Yield the components of all failures of a document's calls, in the order of their status."""
    used = {status for one in subject.operations for status in statuses_of(one, subject)}
    for status in sorted(used):
        found = [one for one in subject.errors if _status(one) == status]
        yield _component(status), _response(status, found, subject)


def statuses_of(operation: Operation, subject: Subject) -> list[str]:
    """Return the statuses a call may fail with; a call without a key has no errors of the key.

    The pages list errors once for all calls, so each call has them all. What stands under
    `default` are codes whose status no page states, and whatever no page mentions.
    """
    found = {
        _status(one)
        for one in subject.errors
        if operation.authenticated or one.http not in OF_THE_KEY
    }
    return sorted({*found, _OTHER})


def _status(error: ErrorKind) -> str:
    return _OTHER if error.http is None else str(error.http)


def _component(status: str) -> str:
    return "ErrorOther" if status == _OTHER else f"Error{status}"


def _response(status: str, errors: list[ErrorKind], subject: Subject) -> Schema:
    codes = ", ".join(f"`{one.code}`" for one in errors)
    about = f"The call failed with one of these codes: {codes}."
    if status == _OTHER:
        rest = f" Among them: {codes}." if codes else ""
        about = f"An error whose status no page states.{rest}"
    facts: Schema = {one.code: _facts(one) for one in errors}
    response: Schema = {"description": about} | ({"x-errors": facts} if facts else {})
    group = subject.catalog.error
    if group is None:
        return response
    media: Schema = {"schema": reference(group.root)}
    examples = dict(_examples(group.record.type, errors))
    media |= {"examples": examples} | _INVENTED if examples else {}
    return response | {"content": {"application/json": media}}


def _facts(error: ErrorKind) -> Schema:
    said: Schema = {} if error.doc is None else {"description": error.doc.en}
    retry: Schema = {} if error.retry is None else {"x-retry": error.retry.value}
    return said | retry | marks.inferred(error.inferred) | marks.source(error.source)


def _examples(record: Record, errors: list[ErrorKind]) -> Iterator[tuple[str, Tree]]:
    """Yield an example of each code; none where a value would have to be invented."""
    for one in errors:
        parts: dict[str, Tree] = {"error_code": one.code, "request_id": _REQUEST_ID}
        if one.doc is not None:
            parts["error_message"] = one.doc.en
        value = _filled(record, parts)
        if value is not None:
            yield one.code, {"value": value}


def _filled(record: Record, parts: dict[str, Tree]) -> dict[str, Tree] | None:
    """Return an object with the values of the parts that are known, or None if it lacks a key."""
    members: dict[str, Tree] = {}
    for field in record.fields:
        value = _value(field, parts)
        if value is not None:
            members[field.name] = value
        elif field.required:
            return None
    return members or None


def _value(field: Field, parts: dict[str, Tree]) -> Tree:
    if isinstance(field.type, Record):
        return _filled(field.type, parts)
    return None if field.role is None else parts.get(field.role)
