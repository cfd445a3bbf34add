"""What one platform and its models are: the value every target is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from specpress.ir.types.prices import Price, PriceExample
from specpress.ir.types.provenance import Provenance
from specpress.ir.types.rules import Rule
from specpress.ir.types.text import Places, SpecText, Word
from specpress.ir.types.types import Doc, Inference, JsonObject, Record
from specpress.ir.types.webhooks import Webhooks

IR_VERSION: Final = 1
"""Raised whenever a field of the IR appears, goes or changes its meaning."""


class Retry(Enum):
    """Whether the same call may be sent again after an error."""

    NEVER = "never"
    AFTER_EDIT = "after_edit"
    BACKOFF = "backoff"
    QUEUE = "queue"
    LATER = "later"


class Billing(Enum):
    """Whether the base price is the whole price."""

    FIXED = "fixed"
    METERED = "metered"


@dataclass(frozen=True, slots=True)
class Auth:
    """A bearer key: the environment variable that holds it, and how a key begins."""

    variable: Word
    prefix: SpecText | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """The Python distribution of a platform's client, and its version (PEP 440)."""

    name: Word
    version: Word


@dataclass(frozen=True, slots=True)
class Form:
    """What a call sends as multipart/form-data; the keys say which fields have a part of their own.

    The type of the field that holds the file says nothing of its bytes.
    """

    record: Record
    file_key: Word
    kind_key: Word | None = None
    model_key: Word | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One HTTP call. `idempotency` names the header that carries the idempotency key.

    `answer` is None where no page shows it; that of the calls about a job is in `Job`.
    """

    name: Word
    method: Word
    path: SpecText
    authenticated: bool = True
    scope: SpecText | None = None
    idempotency: SpecText | None = None
    billable: bool = False
    form: Form | None = None
    answer: Record | None = None
    doc: Doc | None = None
    source: Provenance | None = None
    inferred: tuple[Inference, ...] = ()
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Polling:
    """The page's advice on asking for a job's state, in seconds."""

    first: float
    every: float
    at_most: float
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """The states of a job, as three closed sets, and the answer that carries them.

    `charge` names the key of the answer that says what the job cost, once that is known.
    """

    pending: tuple[SpecText, ...]
    succeeded: tuple[SpecText, ...]
    failed: tuple[SpecText, ...]
    answer: Record
    poll: Polling | None = None
    charge: Word | None = None
    source: Provenance | None = None


@dataclass(frozen=True, slots=True)
class UploadPolicy:
    """What may be uploaded as one kind of media; `max_bytes` counts MB as 1,000,000 bytes."""

    kind: Word
    max_bytes: int
    mime: tuple[SpecText, ...]
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReferenceShape:
    """How uploaded files enter a request: a list under `param`, each item a record."""

    param: Word
    kinds: tuple[Word, ...]
    item: Record


@dataclass(frozen=True, slots=True)
class Request:
    """The body of a create call, of any model of a platform or of one.

    The keys say which fields of `record` have a part of their own: the model's id, the prompt,
    the settings, and the references, which stand inside the settings.
    """

    record: Record
    model_key: Word
    prompt_key: Word | None
    settings_key: Word | None
    references_key: Word | None = None


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One error code; `http` is None where no page states the status."""

    code: Word
    http: int | None
    retry: Retry | None
    doc: Doc | None = None
    source: Provenance | None = None
    inferred: tuple[Inference, ...] = ()
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Platform:
    """What all models of one platform share; `path` is what generated files call its spec."""

    id: Word
    name: SpecText
    version: SpecText
    server: SpecText
    package: Package | None
    auth: Auth | None
    request: Request
    operations: tuple[Operation, ...]
    job: Job | None
    references: ReferenceShape | None
    uploads: tuple[UploadPolicy, ...]
    error_answer: Record | None
    errors: tuple[ErrorKind, ...]
    source: Provenance | None
    notes: tuple[Doc, ...]
    path: str
    webhooks: Webhooks | None = None
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Credits:
    """The price of one job: `base` credits, which FIXED billing makes the whole price."""

    billing: Billing
    base: int


@dataclass(frozen=True, slots=True)
class References:
    """What a model takes as reference media: how many files in all, and each kind's policy."""

    max_items: int
    policies: tuple[UploadPolicy, ...]
    doc: Doc | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A named example of the page."""

    name: Word
    body: JsonObject
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a platform; `path` is what generated files call its spec.

    `price` is what the page says of it, be it with the word `credits` or with `price`.
    """

    id: Word
    name: SpecText
    output: Word
    inputs: tuple[Word, ...]
    credits: Credits | None
    price: Price | None
    files_api: Word | None
    request: Request
    references: References | None
    errors: tuple[Word, ...]
    request_examples: tuple[Example, ...]
    answer_examples: tuple[Example, ...]
    price_examples: tuple[PriceExample, ...]
    source: Provenance | None
    notes: tuple[Doc, ...]
    path: str
    rules: tuple[Rule, ...] = ()
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Api:
    """A platform and its models, in the order of their ids."""

    platform: Platform
    models: tuple[Model, ...]
    version: int = IR_VERSION
