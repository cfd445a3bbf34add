"""What the calls of a document share: schemas, responses and the key."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.ir.contract.contract import Schema
from specpress.ir.contract.rule_contract import rules_of
from specpress.ir.types.api import Job, Model, Operation
from specpress.ir.types.text import Tree
from specpress.targets.openapi import extensions as marks
from specpress.targets.openapi.answers.errors import error_responses
from specpress.targets.openapi.answers.responses import answers_a_job, job_response, undocumented
from specpress.targets.openapi.calls.bodies import union_of
from specpress.targets.openapi.calls.security import schemes_of
from specpress.targets.openapi.calls.uploads import form_components
from specpress.targets.openapi.schemas.catalog import CREATE, UNDOCUMENTED
from specpress.targets.openapi.schemas.schemas import components_of
from specpress.targets.openapi.subject import Subject


def sections_of(subject: Subject) -> Schema:
    """Return the components of a document, without sections that would be empty."""
    sections: dict[str, dict[str, Tree]] = {
        "schemas": dict(_schemas(subject)),
        "responses": dict(_responses(subject)),
        "securitySchemes": schemes_of(subject.platform.auth),
    }
    return {name: section for name, section in sections.items() if section}


def _schemas(subject: Subject) -> Iterator[tuple[str, Tree]]:
    if subject.model is None and any(one.name == "create" for one in subject.operations):
        yield CREATE, union_of(subject)
    for model in subject.models:
        yield from _request(model, subject)
    for operation in subject.operations:
        yield from form_components(operation, subject)
    yield from _answers(subject)


def _request(model: Model, subject: Subject) -> Iterator[tuple[str, Tree]]:
    group = subject.catalog.requests[model.id]
    (root, schema), *inner = components_of(group, conditions=rules_of(model))
    facts = {
        **marks.present(
            name=model.name,
            output=model.output,
            inputs=list(model.inputs),
            files_api=model.files_api,
        ),
        **marks.notes(model.notes),
        **marks.rules(model.rules),
        **marks.source(model.source),
    }
    yield root, schema | facts
    yield from inner


def _answers(subject: Subject) -> Iterator[tuple[str, Tree]]:
    catalog, job = subject.catalog, subject.platform.job
    if catalog.job is not None and job is not None and _any_job(subject):
        (root, schema), *inner = components_of(catalog.job)
        yield root, schema | _states(job) | marks.source(job.source)
        yield from inner
    others = [one for one in subject.operations if not answers_a_job(one, subject)]
    for one in others:
        if one.name in catalog.answers:
            yield from components_of(catalog.answers[one.name])
    if any(_is_silent(one, subject) for one in others):
        yield UNDOCUMENTED, undocumented()
    if catalog.error is not None and subject.operations:
        yield from components_of(catalog.error)


def _responses(subject: Subject) -> Iterator[tuple[str, Tree]]:
    group = subject.catalog.job
    if group is not None and _any_job(subject):
        yield "Job", job_response(subject, group)
    yield from error_responses(subject)


def _any_job(subject: Subject) -> bool:
    return any(answers_a_job(one, subject) for one in subject.operations)


def _is_silent(operation: Operation, subject: Subject) -> bool:
    return operation.name not in subject.catalog.answers


def _states(job: Job) -> Schema:
    states: Schema = {
        "pending": list(job.pending),
        "succeeded": list(job.succeeded),
        "failed": list(job.failed),
    }
    return {"x-states": states}
