"""Lower platform.yaml."""

from __future__ import annotations

from specpress.ir.api import (
    Auth,
    ErrorKind,
    Job,
    Operation,
    Platform,
    Polling,
    ReferenceShape,
    Retry,
    UploadPolicy,
)
from specpress.ir.lower import values
from specpress.ir.lower.fields import Roles, lower_record
from specpress.ir.lower.request import lower_envelope
from specpress.ir.text import SpecText
from specpress.ir.types import Choice, Record, Text
from specpress.spec.node import Entry, Node
from specpress.spec.workspace import SpecFile

KINDS = ("image", "video", "audio")
"""The kinds of media, in the order targets list them."""


def lower_platform(file: SpecFile) -> Platform:
    """Return what all models of a platform share."""
    tree = file.tree
    return Platform(
        id=values.word(values.child(tree, "platform")),
        name=values.text(values.child(tree, "name")),
        version=values.text(values.child(tree, "version")),
        server=values.text(values.child(tree, "server")),
        auth=values.present(tree, "auth", _auth),
        request=lower_envelope(values.child(tree, "request")),
        operations=values.present(tree, "operations", _operations) or (),
        job=values.present(tree, "job", _job),
        references=values.present(tree, "references", _references),
        uploads=values.present(tree, "uploads", policies) or (),
        errors=values.present(tree, "errors", _errors) or (),
        source=values.present(tree, "source", values.provenance),
        notes=values.present(tree, "notes", values.docs) or (),
        path=file.path,
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


def _auth(node: Node) -> Auth:
    variable = values.word(values.child(node, "bearer"))
    return Auth(variable, values.present(node, "prefix", values.text))


def _operations(node: Node) -> tuple[Operation, ...]:
    return tuple(_operation(one) for one in values.entries(node))


def _operation(entry: Entry) -> Operation:
    node = entry.value
    return Operation(
        values.word(entry.key),
        values.word(values.child(node, "method")),
        values.text(values.child(node, "path")),
        authenticated=values.present(node, "auth", values.word) is None,
        scope=values.present(node, "scope", values.text),
        idempotency=values.present(node, "idempotency", values.text),
        billable=values.present(node, "billable", values.flag) or False,
        doc=values.present(node, "doc", values.doc),
        source=values.present(node, "source", values.provenance),
        inferred=values.present(node, "inferred", values.inferences) or (),
        places=values.places(entry.key, entry.value),
    )


def _job(node: Node) -> Job:
    pending, succeeded, failed = (
        values.texts(values.child(node, key)) for key in ("pending", "succeeded", "failed")
    )
    return Job(
        pending,
        succeeded,
        failed,
        _answer(values.child(node, "answer"), (*pending, *succeeded, *failed)),
        poll=values.present(node, "poll", _polling),
        source=values.present(node, "source", values.provenance),
    )


def _answer(node: Node, states: tuple[SpecText, ...]) -> Record:
    return lower_record(node, Roles((("status", Choice(states)), ("model_id", Text()))))


def _polling(node: Node) -> Polling:
    first, every, at_most = (
        values.seconds(values.child(node, key)) for key in ("first", "every", "at_most")
    )
    return Polling(first, every, at_most, places=values.places_within(node))


def _references(node: Node) -> ReferenceShape:
    return ReferenceShape(
        values.word(values.child(node, "param")),
        values.words(values.child(node, "kinds")),
        lower_record(values.child(node, "item"), Roles((("kind", Text()), ("mime_type", Text())))),
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
