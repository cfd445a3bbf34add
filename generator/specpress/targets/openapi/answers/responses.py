"""What a call answers when it succeeds."""

from __future__ import annotations

from typing import Final

from specpress.emit.encoders.encoders import placeholders
from specpress.ir.contract.contract import Schema, json_tree
from specpress.ir.types.api import Operation, Platform
from specpress.ir.types.parts import pointers_of
from specpress.targets.openapi.schemas.catalog import UNDOCUMENTED, Group
from specpress.targets.openapi.schemas.schemas import reference
from specpress.targets.openapi.subject import OF_A_JOB, Subject

SUCCESS: Final = "200"
_STATUS: Final[Schema] = {"x-inferred": {"status": "No page names the status of success."}}


def success_of(operation: Operation, subject: Subject) -> Schema:
    """Return what a call answers; an answer that no page shows is an open object."""
    if answers_a_job(operation, subject):
        return reference("Job", "responses")
    group = subject.catalog.answers.get(operation.name)
    if group is None:
        return _response("No page shows this answer.", {"schema": reference(UNDOCUMENTED)})
    return _response(group.about, {"schema": reference(group.root)})


def answers_a_job(operation: Operation, subject: Subject) -> bool:
    """Return whether a call answers with the job."""
    return operation.name in OF_A_JOB and subject.catalog.job is not None


def job_response(subject: Subject, group: Group) -> Schema:
    """Return the answer of the calls about a job, with the examples of the pages."""
    examples: Schema = {
        one.name if subject.model is not None else f"{model.id}.{one.name}": {
            "value": json_tree(one.body)
        }
        for model in subject.models
        for one in model.answer_examples
    }
    media: Schema = {"schema": reference(group.root)}
    media |= {"examples": examples} if examples else {}
    return _response("The job as it is now.", media) | _links(subject.platform)


def undocumented() -> Schema:
    """Return the schema of an answer that no page shows."""
    return {
        "description": "No page shows this answer, so nothing is said about its keys.",
        "type": "object",
        "additionalProperties": True,
    }


def _response(about: str, media: Schema) -> Schema:
    content: Schema = {"application/json": media}
    return {"description": about, **_STATUS, "content": content}


def _links(platform: Platform) -> Schema:
    """Say how the call that asks for a job's state takes the id from an answer."""
    status = next((one for one in platform.operations if one.name == "status"), None)
    names = () if status is None else placeholders(status.path)
    if platform.job is None or len(names) != 1:
        return {}
    pointer = next(pointers_of(platform.job.answer, "job_id"))
    taken: Schema = {names[0]: f"$response.body#{pointer}"}
    link: Schema = {
        "operationId": "status",
        "parameters": taken,
        "description": "Ask for the state of this job.",
    }
    return {"links": {"status": link}}
