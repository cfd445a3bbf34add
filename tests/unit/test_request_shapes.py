"""Requests of unusual shapes: their validators judge right, and their code is in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from specpress.diagnostics.source import Source, Span
from specpress.emit.python.request.docs import field_paragraphs
from specpress.ir.types.text import Places, Word
from specpress.ir.types.types import Boolean, Field, Json, JsonArray, JsonObject, Record, Text

Validator = Callable[[str, str], Any]
Linter = Callable[[list[str]], str]

PLATFORM = """\
platform: acme
name: Acme
version: v1
server: https://api.example.com
source: { page: /docs }
"""
MODEL = """\
model: pen
name: Pen
output: image
source: { page: /docs/pen }
"""
ENVELOPE = "model: { type: model_id }, params: { type: settings }"
LONG = "long words " * 20 + "in a choice"

SHAPES = {
    "nothing but the model": ("model: { type: model_id }", ""),
    "no settings": (
        "model: { type: model_id }, prompt: { type: prompt }",
        "prompt: { optional: true }",
    ),
    "nothing required but the model": (ENVELOPE, ""),
    "only required keys": (ENVELOPE, "params: { seed: { type: integer, required: true } }"),
    "fractions only": (ENVELOPE, "params: { ratio: { choices: [0.5, 1.5] } }"),
    "one fraction": (ENVELOPE, "params: { ratio: { choices: [0.5], default: 0.5 } }"),
    "one long choice": (
        f"{ENVELOPE}, note: {{ choices: [{LONG}], required: true }}, more: {{ choices: [{LONG}] }}",
        f"params: {{ text: {{ choices: [{LONG}, 1, 2.5] }}, same: {{ choices: [{LONG}] }} }}",
    ),
    "an object as default": (
        ENVELOPE,
        "params: { frame: { type: object, fields: { w: { type: number } }, default: { w: 1 } } }",
    ),
    "a list of nothing": (
        ENVELOPE,
        "params: { tags: { type: list, items: { type: text }, max_items: 0 } }",
    ),
    "numbers of any size": (
        ENVELOPE,
        (
            "params: { big: { type: number, min: 1e22, max: 1e300 }, "
            "whole: { type: integer, min: 9007199254740991 }, "
            "small: { type: number, step: 1e-7, min: 1.5e-7 }, "
            "below: { type: number, max: -0.3, step: 0.25 }, "
            "odd: { type: number, min: 1, step: 2.5 } }"
        ),
    ),
    "limits that leave little": (
        ENVELOPE,
        (
            "params: { name: { type: text, min_length: 3, max_length: 3 }, "
            "none: { type: text, max_length: 0 }, less: { type: integer, max: -1 }, "
            'one: { choices: [1, "1", 2.5] } }'
        ),
    ),
    "steps of whole numbers": (
        ENVELOPE,
        "params: { size: { type: number, step: 100, min: 0, max: 1000 } }",
    ),
    "keys that Python keeps": (
        (
            "from: { type: model_id }, class: { type: prompt, required: true }, "
            "with: { type: settings }, for: { type: list, items: { choices: [a] }, required: true }"
        ),
        "params: { class: { type: text }, for: { type: boolean } }",
    ),
    "long keys": (
        (
            f"{'m' * 63}: {{ type: model_id }}, {'p' * 63}: {{ type: prompt, required: true }}, "
            f"{'s' * 63}: {{ type: settings }}, {'t' * 63}: {{ choices: [a, b], required: true }}"
        ),
        (
            f"params: {{ {'x' * 63}: {{ type: list, items: {{ choices: [a, b] }} }}, "
            f"{'y' * 63}: {{ type: object, fields: {{ {'z' * 63}: "
            "{ type: text, default: ab } } } }"
        ),
    ),
}
"""The envelope's keys, and what a model says beside its name."""


def specs(envelope: str, model: str) -> tuple[str, str]:
    """Return the texts of a platform and a model."""
    return f"{PLATFORM}request: {{ {envelope} }}\n", f"{MODEL}{model}\n"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_request_of_any_shape_is_judged_right(shape: str, validator: Validator) -> None:
    assert validator(*specs(*SHAPES[shape])).wrong == ()


def test_the_code_of_any_shape_is_in_order(validator: Validator, linter: Linter) -> None:
    assert linter([validator(*specs(*one)).text for one in SHAPES.values()]) == ""


@pytest.mark.parametrize(
    ("grid", "at"),
    [([[], [[1], [2, 3, "4"]]], "1/1/2"), ([[[]], [[], [], [0, "1"]]], "1/2/1"), ([[], 0], "1")],
)
def test_a_violation_in_lists_of_lists_is_placed_by_every_index(
    grid: list[Any], at: str, validator: Validator
) -> None:
    deep = "{ type: list, items: { type: list, items: { type: list, items: { type: integer } } } }"
    module = validator(*specs(ENVELOPE, f"params: {{ grid: {deep} }}")).module
    (violation,) = module.check({"model": "pen", "params": {"grid": grid}})
    assert violation.at == f"/params/grid/{at}"


def test_a_violation_in_a_list_of_objects_with_lists_is_placed(validator: Validator) -> None:
    items = "{ type: object, fields: { words: { type: list, items: { type: integer } } } }"
    model = f"params: {{ lines: {{ type: list, items: {items} }} }}"
    request = {"model": "pen", "params": {"lines": [{}, {"words": [1, 2, None]}]}}
    (violation,) = validator(*specs(ENVELOPE, model)).module.check(request)
    assert violation.at == "/params/lines/1/words/2"


SPAN = Span(Source("specs/acme/pen.yaml"))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.5, ["1.5"]),
        (True, ["true"]),
        (JsonArray((None, False), spans=(SPAN, SPAN)), ["[", "", "null", ", ", "false", "]"]),
        (JsonObject(()), ["an object"]),
    ],
)
def test_a_default_is_spelled_as_json_says_it(value: Json, words: list[str]) -> None:
    field = Field(Word("key", SPAN), Boolean(), default=value, places=Places(SPAN))
    ((paragraph,),) = [field_paragraphs(field)]
    assert list(paragraph) == ["Default: ", *words, ".", " "]


def test_what_nobody_described_has_no_paragraphs() -> None:
    for type_ in (Text(), Record(())):
        field = Field(Word("key", SPAN), type_, places=Places(SPAN))
        assert field_paragraphs(field) == ()
