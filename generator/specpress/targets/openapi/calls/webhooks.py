"""What a platform sends by itself."""

from __future__ import annotations

from specpress.ir.contract.contract import Schema
from specpress.ir.types.text import SpecText, Tree
from specpress.ir.types.webhooks import Proof, WebhookEvent, Webhooks
from specpress.targets.openapi import extensions as marks
from specpress.targets.openapi.answers.responses import answers_a_job
from specpress.targets.openapi.schemas.catalog import Group
from specpress.targets.openapi.schemas.schemas import reference
from specpress.targets.openapi.subject import Subject


def webhooks_of(subject: Subject) -> Schema:
    """Return the webhooks of a platform, as a section; they stand in no model's document."""
    webhooks, group = subject.platform.webhooks, subject.catalog.job
    is_told = any(answers_a_job(one, subject) for one in subject.operations)
    if webhooks is None or group is None or not is_told or subject.model is not None:
        return {}
    section: dict[SpecText, Tree] = {
        one.name: {"post": _delivery(one, webhooks, group)} for one in webhooks.events
    }
    alone: Schema = {"job": {"post": _delivery(None, webhooks, group)}}
    return {"webhooks": section or alone}


def _delivery(event: WebhookEvent | None, webhooks: Webhooks, group: Group) -> Schema:
    doc = webhooks.doc if event is None or event.doc is None else event.doc
    about: Tree = "No page describes this delivery." if doc is None else doc.en
    body: Schema = {"application/json": {"schema": _body(event, webhooks, group)}}
    taken: Schema = {"2XX": {"description": "The delivery was taken."}}
    return {
        "summary": "A job" if event is None else event.name,
        "description": about,
        "requestBody": {"required": True, "content": body},
        "responses": taken,
        "security": [],
        **marks.present(url_in=webhooks.url_key),
        **({} if webhooks.proof is None else {"x-proof": _proof(webhooks.proof)}),
        **marks.inferred(webhooks.inferred),
        **marks.source(webhooks.source),
    }


def _body(event: WebhookEvent | None, webhooks: Webhooks, group: Group) -> Schema:
    """Return the schema of a body: the job, or an object that holds it under a key."""
    job = reference(group.root)
    named: Schema = {}
    if webhooks.event_key is not None and event is not None:
        named = {webhooks.event_key: {"const": event.name}}
    if webhooks.job_key is not None:
        return _object({**named, webhooks.job_key: job})
    return {"allOf": [job, _object(named)]} if named else job


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _proof(proof: Proof) -> Schema:
    said: Schema = {
        "signature": proof.signature.value,
        "prefix": proof.prefix,
        "tolerance": proof.tolerance,
        "secret": proof.variable,
    }
    return {key: one for key, one in said.items() if one is not None}
