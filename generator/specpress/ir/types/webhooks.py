"""What a platform sends by itself when a job ends, and how it proves that it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from specpress.ir.types.text import Places, SpecText, Word
from specpress.ir.types.types import Doc, Inference

if TYPE_CHECKING:
    from specpress.ir.types.provenance import Provenance


class Signature(Enum):
    """How a delivery is signed."""

    STANDARD_WEBHOOKS = "standard_webhooks"


@dataclass(frozen=True, slots=True)
class Proof:
    """How a delivery proves where it comes from.

    `variable` names the environment variable that holds the secret, and `prefix` is how a secret
    begins. `tolerance` is how old a delivery may be, in seconds; None where no page says it.
    """

    signature: Signature
    variable: Word
    prefix: SpecText | None = None
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One kind of delivery, by the name that its body carries."""

    name: SpecText
    doc: Doc | None = None


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What is sent, where to, and what its body holds.

    `url_key` names the key of a request that says where to; None where an address is registered
    with the platform. `event_key` and `job_key` are keys of the body: the event's name, and the job
    as the answer to a call has it; without a `job_key` the body is the job.
    """

    url_key: Word | None
    proof: Proof | None
    event_key: Word | None
    job_key: Word | None
    events: tuple[WebhookEvent, ...]
    doc: Doc | None = None
    source: Provenance | None = None
    inferred: tuple[Inference, ...] = ()
    places: Places = field(kw_only=True, compare=False, repr=False)
