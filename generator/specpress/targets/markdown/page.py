"""The page of one model, as its template sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown, markdown_code
from specpress.ir.types.api import Api, Example, Model, Operation, Platform
from specpress.ir.types.types import Record, innermost
from specpress.targets.markdown.language.heads import Heads, heads_of
from specpress.targets.markdown.language.say import Say, figure, link, marker
from specpress.targets.markdown.sections.calls import (
    Block,
    Curl,
    Program,
    curl_of,
    json_block,
    program_of,
)
from specpress.targets.markdown.sections.facts import model_facts, rules_of
from specpress.targets.markdown.sections.job import JobView, job_view
from specpress.targets.markdown.sections.price import PriceView, price_view
from specpress.targets.markdown.sections.rows import (
    ErrorRow,
    FieldRow,
    FileRow,
    error_rows,
    field_rows,
    file_rows,
)
from specpress.targets.markdown.sections.sources import source_lines


@dataclass(frozen=True, slots=True)
class ExampleView:
    """An example of the page: its name and its JSON."""

    name: Code
    block: Block


@dataclass(frozen=True, slots=True)
class MediaView:
    """The files that a request may refer to."""

    about: tuple[Code, ...]
    files: tuple[FileRow, ...]
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """The page of one model in one language.

    Attributes:
        marker: the comment of the first line.
        title: the model's name.
        index: the link to the page of the platform.
        other: the link to this page in the other language.
        heads: headings and the heads of tables.
        facts: what the model is, a fact a line.
        shows_request: whether there is anything to say of a request: of the call, or by example.
        about_call: what is to be known of the create call, a sentence a line.
        curl: the first example as a call of curl, or None where no page shows one.
        program: the first example as a program in Python, or None likewise.
        parameters: the fields of a request.
        rules: a sentence for each rule between parameters.
        media: the files that a request may refer to, or None.
        price: what a job costs, or None where no page says it.
        errors: the errors that the page names.
        job: states and polling, or None where the platform has no jobs.
        requests: the page's example requests.
        answers: the page's example answers.
        notes: what the page says beside its tables.
        source: where all this was read, a fact a line.

    """

    marker: Code
    title: Code
    index: Code
    other: Code
    heads: Heads
    facts: tuple[Code, ...]
    shows_request: bool
    about_call: tuple[Code, ...]
    curl: Curl | None
    program: Program | None
    parameters: tuple[FieldRow, ...]
    rules: tuple[Code, ...]
    media: MediaView | None
    price: PriceView | None
    errors: tuple[ErrorRow, ...]
    job: JobView | None
    requests: tuple[ExampleView, ...]
    answers: tuple[ExampleView, ...]
    notes: tuple[Code, ...]
    source: tuple[Code, ...]


def model_page(api: Api, model: Model, say: Say, other: Say) -> ModelPage:
    """Return the view of one model's page; `other` is the language that it links to."""
    platform, request = api.platform, model.request
    create = next((one for one in platform.operations if one.name == "create"), None)
    body = model.request_examples[0].body if model.request_examples else None
    errors = {one.code: one for one in platform.errors}
    return ModelPage(
        marker=marker(model.path),
        title=markdown(model.name),
        index=link(markdown(platform.name), f"../{platform.id}{say.ending}.md"),
        other=link(say("other_language"), f"{model.id}{other.ending}.md"),
        heads=heads_of(say),
        facts=tuple(model_facts(model, platform, say)),
        shows_request=create is not None or body is not None,
        about_call=() if create is None else tuple(_about_call(platform, create, say)),
        curl=curl_of(platform, create, body) if create and body else None,
        program=program_of(platform, model, body) if body else None,
        parameters=tuple(field_rows(request.record, say, closed=request.references_key)),
        rules=rules_of(model, say),
        media=_media(model, say),
        price=price_view(model, platform.job, say),
        errors=tuple(error_rows((errors[one] for one in model.errors), say)),
        job=None if platform.job is None else job_view(platform.job, say),
        requests=tuple(map(_example, model.request_examples)),
        answers=tuple(map(_example, model.answer_examples)),
        notes=tuple(map(say.doc, model.notes)),
        source=tuple(source_lines(model.source, say)),
    )


def _about_call(platform: Platform, create: Operation, say: Say) -> Iterator[Code]:
    url = markdown_code(platform.server, create.path)
    yield say("create_at", markdown_code(create.method), url)
    if create.scope is not None:
        yield say("scope_needed", markdown_code(create.scope))
    if create.billable:
        yield say("billable")
    if create.idempotency is not None:
        yield say("idempotency_use", markdown_code(create.idempotency))
    yield from say.reasons(create.inferred)


def _media(model: Model, say: Say) -> MediaView | None:
    """Return the view of a model's references; their fields stand where the request has them."""
    if model.references is None:
        return None
    most = model.references.max_items
    count = say("media_one") if most == 1 else say("media_many", figure(most))
    about = () if model.references.doc is None else (say.doc(model.references.doc),)
    files = tuple(file_rows(model.references.policies, say))
    return MediaView((*about, count), files, tuple(_item_rows(model, say)))


def _item_rows(model: Model, say: Say) -> Iterator[FieldRow]:
    settings = model.request.record.get(model.request.settings_key or "")
    holder = None if settings is None else settings.type
    field = holder.get(model.request.references_key or "") if isinstance(holder, Record) else None
    item = None if field is None else innermost(field.type)
    return field_rows(item, say) if isinstance(item, Record) else iter(())


def _example(example: Example) -> ExampleView:
    return ExampleView(markdown_code(example.name), json_block(example.body))
