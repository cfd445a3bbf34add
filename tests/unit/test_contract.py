"""The contract says of every type what it means; the IR can be dumped; multiples are exact."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from specpress.diagnostics.source import Source, Span
from specpress.ir.contract.contract import PATTERNS, json_tree, schema_of
from specpress.ir.dump import dump
from specpress.ir.types.api import Billing, Credits
from specpress.ir.types.multiple import is_multiple
from specpress.ir.types.text import Places, SpecText, Tree, Word, plain
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Doc,
    Field,
    Format,
    Inference,
    Integer,
    Json,
    JsonArray,
    JsonObject,
    List,
    Member,
    Number,
    Record,
    Text,
    Type,
)
from specpress.runtime.multiple import is_multiple as carried_is_multiple

SPAN = Span(Source("specs/acme/pen.yaml"))


def text(characters: str) -> SpecText:
    return SpecText(characters, SPAN)


def field(name: str, type_: Type, **facts: Any) -> Field:
    return Field(Word(name, SPAN), type_, **facts, places=Places(SPAN))


def schema(type_: Type) -> Any:
    """Return the contract of a type as the `json` module gives it back."""
    return json.loads(json.dumps(plain(schema_of(type_))))


SCHEMAS = [
    (Text(), {"type": "string"}),
    (Text(1, 20), {"type": "string", "minLength": 1, "maxLength": 20}),
    (Text(0), {"type": "string", "minLength": 0}),
    (Text(format=Format.URL), {"type": "string", "pattern": PATTERNS[Format.URL]}),
    (Choice((text("5"),)), {"const": "5"}),
    (Choice((text("5"), 5, 0.5)), {"enum": ["5", 5, 0.5]}),
    (Integer(), {"type": "integer"}),
    (Integer(0, 9), {"type": "integer", "minimum": 0, "maximum": 9}),
    (Number(), {"type": "number"}),
    (
        Number(-1, 1.5, 0.05),
        {"type": "number", "minimum": -1, "maximum": 1.5, "multipleOf": 0.05},
    ),
    (Boolean(), {"type": "boolean"}),
    (List(Boolean()), {"type": "array", "items": {"type": "boolean"}}),
    (
        List(Text(), 0, 3),
        {"type": "array", "items": {"type": "string"}, "minItems": 0, "maxItems": 3},
    ),
    (Record(()), {"type": "object", "properties": {}, "additionalProperties": False}),
    (
        Record((field("b", Boolean()), field("a", Text(), required=True))),
        {
            "type": "object",
            "properties": {"b": {"type": "boolean"}, "a": {"type": "string"}},
            "required": ["a"],
            "additionalProperties": False,
        },
    ),
]


@pytest.mark.parametrize(("type_", "wanted"), SCHEMAS)
def test_a_type_is_said_in_json_schema(type_: Type, wanted: object) -> None:
    assert schema(type_) == wanted


def test_keys_stand_in_the_order_of_the_page() -> None:
    found = schema(Record(tuple(field(one, Text()) for one in ("z", "a", "m"))))
    assert list(found["properties"]) == ["z", "a", "m"]


def test_a_record_knows_its_fields_by_name() -> None:
    record = Record((field("a", Text()), field("b", Boolean())))
    assert record.get("b") == field("b", Boolean())
    assert record.get("c") is None


def within(one: Field) -> Any:
    """Return what the contract says of a field."""
    return schema(Record((one,)))["properties"][one.name]


def test_a_field_says_its_default_its_description_and_what_was_inferred() -> None:
    doc = Doc(text('Its "shape".'), text("รูปร่าง"))
    inferred = (Inference(Word("type", SPAN), text("It looks like one.")),)
    assert within(field("a", Text(), default=text("x"), doc=doc, inferred=inferred)) == {
        "type": "string",
        "default": "x",
        "description": 'Its "shape".',
        "x-inferred": {"type": "It looks like one."},
    }


@pytest.mark.parametrize("default", [False, 0, 0.0])
def test_a_default_that_python_takes_for_nothing_is_said(*, default: Json) -> None:
    assert within(field("a", Number(), default=default))["default"] == default


def test_a_field_that_may_be_null_says_so_beside_its_type() -> None:
    assert within(field("a", Text(), nullable=True, doc=Doc(text("Words.")))) == {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "description": "Words.",
    }


def test_json_of_the_ir_becomes_a_tree() -> None:
    items = JsonArray((1, text("a"), None, JsonArray((), spans=())), spans=(SPAN,) * 4)
    value = JsonObject((Member(text("ก"), items, span=SPAN), Member(text("b"), True, span=SPAN)))  # noqa: FBT003 - JSON's true
    assert plain(json_tree(value)) == {"ก": [1, "a", None, []], "b": True}


FORMATTED = [
    (Format.URL, "https://example.com/a", True),
    (Format.URL, "http://x", True),
    (Format.URL, "https://ไทย.example/ก", True),
    (Format.URL, "https://", False),
    (Format.URL, "HTTPS://example.com", False),
    (Format.URL, " https://example.com", False),
    (Format.URL, "https://example.com\n", False),
    (Format.URL, "https://exam\nple.com", False),
    (Format.URL, "https://a b", False),
    (Format.URL, "https://a\x7f", False),
    (Format.DATE_TIME, "2026-01-31T12:00:00Z", True),
    (Format.DATE_TIME, "2026-01-31t12:00:00.123456z", True),
    (Format.DATE_TIME, "2026-01-31T12:00:00+07:00", True),
    (Format.DATE_TIME, "2026-01-31T12:00:00", False),
    (Format.DATE_TIME, "2026-01-31T12:00:00.Z", False),
    (Format.DATE_TIME, "2026-01-31 12:00:00Z", False),
    (Format.DATE_TIME, "2026-01-31T12:00:00Z\n", False),
    (Format.DATE_TIME, "๒๐๒๖-01-31T12:00:00Z", False),
]


@pytest.mark.parametrize(("format_", "written", "yes"), FORMATTED)
def test_a_format_is_the_same_to_every_reader_of_patterns(
    format_: Format, written: str, *, yes: bool
) -> None:
    oracle = jsonschema_rs.Draft202012Validator(schema(Text(format=format_)))
    assert oracle.is_valid(written) is yes
    assert bool(re.fullmatch(PATTERNS[format_].removesuffix("$"), written)) is yes


def test_the_ir_is_dumped_without_places_and_with_the_names_of_its_types() -> None:
    one = field("size", Choice((text("a"), 2, 0.5)), default=text("a"))
    assert plain(dump(one)) == {
        "is": "Field",
        "name": "size",
        "type": {"is": "Choice", "values": ["a", 2, 0.5], "discriminator": None},
        "role": None,
        "taken_from": None,
        "required": False,
        "nullable": False,
        "default": "a",
        "doc": None,
        "inferred": [],
    }


def test_words_of_closed_lists_are_dumped_as_they_are_written() -> None:
    assert dump(Credits(Billing.METERED, 3)) == {"is": "Credits", "billing": "metered", "base": 3}
    assert dump(Text(format=Format.DATE_TIME)) == {
        "is": "Text",
        "min_length": None,
        "max_length": None,
        "format": "date-time",
    }


def test_spec_text_stays_spec_text_in_a_dump() -> None:
    dumped = dump((text("x"),))
    assert isinstance(dumped, list)
    assert isinstance(dumped[0], SpecText)


@pytest.mark.parametrize("value", [{1}, object(), b"x", {"a": 1}, [1]])
def test_what_is_no_part_of_the_ir_cannot_be_dumped(value: object) -> None:
    with pytest.raises(TypeError, match=f"^{type(value).__name__} is no part of the IR$"):
        dump(value)


MULTIPLES = [
    (0.15, 0.05, True),
    (0.35, 0.05, True),
    (-0.35, 0.05, True),
    (0.3, 0.1, True),
    (1.1, 0.1, True),
    (4.35, 0.01, True),
    (0, 0.05, True),
    (-0.0, 0.05, True),
    (7, 0.5, True),
    (1e300, 3, False),
    (1e300, 10, True),
    (1e-300, 0.05, False),
    (9, 3, True),
    (9.0, 3, True),
    (10, 3, False),
    (0.12, 0.05, False),
    (0.1500000001, 0.05, False),
    (0.30000000000000004, 0.1, False),
    (10**400, 0.5, True),
    (5e-324, 1e-7, False),
]


@pytest.mark.parametrize(("value", "step", "yes"), MULTIPLES)
def test_multiples_are_those_of_the_decimals_that_are_written(
    value: float, step: float, *, yes: bool
) -> None:
    assert is_multiple(value, step) is yes


def numbers(random: Random) -> float:
    """Return a number of any size, often a short decimal."""
    exponent = random.choice([0, -1, -2, -3, random.randint(-30, 22)])
    whole = random.randint(-(10 ** random.randint(1, 15)), 10 ** random.randint(1, 15))
    return random.choice([whole, float(f"{whole}e{exponent}")])


@pytest.mark.parametrize("step", ["0.05", "0.25", "3", "0.001", "1e-7", "100"])
def test_what_validators_carry_counts_in_whole_numbers_and_finds_the_same(step: str) -> None:
    exact = Fraction(step)
    random, found = Random(step), set()  # noqa: S311 - not for secrets
    for _ in range(2000):
        value = numbers(random) if random.random() < 0.5 else float(exact * random.randint(0, 999))
        wanted = is_multiple(value, float(step))
        unit = 10**7
        assert carried_is_multiple(value, int(exact * unit), unit) is wanted, value
        found.add(wanted)
    assert found == {True, False}


def test_a_tree_is_json_whose_texts_may_be_spec_text() -> None:
    tree: Tree = {"a": [text("b"), 1, None, {"c": text("d")}], "e": "f"}
    assert plain(tree) == {"a": ["b", 1, None, {"c": "d"}], "e": "f"}
