"""The sections of the page of words, and what the objects in them are called there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .language import SHARED, VALUE


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: the words that are, or stand in, one of `parts`."""

    title: str
    about: str
    parts: tuple[str, ...]


SECTIONS: Final = (
    Section("The platform", "At the top of `platform.yaml`.", ("platform",)),
    Section(
        "The request",
        "The body of every request: its keys are the API's, and each is a value with a `type`.",
        ("platform.request", "envelope_field"),
    ),
    Section(
        "References to files",
        "How an uploaded file enters a request; a field of `item` is a value with a `type`.",
        ("platform.references", "item_field"),
    ),
    Section(
        "Uploads",
        "Limits by kind, here for the platform, and in `references` of a model for that model.",
        ("platform.uploads", "policy"),
    ),
    Section(
        "Operations",
        "HTTP calls, each under a name such as `create`.",
        ("platform.operations", "form_field"),
    ),
    Section("Jobs", "How a job goes on and ends.", ("platform.job",)),
    Section(
        "Answers",
        "`answer`, of an operation and of `job`, and `error_answer` hold values with a `type`.",
        ("platform.error_answer", "answer_field"),
    ),
    Section("Errors", "Each under its code, such as `rate_limited`.", ("platform.errors",)),
    Section("The model", "At the top of a model's file.", ("model",)),
    Section("The prompt", "The text that a model works from.", ("model.prompt",)),
    Section(
        "Settings and other values",
        "What a setting takes. The fields of requests, references, forms and answers are described "
        "with the same words, as far as they make sense there.",
        ("model.params", VALUE),
    ),
    Section("References of a model", "Which files it takes.", ("model.references",)),
    Section(
        "Rules",
        "What holds between settings: an `id`, a sentence to `say`, a condition `when`, and one "
        "demand.",
        ("model.rules", "rule", "condition"),
    ),
    Section(
        "Prices",
        "What a job costs: `credits` in two words, or `price` in all detail.",
        (
            "model.credits",
            "model.price",
            "price",
            "price_row",
            "addition",
            *("per", "source_of_count"),
        ),
    ),
    Section("Examples", "The page's own, each under a name.", ("model.examples",)),
    Section(
        "What is said anywhere",
        "Descriptions, notes, and where it all was read.",
        tuple(sorted(SHARED)),
    ),
    Section("Other words", "", ("",)),
)
"""The sections in their order. A word belongs to the longest of all `parts` that it begins with."""

CALLED: Final = {
    "addition": "price.add",
    "answer_field": "answer",
    "condition": "rules.when",
    "envelope_field": "request",
    "form_field": "operations.form",
    "item_field": "references.item",
    "policy": "",
    "price_row": "price.table",
    "rule": "rules",
    "setting": "",
    "source_of_count": "per",
}
"""What a reader calls the objects of a definition, where its own name is not what is written."""
