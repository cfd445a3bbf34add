"""Check what platform.yaml says of webhooks against the rest of it."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.fields.fields import check_inferred
from specpress.ir.types.api import Platform
from specpress.ir.types.text import Word
from specpress.ir.types.types import Format, Record, Text
from specpress.ir.types.webhooks import Webhooks
from specpress.spec.nearest import nearest


def check_webhooks(platform: Platform) -> Iterator[Diagnostic]:
    """Yield everything in which the webhooks contradict the platform, or themselves."""
    webhooks = platform.webhooks
    if webhooks is None:
        return
    yield from check_inferred(webhooks.inferred, webhooks.places)
    if webhooks.url_key is not None:
        yield from _check_url(webhooks.url_key, platform.request.record)
    if platform.job is None:
        yield Diagnostic(
            "E0350",
            "there is no job for webhooks to tell of",
            Label(platform.places.of("webhooks"), "sent when a job ends"),
            help="describe the platform's `job`, or drop `webhooks`",
        )
    yield from _check_keys(webhooks)


def _check_url(key: Word, request: Record) -> Iterator[Diagnostic]:
    field = request.get(key)
    if field is None:
        meant = nearest(key, [one.name for one in request.fields])
        yield Diagnostic(
            "E0350",
            f"a request has no key `{key}`",
            Label(key.span, "nothing there says where to send word"),
            help=f"did you mean `{meant}`?" if meant else "describe it in `request`",
        )
    elif not (isinstance(field.type, Text) and field.type.format is Format.URL):
        yield Diagnostic(
            "E0350",
            f"the key `{key}` of a request holds no URL",
            Label(key.span, "said to be where to send word"),
            (Label(field.places.key, "described here"),),
            help="give that key `type: text` and `format: url`",
        )


def _check_keys(webhooks: Webhooks) -> Iterator[Diagnostic]:
    if webhooks.event_key is None and len(webhooks.events) > 1:
        yield Diagnostic(
            "E0350",
            "nothing tells one event from another",
            Label(webhooks.places.of("events"), f"{len(webhooks.events)} events"),
            help="name with `event` the key of the body that holds the event's name",
        )
    if webhooks.job_key is not None and webhooks.job_key == webhooks.event_key:
        yield Diagnostic(
            "E0350",
            f"the key `{webhooks.job_key}` holds both the job and the event's name",
            Label(webhooks.job_key.span, "the job"),
            (Label(webhooks.event_key.span, "the event's name"),),
            help="correct one of the two",
        )
