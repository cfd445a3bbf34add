"""Check a model against itself and its platform: it may narrow, it cannot contradict."""

from __future__ import annotations

import operator
from collections.abc import Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.fields.fields import check_record
from specpress.ir.checks.fields.names import check_record_names
from specpress.ir.checks.platform import check_policy
from specpress.ir.checks.prices.prices import check_price
from specpress.ir.checks.rules.references import check_rules
from specpress.ir.types.api import Model, Platform
from specpress.spec.nearest import listed, nearest


def check_model(model: Model, platform: Platform) -> Iterator[Diagnostic]:
    """Yield everything in which a model contradicts itself or its platform."""
    yield from check_record(model.request.record)
    yield from check_record_names(model.request.record, "keys")
    yield from _check_prompt(model, platform)
    yield from _check_errors(model, platform)
    yield from _check_places(model)
    yield from _check_references(model, platform)
    yield from check_price(model)
    yield from check_rules(model)


def _check_prompt(model: Model, platform: Platform) -> Iterator[Diagnostic]:
    key = platform.request.prompt_key
    shared = None if key is None else platform.request.record.get(key)
    own = None if key is None else model.request.record.get(key)
    if shared is None or own is None:
        return
    for word, wider in (("max_length", operator.gt), ("min_length", operator.lt)):
        theirs, ours = getattr(shared.type, word), getattr(own.type, word)
        if theirs is not None and wider(ours, theirs):
            yield Diagnostic(
                "E0310",
                f"the model's `{word}` is wider than the platform's",
                Label(own.places.of(word), "the model's"),
                (Label(shared.places.of(word), "the platform's"),),
                notes=("a model may narrow what its platform says, not widen it",),
                help=f"use {theirs} or a narrower limit, or correct platform.yaml",
            )


def _check_errors(model: Model, platform: Platform) -> Iterator[Diagnostic]:
    known = [error.code for error in platform.errors]
    for code in model.errors:
        if code not in known:
            meant = nearest(code, known)
            yield Diagnostic(
                "E0307",
                f"the platform has no error `{code}`",
                Label(code.span, "not explained in platform.yaml"),
                help=f"did you mean `{meant}`?" if meant else f"add `{code}` to its `errors`",
            )


def _check_places(model: Model) -> Iterator[Diagnostic]:
    """Check that the envelope has a place for what the model says."""
    for word, key in (("prompt", model.request.prompt_key), ("params", model.request.settings_key)):
        if model.places.has(word) and key is None:
            role = "settings" if word == "params" else word
            yield Diagnostic(
                "E0317",
                f"the platform's requests have no place for `{word}`",
                Label(model.places.of(word), "would be lost"),
                help=f"give one field of `request` in platform.yaml the type {role}",
            )


def _check_references(model: Model, platform: Platform) -> Iterator[Diagnostic]:
    if model.references is None:
        return
    shape = platform.references
    if shape is None or model.request.settings_key is None:
        yield Diagnostic(
            "E0317",
            "the platform's requests have no place for `references`",
            Label(model.places.of("references"), "would be lost"),
            help="add `references` and a field of type settings to platform.yaml",
        )
        return
    for policy in model.references.policies:
        yield from check_policy(policy)
        if policy.kind not in shape.kinds:
            yield Diagnostic(
                "E0308",
                f"the platform takes no {policy.kind} references",
                Label(policy.kind.span, "not among the platform's kinds"),
                notes=("a model may narrow what its platform says, not widen it",),
                help=f"use {listed(shape.kinds)}, or add it to `kinds` in platform.yaml",
            )
