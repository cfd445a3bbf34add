"""Lower what platform.yaml says of webhooks."""

from __future__ import annotations

from specpress.ir.lower import values
from specpress.ir.types.text import SpecText
from specpress.ir.types.webhooks import Proof, Signature, WebhookEvent, Webhooks
from specpress.spec.node import Entry, Node


def lower_webhooks(node: Node) -> Webhooks:
    """Return what a platform sends by itself."""
    return Webhooks(
        values.present(node, "url", values.word),
        values.present(node, "proof", _proof),
        values.present(node, "event", values.word),
        values.present(node, "job", values.word),
        values.present(node, "events", _events) or (),
        doc=values.present(node, "doc", values.doc),
        source=values.present(node, "source", values.provenance),
        inferred=values.present(node, "inferred", values.inferences) or (),
        places=values.places_within(node),
    )


def _proof(node: Node) -> Proof:
    return Proof(
        Signature(values.word(values.child(node, "signature"))),
        values.word(values.child(node, "secret")),
        values.present(node, "prefix", values.text),
        values.present(node, "tolerance", values.seconds),
    )


def _events(node: Node) -> tuple[WebhookEvent, ...]:
    return tuple(_event(one) for one in values.entries(node))


def _event(entry: Entry) -> WebhookEvent:
    name = SpecText(entry.key.text, entry.key.span)
    return WebhookEvent(name, values.present(entry.value, "doc", values.doc))
