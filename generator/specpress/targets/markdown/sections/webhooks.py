"""What a platform sends by itself, on its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown_code
from specpress.ir.types.webhooks import Proof, WebhookEvent, Webhooks
from specpress.targets.markdown.language.say import Say
from specpress.targets.markdown.sections.sources import marked


@dataclass(frozen=True, slots=True)
class EventRow:
    """One kind of delivery: its name, and what it means."""

    name: Code
    about: Code


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """What is known of deliveries, a sentence a line, and their kinds."""

    about: tuple[Code, ...]
    events: tuple[EventRow, ...]


def webhooks_view(webhooks: Webhooks, say: Say) -> WebhooksView:
    """Return the view of a platform's webhooks."""
    return WebhooksView(
        tuple(one for one in _about(webhooks, say) if one),
        tuple(_row(one, say) for one in webhooks.events),
    )


def _about(webhooks: Webhooks, say: Say) -> Iterator[Code]:
    yield say.doc(webhooks.doc)
    if webhooks.url_key is None:
        yield say("webhook_registered")
    else:
        yield say("webhook_url", markdown_code(webhooks.url_key))
    if webhooks.job_key is None:
        yield say("webhook_body")
    else:
        yield say("webhook_job", markdown_code(webhooks.job_key))
    if webhooks.event_key is not None:
        yield say("webhook_event", markdown_code(webhooks.event_key))
    yield from _proven(webhooks.proof, say)
    yield from marked(webhooks.inferred, webhooks.source, say)


def _proven(proof: Proof | None, say: Say) -> Iterator[Code]:
    if proof is None:
        yield say("webhook_unproven")
        return
    yield say(f"proof_{proof.signature.value}", markdown_code(proof.variable))
    if proof.prefix is not None:
        yield say("proof_prefix", markdown_code(proof.prefix))
    if proof.tolerance is not None:
        yield say("proof_tolerance", say.counted("second", proof.tolerance))


def _row(event: WebhookEvent, say: Say) -> EventRow:
    return EventRow(markdown_code(event.name), say.doc(event.doc))
