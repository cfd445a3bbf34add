"""Headings and the heads of tables, in the language of a page."""

from __future__ import annotations

from dataclasses import dataclass, fields

from specpress.emit.encoders.code import Code
from specpress.targets.markdown.language.say import Say


@dataclass(frozen=True, slots=True)
class Heads:
    """What the templates print above sections and columns; each is the phrase of its name."""

    about: Code
    answer: Code
    call: Code
    calls: Code
    code: Code
    default: Code
    error_answer: Code
    errors: Code
    examples_answers: Code
    examples_prices: Code
    examples_requests: Code
    form: Code
    idempotency: Code
    job: Code
    key: Code
    kind: Code
    max_size: Code
    may_cost: Code
    meaning: Code
    method: Code
    mime: Code
    model: Code
    models: Code
    name: Code
    notes: Code
    output: Code
    parameters: Code
    path: Code
    price: Code
    references: Code
    request: Code
    requested: Code
    required: Code
    retry: Code
    rules: Code
    scope: Code
    source: Code
    state: Code
    takes: Code
    uploads: Code
    webhooks: Code
    event: Code


def heads_of(say: Say) -> Heads:
    """Return the heads in one language."""
    return Heads(**{one.name: say(one.name) for one in fields(Heads)})
