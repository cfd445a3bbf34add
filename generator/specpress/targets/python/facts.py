"""The facts of a platform that its client is given: data alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import docstring, literal
from specpress.emit.python.imports import from_lines
from specpress.emit.python.naming import module_name, path_name
from specpress.ir.types.api import Api, Form, Job, Operation, Platform, ReferenceShape, UploadPolicy
from specpress.ir.types.parts import pointers_of
from specpress.ir.types.text import SpecText
from specpress.ir.types.types import Field, Record
from specpress.targets.python.display import (
    CallOf,
    DictOf,
    Display,
    TupleOf,
    names_in,
    print_display,
)
from specpress.targets.python.names import url_variable

OPERATIONS = ("create", "status", "upload", "file", "credits", "models")
"""The operations a client has a method for; others are listed as not carried."""

_DIGITS: Final = 16


def platform_facts(api: Api, job: Job) -> CallOf:
    """Return the call that makes the facts of a platform."""
    platform = api.platform
    arguments: list[tuple[str, Display]] = [
        ("id", _text(platform.id)),
        ("name", literal(platform.name)),
        ("server", literal(platform.server)),
    ]
    arguments.append(("url_variable", _text(url_variable(platform.id))))
    if platform.auth is not None:
        arguments.append(("key_variable", _text(platform.auth.variable)))
    if platform.auth is not None and platform.auth.prefix is not None:
        arguments.append(("key_prefix", literal(platform.auth.prefix)))
    arguments += operations(platform)
    arguments += _job(job)
    arguments += _files(platform)
    arguments += _refusals(platform)
    models = f"{module_name(platform.id)}.models"
    known = ((_text(one.id), literal(f"{models}.{module_name(one.id)}")) for one in api.models)
    arguments.append(("models_by_id", DictOf(tuple(known))))
    arguments.append(("model_key", _text(platform.request.model_key)))
    arguments.append(("spec_digest", _text(_digest(platform, job))))
    return CallOf("Platform", tuple(arguments))


def _digest(platform: Platform, job: Job) -> str:
    """Return what stands for the facts that a job is found and read by, and for no others.

    A new model or price changes none of them, and a handle of before is read as well as ever.
    """
    facts = (*operations(platform), *_job(job))
    read_by = (one for name, one in facts if name in {"status", "states", "job"})
    written = "\n".join(print_display(one) for one in read_by)
    return sha256(written.encode()).hexdigest()[:_DIGITS]


def upload_operation(platform: Platform) -> Operation | None:
    """Return the operation that uploads a file, if it says how a file is sent and found again."""
    upload = next((one for one in platform.operations if one.name == "upload"), None)
    return None if upload is None or _url(platform, upload) is None else upload


def operations(platform: Platform) -> Iterator[tuple[str, CallOf]]:
    """Yield the operations that a client calls, each with its keyword."""
    for one in platform.operations:
        if one.name in OPERATIONS and (one.name != "upload" or upload_operation(platform)):
            yield one.name, _operation(one)


def _operation(operation: Operation) -> CallOf:
    arguments: list[tuple[str, Display]] = [
        ("method", _text(operation.method)),
        ("path", literal(operation.path)),
    ]
    if not operation.authenticated:
        arguments.append(("authenticated", Code("False")))
    if operation.idempotency is not None:
        arguments.append(("idempotency", literal(operation.idempotency)))
    if operation.billable:
        arguments.append(("billable", Code("True")))
    return CallOf("Operation", tuple(arguments))


def _job(job: Job) -> Iterator[tuple[str, Display]]:
    sets = {"pending": job.pending, "succeeded": job.succeeded, "failed": job.failed}
    yield "states", CallOf("States", tuple((key, _texts(one)) for key, one in sets.items()))
    if job.poll is not None:
        words = ("first", "every", "at_most")
        pauses = tuple((one, literal(getattr(job.poll, one))) for one in words)
        yield "polling", CallOf("Polling", pauses)
    urls = tuple(literal(one) for one in pointers_of(job.answer, "result_url"))
    yield (
        "job",
        CallOf(
            "JobShape",
            (
                *_pointers(job.answer, id="job_id", status="status"),
                ("result_urls", TupleOf(urls)),
                *_pointers(job.answer, error_code="error_code", error_message="error_message"),
            ),
        ),
    )


def _refusals(platform: Platform) -> Iterator[tuple[str, Display]]:
    answer = platform.error_answer
    if answer is not None:
        keys = {"code": "error_code", "message": "error_message", "request_id": "request_id"}
        yield "error", CallOf("ErrorShape", tuple(_pointers(answer, **keys)))
    yield "errors", Code("ERRORS")


def _files(platform: Platform) -> Iterator[tuple[str, Display]]:
    upload, shape = upload_operation(platform), platform.references
    if upload is None or upload.form is None or shape is None:
        return
    url = _url(platform, upload)
    copied = [
        TupleOf((literal(f"/{one.taken_from}"), _text(one.name)))
        for one in shape.item.fields
        if one.taken_from is not None and one is not url
    ]
    arguments: list[tuple[str, Display]] = [("form", _form(upload.form))]
    arguments += [("url", literal(f"/{url.taken_from}"))] if url is not None else []
    yield "upload_shape", CallOf("UploadShape", (*arguments, ("tokens", TupleOf(tuple(copied)))))
    if url is not None:
        yield "reference", _reference(shape, url)
    yield "uploads", TupleOf(tuple(_policy(one) for one in platform.uploads))


def _form(form: Form) -> CallOf:
    keys = {"file": form.file_key, "kind": form.kind_key, "model": form.model_key}
    return CallOf("Form", tuple((key, _text(one)) for key, one in keys.items() if one is not None))


def _url(platform: Platform, upload: Operation) -> Field | None:
    """Return the field of a reference that holds where the file is: the first that is copied."""
    shape = platform.references
    if shape is None or upload.form is None or upload.answer is None:
        return None
    copied = (one for one in shape.item.fields if one.taken_from is not None and one.required)
    return next(copied, None)


def _reference(shape: ReferenceShape, url: Field) -> CallOf:
    roles = {"kind": "kind", "name": "file_name", "mime_type": "mime_type"}
    named = {key: _named(shape.item, role) for key, role in roles.items()}
    found = ((key, _text(one)) for key, one in named.items() if one is not None)
    return CallOf("Reference", (("url", _text(url.name)), *found))


def _named(record: Record, role: str) -> str | None:
    return next((str(one.name) for one in record.fields if one.role == role), None)


def _policy(policy: UploadPolicy) -> CallOf:
    return CallOf(
        "UploadPolicy",
        (
            ("kind", _text(policy.kind)),
            ("max_bytes", literal(policy.max_bytes)),
            ("mime", _texts(policy.mime)),
        ),
    )


def _pointers(record: Record, **roles: str) -> Iterator[tuple[str, Code]]:
    for key, role in roles.items():
        for pointer in list(pointers_of(record, role))[:1]:
            yield key, literal(pointer)


def _texts(values: tuple[SpecText, ...]) -> TupleOf:
    return TupleOf(tuple(literal(one) for one in values))


def _text(value: str) -> Code:
    return literal(str(value))


@dataclass(frozen=True, slots=True)
class FactsView:
    """The file `_facts.py`: its marker, docstring and imports, and the facts."""

    marker: Code
    doc: Code
    imports: Code
    platform: Code


def facts_view(api: Api, job: Job) -> FactsView:
    """Return the view of the facts of a platform."""
    display = platform_facts(api, job)
    package = module_name(api.platform.id)
    names = set(names_in(display))
    modules = {f"{package}._runtime.facts": names, f"{package}.errors": {"ERRORS"}}
    return FactsView(
        marker=Code(f"# Generated by specpress from {path_name(api.platform.path)}. DO NOT EDIT."),
        doc=docstring(["What the pages of ", api.platform.name, " say about its calls."]),
        imports=Code("\n".join(from_lines(modules))),
        platform=print_display(display),
    )


def losses(platform: Platform) -> Iterator[str]:
    """Yield what a client does not offer."""
    for one in platform.operations:
        if one.name not in OPERATIONS:
            yield f"the operation {one.name}"
        elif one.name == "upload" and upload_operation(platform) is None:
            yield "the operation upload, which lacks a form or what a reference copies from it"
    if platform.webhooks is not None and platform.webhooks.proof is None:
        yield "the webhooks, whose origin no page says how to prove"
