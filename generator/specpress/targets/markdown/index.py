"""The page of a platform, as its template sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown, markdown_code
from specpress.ir.types.api import Api, Form, Model, Operation
from specpress.ir.types.types import Record
from specpress.targets.markdown.language.heads import Heads, heads_of
from specpress.targets.markdown.language.say import Say, joined, link, marker
from specpress.targets.markdown.sections.facts import platform_facts
from specpress.targets.markdown.sections.job import JobView, job_view
from specpress.targets.markdown.sections.price import price_in_short
from specpress.targets.markdown.sections.rows import (
    ErrorRow,
    FieldRow,
    FileRow,
    error_rows,
    field_rows,
    file_rows,
)
from specpress.targets.markdown.sections.sources import marked, source_lines
from specpress.targets.markdown.sections.webhooks import WebhooksView, webhooks_view


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model in the list: its name leads to its page."""

    name: Code
    id: Code
    output: Code
    price: Code


@dataclass(frozen=True, slots=True)
class CallView:
    """A call of the platform: a row of the list, and what it sends and answers."""

    name: Code
    method: Code
    path: Code
    key: Code
    scope: Code
    billable: Code
    idempotency: Code
    about: Code
    form: tuple[FieldRow, ...]
    answer: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class PlatformPage:
    """The page of one platform in one language.

    Attributes:
        marker: the comment of the first line.
        title: the platform's name.
        other: the link to this page in the other language.
        heads: headings and the heads of tables.
        facts: what the platform is, a fact a line.
        models: its models.
        calls: its calls.
        detailed: those of them whose form or answer is known.
        uploads: what may be uploaded when the upload names no model.
        about_uploads: the sentence above them.
        job: states and polling, or None where the platform has no jobs.
        job_answer: the fields of the answer about a job.
        errors: its errors.
        error_answer: the fields of the answer that refuses a call.
        webhooks: what it sends by itself, or None where no page tells of that.
        notes: what the pages say beside their tables.
        source: where all this was read, a fact a line.

    """

    marker: Code
    title: Code
    other: Code
    heads: Heads
    facts: tuple[Code, ...]
    models: tuple[ModelRow, ...]
    calls: tuple[CallView, ...]
    detailed: tuple[CallView, ...]
    uploads: tuple[FileRow, ...]
    about_uploads: Code
    job: JobView | None
    job_answer: tuple[FieldRow, ...]
    errors: tuple[ErrorRow, ...]
    error_answer: tuple[FieldRow, ...]
    webhooks: WebhooksView | None
    notes: tuple[Code, ...]
    source: tuple[Code, ...]


def platform_page(api: Api, say: Say, other: Say) -> PlatformPage:
    """Return the view of a platform's page; `other` is the language that it links to."""
    platform = api.platform
    calls = tuple(_call(one, say) for one in platform.operations)
    return PlatformPage(
        marker=marker(platform.path),
        title=markdown(platform.name),
        other=link(say("other_language"), f"{platform.id}{other.ending}.md"),
        heads=heads_of(say),
        facts=tuple(platform_facts(platform, say)),
        models=tuple(_model(one, platform.id, say) for one in api.models),
        calls=calls,
        detailed=tuple(one for one in calls if one.form or one.answer),
        uploads=tuple(file_rows(platform.uploads, say)),
        about_uploads=say("uploads_default"),
        job=None if platform.job is None else job_view(platform.job, say),
        job_answer=() if platform.job is None else _fields(platform.job.answer, say),
        errors=tuple(error_rows(platform.errors, say)),
        error_answer=_fields(platform.error_answer, say),
        webhooks=None if platform.webhooks is None else webhooks_view(platform.webhooks, say),
        notes=tuple(map(say.doc, platform.notes)),
        source=tuple(source_lines(platform.source, say)),
    )


def _model(model: Model, platform: str, say: Say) -> ModelRow:
    name = link(markdown(model.name), f"{platform}/{model.id}{say.ending}.md")
    price = price_in_short(model, say) or say("not_stated")
    return ModelRow(name, markdown_code(model.id), say.word(model.output), price)


def _call(call: Operation, say: Say) -> CallView:
    return CallView(
        name=markdown_code(call.name),
        method=markdown_code(call.method),
        path=markdown_code(call.path),
        key=say("yes" if call.authenticated else "no"),
        scope=Code() if call.scope is None else markdown_code(call.scope),
        billable=say("yes" if call.billable else "no"),
        idempotency=Code() if call.idempotency is None else markdown_code(call.idempotency),
        about=joined(_about(call, say), " "),
        form=() if call.form is None else _form(call.form, say),
        answer=_fields(call.answer, say),
    )


def _about(call: Operation, say: Say) -> Iterator[Code]:
    yield say.doc(call.doc)
    yield from marked(call.inferred, call.source, say)


def _form(form: Form, say: Say) -> tuple[FieldRow, ...]:
    return tuple(field_rows(form.record, say, file_key=form.file_key))


def _fields(record: Record | None, say: Say) -> tuple[FieldRow, ...]:
    return () if record is None else tuple(field_rows(record, say))
