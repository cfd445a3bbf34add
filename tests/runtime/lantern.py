"""An invented platform, as a generated package would describe it, and its clients."""

from __future__ import annotations

from specpress.targets.python.runtime.client.async_client import AsyncClient
from specpress.targets.python.runtime.client.sync_client import SyncClient
from specpress.targets.python.runtime.errors.base import ApiError
from specpress.targets.python.runtime.facts import (
    ErrorShape,
    Form,
    JobShape,
    Operation,
    Platform,
    Polling,
    Reference,
    States,
    UploadPolicy,
    UploadShape,
)

KEY = "lamp_sk_CANARY-5e1f0c-CANARY"


class BusyError(ApiError):
    """Too many calls."""

    code = "busy"
    retry = "backoff"


class FullError(ApiError):
    """No place in the queue."""

    code = "full"
    retry = "queue"


class DarkError(ApiError):
    """Switched off."""

    code = "dark"
    retry = "later"


class BrokenError(ApiError):
    """The request is wrong."""

    code = "broken"
    retry = "after_edit"


class ConflictError(ApiError):
    """The key was used before."""

    code = "conflict"
    retry = "never"


class PoorError(ApiError):
    """No credits; the page gives no retry class."""

    code = "poor"


ERRORS = {
    one.code: one
    for one in (BusyError, FullError, DarkError, BrokenError, ConflictError, PoorError)
    if one.code is not None
}

LANTERN = Platform(
    id="lantern",
    name="Lantern API",
    server="https://lantern.invalid",
    key_variable="LANTERN_API_KEY",
    key_prefix="lamp_sk_",
    create=Operation(method="POST", path="/v1/jobs", idempotency="Idempotency-Key", billable=True),
    status=Operation(method="GET", path="/v1/jobs/{id}"),
    upload=Operation(method="POST", path="/v1/files"),
    file=Operation(method="GET", path="/v1/files/{id}"),
    credits=Operation(method="GET", path="/v1/credits"),
    models=Operation(method="GET", path="/v1/models", authenticated=False),
    states=States(("waiting", "burning"), ("lit",), ("out", "smashed")),
    polling=Polling(0.002, 0.003, 0.005),
    job=JobShape(
        id="/id",
        status="/status",
        result_urls=("/result/all", "/result/first"),
        error_code="/error/code",
        error_message="/error/message",
    ),
    error=ErrorShape("/error/code", "/error/message", "/error/request"),
    errors=ERRORS,
    upload_shape=UploadShape(
        Form(file="file", kind="kind", model="model"), "/url", (("/time_token", "timeToken"),)
    ),
    reference=Reference(url="url", kind="kind", name="name", mime_type="mimeType"),
    uploads=(
        UploadPolicy("image", 2_000, ("image/jpeg", "image/png")),
        UploadPolicy("audio", 1_000, ("audio/x-wav",)),
    ),
    models_by_id={"wick-1": "tests.runtime.wick", "bare-1": "tests.runtime.bare"},
)


class Lantern(SyncClient):
    platform = LANTERN


class AsyncLantern(AsyncClient):
    platform = LANTERN
