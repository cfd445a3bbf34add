"""Rules of every shape become code that is formatted, free of lint, and right about its vectors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from specpress.diagnostics.report import Report
from specpress.emit.python.request.checks.rules import rules_view
from specpress.emit.python.request.naming import name_request
from specpress.emit.python.request.runtime_bundle import imported_from
from specpress.ir.load import load_apis

Validator: TypeAlias = Callable[[str, str], Any]
Linter: TypeAlias = Callable[[list[str]], str]

PLATFORM = """\
platform: acme
name: Acme
version: v1
server: https://api.example.com
source: { page: /docs }
request:
  model: { type: model_id }
  words: { type: prompt }
  params: { type: settings }
references:
  param: files
  kinds: [image, video]
  item:
    url: { type: text, required: true }
    kind: { type: kind, required: true }
    part: { choices: [1, 2] }
"""
HEAD = """\
model: pen
name: Pen
output: image
source: { page: /docs/pen }
"""
LONG = "a_parameter_with_a_name_that_is_as_long_as_the_pattern_of_keys_"
LISTED = "items_of_a_list_with_a_name_that_is_as_long_as_the_pattern_of_k"
FIELD = "field_of_an_item_with_a_name_that_is_as_long_as_the_pattern_of_"
ID = "a_rule_with_an_id_that_is_as_long_as_may"
WIDE = "wide" * 20
SENTENCE = "ประโยคที่ยาวมาก" * 20 + " and words " * 30
SHAPES = {
    "of the prompt alone": """\
prompt: { optional: true }
rules:
  - { id: short, say: Short., when: { words: { present: true } }, max_length: { words: 3 } }
""",
    "of a required prompt and settings": """\
prompt: { max_length: 9 }
params: { fast: { type: boolean }, class: { type: integer } }
rules:
  - { id: short, say: Short., when: { fast: true }, max_length: { words: 3 } }
  - id: class_
    say: A word of Python.
    when: { class: [1, 2], fast: { not: false } }
    excludes: [files]
references: { max_items: 2, image: { max_size: 1 MB, mime: [image/png] } }
""",
    "of required settings": """\
params:
  mode: { choices: [1, 2, 3], required: true }
  tags: { type: list, required: true, items: { choices: [a, b, c, d] }, max_items: 4 }
  rate: { choices: [0.5, 1.5, auto] }
rules:
  - { id: tagged, say: Tagged., when: { mode: { not: 1 } }, requires: [tags] }
  - { id: rated, say: Rated., when: { mode: [1, 3] }, allowed: { rate: [0.5, auto] } }
  - { id: own, say: Own., unique: { of: tags } }
  - { id: many, say: Many., when: { rate: 1.5 }, count: { of: tags, min: 2 } }
""",
    "of names and sentences that are long": f"""\
params:
  {LONG}: {{ type: number, min: 0, max: 9, default: 3 }}
  {LONG[:-1]}2: {{ type: number, min: 0, max: 9 }}
  {LISTED}:
    type: list
    items:
      type: object
      fields: {{ {FIELD}: {{ type: integer }}, {FIELD[:-1]}2: {{ choices: [wide, narrow] }} }}
rules:
  - id: {ID}
    say: {SENTENCE}
    when: {{ {LISTED}: {{ has: {{ {FIELD}: [1, 2], {FIELD[:-1]}2: wide }} }} }}
    bound: {{ {LONG}: {{ at_least: {LONG[:-1]}2 }} }}
  - id: {ID[:-1]}2
    say: "{"x" * 200}"
    sum: {{ of: {LISTED}, field: {FIELD}, min: -9, max: 9 }}
  - {{ id: {ID[:-1]}3, say: "\\"'\\\\ quoted", unique: {{ of: {LISTED}, field: {FIELD} }} }}
  - {{ id: {ID[:-1]}4, say: Long., count: {{ of: {LISTED}, where: {{ {FIELD}: 7 }}, max: 1 }} }}
  - {{ id: {ID[:-1]}5, say: Long., exactly_one: [{LONG[:-1]}2, {LISTED}, words] }}
""",
    "of names that the code uses itself": """\
params:
  broken: { type: integer, default: 1 }
  wrong: { type: list, items: { type: object, fields: { item: { type: text } } }, max_items: 3 }
  count: { type: integer, default: 2 }
  total: { type: integer }
  values: { type: list, items: { type: integer }, max_items: 3 }
  item: { choices: [a, b] }
  messages: { type: text, max_length: 9 }
rules:
  - { id: broken, say: Broken., when: { item: a }, range: { broken: { max: 3 } } }
  - { id: messages, say: Short., when: { item: b }, max_length: { messages: 2 } }
  - { id: url, say: Bound., bound: { count: { at_most: total } } }
  - { id: wrong, say: Wrong., count: { of: wrong, where: { item: x }, max: 1 } }
  - { id: values, say: Values., sum: { of: values, min: 2 } }
  - { id: item, say: Item., unique: { of: wrong, field: item } }
""",
    "of texts that are long": f"""\
params:
  lines:
    type: list
    items:
      type: object
      fields:
        mood: {{ choices: [calm, "{WIDE}", "{WIDE}2", "{WIDE}{WIDE}"], default: "{WIDE}" }}
        voice: {{ type: text }}
rules:
  - id: wild
    say: Wild.
    when: {{ lines: {{ has: {{ mood: "{WIDE}{WIDE}", voice: abcdefghijklmnopqrstuvwxyz }} }} }}
    unique: {{ of: lines, field: voice }}
  - id: wilder
    say: Wilder.
    when: {{ lines: {{ lacks: {{ mood: ["{WIDE}", "{WIDE}2"] }} }} }}
    requires: [words]
""",
    "of advice alone": """\
params: { mode: { choices: [a, b], default: a }, seed: { type: integer } }
rules:
  - { id: ignored, say: Ignored., effect: ignored, when: { mode: b }, excludes: [seed] }
""",
    "of what is documented only": """\
params: { mode: { choices: [a, b], default: a }, seed: { type: integer } }
rules:
  - { id: ignored, say: Said., effect: server_only, when: { mode: b }, excludes: [seed] }
  - { id: other, say: Said., unchecked: [mode, seed] }
""",
    "of kinds of references": """\
references:
  max_items: 10
  image: { max_size: 1 MB, mime: [image/png] }
  video: { max_size: 9 MB, mime: [video/mp4] }
rules:
  - id: alone
    say: Nine images without a video.
    when: { files: { lacks: { kind: video } } }
    count: { of: files, where: { kind: image }, max: 9 }
  - id: beside
    say: Five images with a video.
    when: { files: { has: { kind: video } } }
    count: { of: files, where: { kind: image }, max: 5 }
  - { id: one_video, say: One video., count: { of: files, where: { kind: video }, max: 1 } }
  - id: parts
    say: Parts.
    when: { files: { has: { part: [1, 2], kind: image } } }
    requires: [words]
prompt: { optional: true }
""",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_its_vectors_are_judged_right(shape: str, validator: Validator) -> None:
    assert validator(PLATFORM, HEAD + shape).wrong == ()


def test_they_are_formatted_and_free_of_lint(validator: Validator, linter: Linter) -> None:
    assert linter([validator(PLATFORM, HEAD + one).text for one in SHAPES.values()]) == ""


def test_images_depend_on_a_video(validator: Validator) -> None:
    check = validator(PLATFORM, HEAD + SHAPES["of kinds of references"]).module.check

    def codes(images: int, videos: int) -> list[str]:
        kinds = ["image"] * images + ["video"] * videos
        files = [{"url": "x", "kind": one} for one in kinds]
        return [one.code for one in check({"model": "pen", "params": {"files": files}})]

    assert codes(9, 0) == codes(5, 1) == codes(0, 1) == codes(0, 0) == []
    assert codes(10, 0) == ["rule:alone"]
    assert codes(6, 1) == ["rule:beside"]
    assert codes(0, 2) == ["rule:one_video"]
    assert codes(6, 2) == ["rule:beside", "rule:one_video"]


def test_a_rule_is_silent_about_what_is_wrong_in_itself(validator: Validator) -> None:
    check = validator(PLATFORM, HEAD + SHAPES["of required settings"]).module.check

    def codes(**params: object) -> list[tuple[str, str]]:
        return [(one.code, one.at) for one in check({"model": "pen", "params": params})]

    assert codes(mode=1, tags=["a"], rate=1.5) == [
        ("rule:rated", "/params/rate"),
        ("rule:many", "/params/tags"),
    ]
    assert codes(mode=1, tags=["a"], rate=2) == [("choice", "/params/rate")]
    assert codes(tags=["a", "a"]) == [("required", "/params/mode"), ("rule:own", "/params/tags")]
    assert codes(mode=1, tags=["a", "a", "x"]) == [("choice", "/params/tags/2")]
    assert [one.code for one in check({"model": "pen", "params": []})] == ["type"]
    assert [one.code for one in check([])] == ["type"]


def test_a_sentence_is_said_in_the_language_asked_for(validator: Validator) -> None:
    shape = """\
params: { mode: { choices: [a, b] }, seed: { type: integer } }
rules:
  - { id: two, say: { en: Two., th: สอง }, when: { mode: b }, excludes: [seed] }
  - { id: one, say: One., when: { mode: b, seed: [1, 2] }, requires: [words] }
prompt: { optional: true }
"""
    module = validator(PLATFORM, HEAD + shape).module
    two, one = module.check({"model": "pen", "params": {"mode": "b", "seed": 1}})
    assert (two.message(), two.message("th")) == ("/params/seed: Two.", "/params/seed: สอง")
    assert (one.message("th"), one.message("de")) == ("/words: One.", "/words: One.")
    assert two.nearest() is None
    assert two == ("rule:two", "/params/seed", ("Two.", "สอง"), None)


def test_a_module_that_imports_its_runtime_imports_what_its_rules_call(root: Path) -> None:
    (api,) = load_apis(root / "tests/cases/good/every-word/specs", Report())
    loom = next(one for one in api.models if one.id == "loom")
    named = name_request(loom.request.record)
    rules = rules_view(loom.rules, loom.request, named)
    assert ("kit.violation", "shown") in imported_from("kit", named, None, rules).imports
