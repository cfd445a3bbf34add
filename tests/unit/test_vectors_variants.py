"""Each type has a value that it accepts, and values on both sides of every limit."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import jsonschema_rs
import pytest
from specpress.diagnostics.source import Source, Span
from specpress.emit.encoders.encoders import json_text
from specpress.ir.contract.contract import schema_of
from specpress.ir.types.text import Places, SpecText, Tree, Word, plain
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Format,
    Integer,
    List,
    Number,
    Record,
    Text,
    Type,
)
from specpress.targets.vectors.samples import ASTRAL, least, sample, text_of, written
from specpress.targets.vectors.variants import variants

SPAN = Span(Source("specs/acme/pen.yaml"))
URL, MOMENT = "https://example.com/file", "2026-01-31T12:00:00Z"
WRONG = ("null", "true", "one", "text", "array", "object")


def choice(*values: str | float) -> Choice:
    return Choice(tuple(SpecText(one, SPAN) if isinstance(one, str) else one for one in values))


def field(name: str, type_: Type, *, required: bool = False) -> Field:
    return Field(Word(name, SPAN), type_, required=required, places=Places(SPAN))


def oracle(type_: Type) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(json_text(schema_of(type_))))


def as_json(tree: Tree) -> Any:
    """Return a tree as a reader of the written vectors gets it."""
    return json.loads(json_text(tree))


SAMPLES: list[tuple[Type, object]] = [
    (Text(), f"aaaaa{ASTRAL}"),
    (Text(max_length=3), f"aa{ASTRAL}"),
    (Text(max_length=0), ""),
    (Text(min_length=8), f"aaaaaaa{ASTRAL}"),
    (Text(format=Format.URL), URL),
    (Text(max_length=2048, format=Format.URL), URL),
    (Text(max_length=9, format=Format.URL), "http://aa"),
    (Text(min_length=30, format=Format.URL), "http://aaaaaaaaaaaaaaaaaaaaaaa"),
    (Text(max_length=20, format=Format.DATE_TIME), MOMENT),
    (choice("b", "a"), "b"),
    (Integer(), 0),
    (Integer(minimum=3), 3),
    (Integer(minimum=-3), -3),
    (Integer(maximum=9), 0),
    (Integer(maximum=-9), -9),
    (Number(minimum=0.5), 0.5),
    (Number(minimum=0.1, step=0.25), 0.25),
    (Number(minimum=-0.1, step=0.25), 0),
    (Number(maximum=-0.1, step=0.25), -0.25),
    (Number(maximum=-0.1), -0.1),
    (Number(step=0.25), 0),
    (Boolean(), True),
    (List(Boolean()), [True]),
    (List(Boolean(), min_items=2), [True, True]),
    (List(Boolean(), max_items=0), []),
    (Record((field("b", Integer()), field("a", Boolean()))), {"b": 0, "a": True}),
]


@pytest.mark.parametrize(("type_", "wanted"), SAMPLES)
def test_a_sample_is_a_value_that_its_type_accepts(type_: Type, wanted: object) -> None:
    assert plain(sample(type_)) == wanted
    assert oracle(type_).is_valid(wanted)


def test_a_choice_of_nothing_has_no_sample() -> None:
    assert sample(Choice(())) is None


def test_the_smallest_object_has_required_keys_only_at_every_depth() -> None:
    inner = Record((field("x", Integer(), required=True), field("y", Integer())))
    whole = Record(
        (field("a", inner, required=True), field("b", inner), field("c", Boolean(), required=True))
    )
    assert least(whole) == {"a": {"x": 0}, "c": True}


@pytest.mark.parametrize(
    ("length", "format_", "wanted"),
    [
        (0, None, ""),
        (1, None, ASTRAL),
        (3, None, f"aa{ASTRAL}"),
        (8, Format.URL, "http://a"),
        (7, Format.URL, None),
        (20, Format.DATE_TIME, MOMENT),
        (21, Format.DATE_TIME, None),
    ],
)
def test_a_text_has_the_length_and_the_format_that_are_asked_for(
    length: int, format_: Format | None, wanted: str | None
) -> None:
    assert text_of(length, format_) == wanted
    assert wanted is None or len(wanted) == length


def test_numbers_are_written_whole_where_floats_are_exact() -> None:
    values = (written(Fraction(one)) for one in ("7", "0.3", "9007199254740993", "-0.5"))
    assert [repr(one) for one in values] == ["7", "0.3", "9007199254740992.0", "-0.5"]


def shown(type_: Type) -> dict[str, tuple[Any, str | None]]:
    """Return the variants of a type by name, those of wrong JSON types left out."""
    wrong = {f"{one} instead" for one in WRONG}
    found = [one for one in variants(type_) if one.name not in wrong]
    names = [one.name for one in found]
    assert len(set(names)) == len(names)
    return {one.name: (as_json(one.value), one.code) for one in found}


VARIANTS: list[tuple[Type, dict[str, tuple[object, str | None]]]] = [
    (Text(), {"empty text": ("", None)}),
    (
        Text(max_length=2),
        {
            "one below the longest": (ASTRAL, None),
            "the longest": (f"a{ASTRAL}", None),
            "one above the longest": (f"aa{ASTRAL}", "too_long"),
            "empty text": ("", None),
        },
    ),
    (
        Text(min_length=2, max_length=2),
        {
            "the longest": (f"a{ASTRAL}", None),
            "one above the longest": (f"aa{ASTRAL}", "too_long"),
            "one below the shortest": (ASTRAL, "too_short"),
            "the shortest": (f"a{ASTRAL}", None),
        },
    ),
    (
        Text(min_length=0, max_length=0),
        {"the longest": ("", None), "one above the longest": (ASTRAL, "too_long")},
    ),
    (
        Text(min_length=1, max_length=9, format=Format.URL),
        {
            "malformed 'ftp://example.com/file'": ("ftp://example.com/file", "too_long"),
            "malformed 'example.com/file'": ("example.com/file", "too_long"),
            "malformed 'https://'": ("https://", "format"),
            "malformed 'https://a b'": ("https://a b", "too_long"),
            "malformed ''": ("", "too_short"),
            "one below the longest": ("http://a", None),
            "the longest": ("http://aa", None),
            "one above the longest": ("http://aaa", "too_long"),
            "one below the shortest": ("", "too_short"),
        },
    ),
    (
        Text(max_length=30, format=Format.DATE_TIME),
        {
            "malformed '2026-01-31'": ("2026-01-31", "format"),
            "malformed '12:00:00Z'": ("12:00:00Z", "format"),
            "malformed ''": ("", "format"),
            "one above the longest": ("a" * 30 + ASTRAL, "too_long"),
        },
    ),
    (choice("a", "5"), {"choice 1": ("a", None), "choice 2": ("5", None)}),
    (
        choice("5", 5, 6, 0.5),
        {
            "choice 1": ("5", None),
            "choice 2": (5, None),
            "choice 2 as float": (5.0, None),
            "choice 3": (6, None),
            "choice 3 as text": ("6", "choice"),
            "choice 3 as float": (6.0, None),
            "choice 4": (0.5, None),
            "choice 4 as text": ("0.5", "choice"),
        },
    ),
    (Integer(), {"a whole float": (0.0, None), "a fraction": (0.5, "type")}),
    (
        Integer(-1, 9),
        {
            "the least": (-1, None),
            "beyond the least": (-2, "minimum"),
            "the greatest": (9, None),
            "beyond the greatest": (10, "maximum"),
            "a whole float": (-1.0, None),
            "a fraction": (-0.5, "type"),
        },
    ),
    (
        Integer(maximum=-9),
        {
            "the greatest": (-9, None),
            "beyond the greatest": (-8, "maximum"),
            "a whole float": (-9.0, None),
            "a fraction": (-8.5, "type"),
        },
    ),
    (
        Integer(minimum=2**53 - 1),
        {
            "the least": (2**53 - 1, None),
            "beyond the least": (2**53 - 2, "minimum"),
            "a whole float": (2.0**53 - 1, None),
        },
    ),
    (
        Integer(minimum=2**53 + 1),
        {"the least": (2**53 + 1, None), "beyond the least": (2.0**53, "minimum")},
    ),
    (Number(), {}),
    (
        Number(0, 1.5),
        {
            "the least": (0, None),
            "beyond the least": (-0.5, "minimum"),
            "the greatest": (1.5, None),
            "beyond the greatest": (2, "maximum"),
        },
    ),
    (Number(maximum=1e300), {"the greatest": (1e300, None)}),
    (
        Number(0, 0.1, 0.05),
        {
            "the least": (0, None),
            "beyond the least": (-0.05, "minimum"),
            "the greatest": (0.1, None),
            "beyond the greatest": (0.15, "maximum"),
            "1 steps up": (0.05, None),
            "half a step": (0.025, "step"),
        },
    ),
    (
        Number(0.1, 0.9, 0.25),
        {
            "beyond the least": (-0.15, "minimum"),
            "beyond the greatest": (1.15, "maximum"),
            "1 steps up": (0.5, None),
            "half a step": (0.375, "step"),
        },
    ),
    (Boolean(), {"false": (False, None)}),
    (List(Boolean()), {"no item": ([], None)}),
    (
        List(Boolean(), 1, 2),
        {
            "one item too few": ([], "too_few"),
            "as many items as allowed": ([True, True], None),
            "one item too many": ([True, True, True], "too_many"),
        },
    ),
    (
        List(Boolean(), max_items=0),
        {
            "no item": ([], None),
            "as many items as allowed": ([], None),
            "one item too many": ([True], "too_many"),
        },
    ),
    (Record(()), {}),
]


@pytest.mark.parametrize(("type_", "wanted"), VARIANTS)
def test_every_limit_is_tried_from_both_sides(
    type_: Type, wanted: dict[str, tuple[object, str | None]]
) -> None:
    found = shown(type_)
    assert found == wanted
    assert [repr(one) for one, _ in found.values()] == [repr(one) for one, _ in wanted.values()]


@pytest.mark.parametrize(
    ("type_", "kept"),
    [
        (Text(), "null true one array object"),
        (Integer(), "null true text array object"),
        (Number(), "null true text array object"),
        (Boolean(), "null one text array object"),
        (List(Text()), "null true one text object"),
        (Record(()), "null true one text array"),
        (choice("a"), "null true one text array object"),
        (choice("some other text"), "null true one array object"),
        (choice(1, 2), "null true text array object"),
    ],
)
def test_every_wrong_type_is_tried(type_: Type, kept: str) -> None:
    found = {one.name: one for one in variants(type_) if one.name.endswith(" instead")}
    assert list(found) == [f"{one} instead" for one in kept.split()]
    is_choice = isinstance(type_, Choice)
    for name in ("true", "one", "text"):
        if f"{name} instead" in found:
            assert found[f"{name} instead"].code == ("choice" if is_choice else "type")
    assert {found[f"{one} instead"].code for one in ("null",)} == {"type"}


def test_tags_name_what_some_technologies_cannot_say() -> None:
    types = (Integer(0, 9), Number(0, 1, 0.05), choice(1))
    tagged = {one.name: one.tags for type_ in types for one in variants(type_) if one.tags}
    assert tagged == {
        "a whole float": ("integral_float",),
        "1 steps up": ("step_ulp",),
        "3 steps up": ("step_ulp",),
        "half a step": ("step_ulp",),
        "choice 1 as float": ("integral_float",),
    }
