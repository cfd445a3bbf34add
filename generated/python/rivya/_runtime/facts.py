"""What one platform's pages say about its calls: data alone, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .errors.base import ApiError


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One HTTP call.

    `path` begins with a slash and holds `{id}` once at most. `idempotency` names the
    header that carries the idempotency key. A `billable` call costs credits.
    """

    method: str
    path: str
    authenticated: bool = True
    idempotency: str | None = None
    billable: bool = False


@dataclass(frozen=True, slots=True)
class UploadPolicy:
    """What may be uploaded as one kind of media."""

    kind: str
    max_bytes: int
    mime: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class States:
    """Every state a job may be in, as three closed sets."""

    pending: tuple[str, ...]
    succeeded: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Polling:
    """The pauses between looks at a job, in seconds."""

    first: float
    every: float
    at_most: float


@dataclass(frozen=True, slots=True)
class JobShape:
    """Where things stand in the answer that describes a job, as JSON Pointers.

    Each of `result_urls` leads to one URL or to a list of them.
    """

    id: str
    status: str
    result_urls: tuple[str, ...] = ()
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorShape:
    """Where things stand in the answer that refuses a call, as JSON Pointers."""

    code: str
    message: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The names of an upload's multipart fields."""

    file: str
    kind: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class UploadShape:
    """How a file is sent, and where things stand in the answer.

    `url` is a JSON Pointer. `tokens` pairs a JSON Pointer into the answer with the key
    of a reference item that takes what stands there.
    """

    form: Form
    url: str
    tokens: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The keys of an item that brings an uploaded file into a request."""

    url: str
    kind: str
    name: str | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookShape:
    """How the platform proves a delivery, and where things stand in its body.

    `variable` names the environment variable that holds the secret. `tolerance`
    is how far, in seconds, the clocks may be apart. `event` and `job` are JSON
    Pointers into the body: to the event's name, and to the job as an answer has it.
    """

    variable: str
    prefix: str = "whsec_"
    tolerance: float = 300.0
    event: str | None = None
    job: str = ""
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Everything the runtime knows of one platform.

    `key_variable` names the environment variable that holds the API key; without one
    the platform takes no key. `url_variable` names the one that replaces `server`.
    `errors` maps an error code to its class, `models_by_id` a model's id to the
    importable module of its validator. `model_key` is the key of a request that names
    the model. `spec_digest` stands for the facts that a job is found and read by.
    """

    id: str
    name: str
    server: str
    create: Operation
    status: Operation
    states: States
    job: JobShape
    models_by_id: Mapping[str, str]
    errors: Mapping[str, type[ApiError]]
    error: ErrorShape | None = None
    polling: Polling | None = None
    key_variable: str | None = None
    key_prefix: str | None = None
    url_variable: str | None = None
    upload: Operation | None = None
    file: Operation | None = None
    credits: Operation | None = None
    models: Operation | None = None
    upload_shape: UploadShape | None = None
    reference: Reference | None = None
    uploads: tuple[UploadPolicy, ...] = ()
    model_key: str = "model"
    spec_digest: str | None = None
