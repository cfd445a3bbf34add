"""Every call, by path and method."""

from __future__ import annotations

from typing import Final

from specpress.ir.contract.contract import Schema
from specpress.ir.types.api import Operation
from specpress.ir.types.text import SpecText, Tree
from specpress.targets.openapi import extensions as marks
from specpress.targets.openapi.answers.errors import failures_of
from specpress.targets.openapi.answers.responses import SUCCESS, success_of
from specpress.targets.openapi.calls.bodies import body_of
from specpress.targets.openapi.calls.parameters import parameters_of
from specpress.targets.openapi.subject import OF_A_JOB, Subject

_TAGS: Final = {
    "jobs": "Start a job and follow it.",
    "files": "Upload files and look them up.",
    "platform": "What belongs to no job.",
}
_OF_FILES: Final = ("upload", "file")


def paths_of(subject: Subject) -> dict[SpecText, Tree]:
    """Return the calls of a document; of two with one path and method, the first."""
    found: dict[SpecText, dict[str, Tree]] = {}
    for one in subject.operations:
        found.setdefault(one.path, {}).setdefault(one.method.lower(), _operation(one, subject))
    return dict(found)


def tags_of(subject: Subject) -> list[Tree]:
    """Return the tags that the calls of a document have."""
    used = {_tag(one) for one in subject.operations}
    return [{"name": tag, "description": about} for tag, about in _TAGS.items() if tag in used]


def _operation(operation: Operation, subject: Subject) -> Schema:
    about: Tree = "No page describes this call." if operation.doc is None else operation.doc.en
    responses: Schema = {
        SUCCESS: success_of(operation, subject),
        **failures_of(operation, subject),
    }
    return {
        "tags": [_tag(operation)],
        "summary": operation.name.replace("_", " ").capitalize(),
        "description": about,
        "operationId": operation.name,
        **parameters_of(operation),
        **body_of(operation, subject),
        "responses": responses,
        **({} if operation.authenticated else {"security": []}),
        **_marks(operation, subject),
    }


def _marks(operation: Operation, subject: Subject) -> Schema:
    job = subject.platform.job if operation.name == "status" else None
    return {
        **marks.present(scope=operation.scope),
        **({"x-billable": True} if operation.billable else {}),
        **marks.polling(None if job is None else job.poll),
        **marks.inferred(operation.inferred),
        **marks.source(operation.source),
    }


def _tag(operation: Operation) -> str:
    if operation.name in OF_A_JOB:
        return "jobs"
    is_of_files = operation.form is not None or operation.name in _OF_FILES
    return "files" if is_of_files else "platform"
