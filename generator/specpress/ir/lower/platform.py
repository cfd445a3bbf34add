"""Lower platform.yaml."""

from __future__ import annotations

from specpress.ir.lower import values
from specpress.ir.lower.fields import Roles, lower_record
from specpress.ir.lower.request import lower_envelope
from specpress.ir.lower.roles import item_roles, lower_answer
from specpress.ir.lower.webhooks import lower_webhooks
from specpress.ir.types.api import (
    Auth,
    ErrorKind,
    Form,
    Job,
    Operation,
    Package,
    Platform,
    Polling,
    ReferenceShape,
    Retry,
    UploadPolicy,
)
from specpress.ir.types.text import SpecText, Word
from specpress.ir.types.types import Choice, Text
from specpress.spec.node import Entry, Node
from specpress.spec.workspace import SpecFile

KINDS = ("image", "video", "audio")
"""The kinds of media, in the order targets list them."""


def lower_platform(file: SpecFile) -> Platform:
    """Return what all models of a platform share."""
    tree = file.tree
    references = values.present(tree, "references", _references)
    kinds = () if references is None else references.kinds
    return Platform(
        id=values.word(values.child(tree, "platform")),
        name=values.text(values.child(tree, "name")),
        version=values.text(values.child(tree, "version")),
        server=values.text(values.child(tree, "server")),
        package=values.present(tree, "package", _package),
        auth=values.present(tree, "auth", _auth),
        request=lower_envelope(values.child(tree, "request")),
        operations=values.present(tree, "operations", lambda one: _operations(one, kinds)) or (),
        job=values.present(tree, "job", _job),
        references=references,
        uploads=values.present(tree, "uploads", policies) or (),
        error_answer=values.present(tree, "error_answer", lower_answer),
        errors=values.present(tree, "errors", _errors) or (),
        source=values.present(tree, "source", values.provenance),
        notes=values.present(tree, "notes", values.docs) or (),
        path=file.path,
        webhooks=values.present(tree, "webhooks", lower_webhooks),
        places=values.file_places(tree),
    )


def policies(node: Node) -> tuple[UploadPolicy, ...]:
    """Return the upload policies among the entries of a mapping, one a kind."""
    found = {one.key.text: one for one in values.entries(node)}
    return tuple(_policy(found[kind]) for kind in found if kind in KINDS)


def _policy(entry: Entry) -> UploadPolicy:
    return UploadPolicy(
        values.word(entry.key),
        values.size(values.child(entry.value, "max_size")),
        values.texts(values.child(entry.value, "mime")),
        places=values.places(entry.key, entry.value),
    )


def _package(node: Node) -> Package:
    return Package(*(values.word(values.child(node, key)) for key in ("name", "version")))


def _auth(node: Node) -> Auth:
    variable = values.word(values.child(node, "bearer"))
    return Auth(variable, values.present(node, "prefix", values.text))


def _operations(node: Node, kinds: tuple[Word, ...]) -> tuple[Operation, ...]:
    return tuple(_operation(one, kinds) for one in values.entries(node))


def _operation(entry: Entry, kinds: tuple[Word, ...]) -> Operation:
    node = entry.value
    return Operation(
        values.word(entry.key),
        values.word(values.child(node, "method")),
        values.text(values.child(node, "path")),
        authenticated=values.present(node, "auth", values.word) is None,
        scope=values.present(node, "scope", values.text),
        idempotency=values.present(node, "idempotency", values.text),
        billable=values.present(node, "billable", values.flag) or False,
        form=values.present(node, "form", lambda one: _form(one, kinds)),
        answer=values.present(node, "answer", lower_answer),
        doc=values.present(node, "doc", values.doc),
        source=values.present(node, "source", values.provenance),
        inferred=values.present(node, "inferred", values.inferences) or (),
        places=values.places(entry.key, entry.value),
    )


def _form(node: Node, kinds: tuple[Word, ...]) -> Form:
    allowed = Choice(tuple(SpecText(str(one), one.span) for one in kinds)) if kinds else Text()
    roles = Roles((("file", Text()), ("kind", allowed), ("model_id", Text())))
    record = lower_record(node, roles)
    keys = {str(one.role): one.name for one in record.fields}
    file = keys.get("file") or record.fields[0].name
    return Form(record, file, keys.get("kind"), keys.get("model_id"))


def _job(node: Node) -> Job:
    pending, succeeded, failed = (
        values.texts(values.child(node, key)) for key in ("pending", "succeeded", "failed")
    )
    return Job(
        pending,
        succeeded,
        failed,
        lower_answer(values.child(node, "answer"), (*pending, *succeeded, *failed)),
        poll=values.present(node, "poll", _polling),
        charge=values.present(node, "charge", values.word),
        source=values.present(node, "source", values.provenance),
    )


def _polling(node: Node) -> Polling:
    first, every, at_most = (
        values.seconds(values.child(node, key)) for key in ("first", "every", "at_most")
    )
    return Polling(first, every, at_most, places=values.places_within(node))


def _references(node: Node) -> ReferenceShape:
    return ReferenceShape(
        values.word(values.child(node, "param")),
        values.words(values.child(node, "kinds")),
        lower_record(values.child(node, "item"), item_roles(Text(), Text())),
    )


def _errors(node: Node) -> tuple[ErrorKind, ...]:
    return tuple(_error(one) for one in values.entries(node))


def _error(entry: Entry) -> ErrorKind:
    node = entry.value
    return ErrorKind(
        values.word(entry.key),
        values.present(node, "http", values.integer),
        values.present(node, "retry", lambda one: Retry(values.word(one))),
        doc=values.present(node, "doc", values.doc),
        source=values.present(node, "source", values.provenance),
        inferred=values.present(node, "inferred", values.inferences) or (),
        places=values.places(entry.key, entry.value),
    )
