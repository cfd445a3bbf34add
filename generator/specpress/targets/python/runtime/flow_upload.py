"""Uploading a file, which then can be referred to in a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from . import ask
from .call import call_to, idempotency_header
from .errors import (
    AnswerError,
    InvalidRequestError,
    UnsupportedError,
    UploadRefusedError,
)
from .flow_call import outcome_flow
from .model import model_called
from .multipart import Multipart, Part
from .pointer import resolve_text
from .policy import judge_file, policies_of
from .problem import Problem
from .source import FileFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .effects import Flow
    from .facts import Form, Platform, Reference, UploadShape
    from .model import ModelModule
    from .multipart import Progress
    from .policy import Accepted
    from .session import Session
    from .source import File, FileFacts


class Wanted(TypedDict, total=False):
    """What is said of a file that is uploaded; the rest is found out."""

    model: ModelModule | str | None
    kind: str | None
    name: str | None


def upload_flow(
    session: Session,
    file: File,
    *,
    on_progress: Progress | None = None,
    **wanted: Unpack[Wanted],
) -> Flow[dict[str, Any]]:
    """Upload a file and return the item that brings it into a request.

    The file is held to the policy of `model`, or else to the platform's. `kind` and
    `name` are the file's own where they are not given. `on_progress` is told how many
    bytes of how many have been sent, anew in each attempt. On a platform whose requests
    take no references, the whole answer is returned.

    Raises:
        UnsupportedError: the platform takes no uploads; nothing was sent.
        UploadRefusedError: the file breaks the policy; nothing was sent.
        InvalidRequestError: the platform has no such model; nothing was sent.
        CredentialsError: there is no API key; nothing was sent.
        ApiError: the platform refused the file.
        TransportError: the platform was not reached, or its answer broke off.
        AnswerError: the answer does not say where the file is.

    """
    platform = session.platform
    chosen = _module(platform, wanted.get("model"))
    policies = platform.uploads if chosen is None else policies_of(chosen)
    facts = yield from ask.read_file(file)
    if isinstance(facts, FileFailure):
        raise UploadRefusedError(facts.code, facts.reason)
    accepted = judge_file(
        policies,
        facts,
        kind=wanted.get("kind"),
        name=wanted.get("name"),
    )
    if isinstance(accepted, UploadRefusedError):
        raise accepted
    model_id = None if chosen is None else chosen.MODEL
    upload = _Upload(file, facts, accepted, model_id, on_progress)
    return (yield from _send(session, upload))


@dataclass(frozen=True, slots=True)
class _Upload:
    """A file that may be uploaded."""

    file: File
    facts: FileFacts
    accepted: Accepted
    model: str | None
    on_progress: Progress | None

    def body(self, form: Form, boundary: str) -> Multipart:
        """Return the multipart form that carries the file."""
        texts = ((form.kind, self.accepted.kind), (form.model, self.model))
        fields = [(name, text) for name, text in texts if name and text]
        part = Part(
            field=form.file,
            filename=self.accepted.name,
            mime_type=self.accepted.mime_type,
        )
        file = (self.file, self.facts)
        return Multipart.of(boundary, fields, part, file, self.on_progress)


def _module(platform: Platform, model: ModelModule | str | None) -> ModelModule | None:
    if isinstance(model, str):
        return model_called(platform, model, at="model")
    if model is not None and not hasattr(model, "UPLOADS"):
        raise InvalidRequestError((Problem("model", "model"),))
    return model


def _send(session: Session, upload: _Upload) -> Flow[dict[str, Any]]:
    operation, shape = session.platform.upload, session.platform.upload_shape
    if operation is None or shape is None:
        message = f"{session.platform.name} takes no uploads"
        raise UnsupportedError(message)
    body = upload.body(shape.form, (yield from ask.new_key()))
    key = idempotency_header(operation, (yield from ask.new_key()))
    headers = (("Content-Type", body.media_type), *key)
    call = call_to(session, operation, headers=headers, body=body)
    fields = yield from outcome_flow(session, call)
    if session.platform.reference is None:
        return dict(fields)
    return _item(session.platform.reference, shape, fields, upload.accepted)


def _item(
    keys: Reference,
    shape: UploadShape,
    fields: Mapping[str, Any],
    accepted: Accepted,
) -> dict[str, Any]:
    """Return the item of a request that refers to the file."""
    url = resolve_text(shape.url, fields)
    if not url:
        message = f"the answer to the upload lacks the file's URL, at {shape.url}"
        raise AnswerError(message)
    item = {keys.url: url, keys.kind: accepted.kind}
    if keys.name is not None:
        item[keys.name] = accepted.name
    if keys.mime_type is not None:
        item[keys.mime_type] = accepted.mime_type
    tokens = ((key, resolve_text(pointer, fields)) for pointer, key in shape.tokens)
    return item | {key: token for key, token in tokens if token is not None}
