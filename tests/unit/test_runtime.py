"""What generated validators carry, judged where it is written."""

from __future__ import annotations

import time
from enum import IntEnum, StrEnum

import pytest
from specpress.runtime.choice import is_choice
from specpress.runtime.integer import is_integer
from specpress.runtime.multiple import is_multiple
from specpress.runtime.number import is_number
from specpress.runtime.violation import (
    Violation,
    json_type,
    pointer,
    refused,
    shown,
    unknown_keys,
    written,
)

SIZES = ("small", "medium", "large")

MESSAGES = [
    (Violation("type", "/a", "integer", "string"), "/a must be a whole number, not a string"),
    (Violation("type", "", "object", "null"), "the request must be an object, not null"),
    (Violation("type", "/a", "object", "set"), "/a must be an object, not set"),
    (Violation("required", "/a", None, None), "/a is required"),
    (
        Violation("unknown", "/siez", ("size",), None),
        '/siez is not a known key; did you mean "size"?',
    ),
    (
        Violation("unknown", "/x", ("size", "tone"), None),
        '/x is not a known key; use "size" or "tone"',
    ),
    (Violation("unknown", "/x", (), None), "/x is not a known key"),
    (
        refused("/a", SIZES, "Large"),
        '/a must be "small", "medium" or "large", not "Large"; write "large"',
    ),
    (refused("/a", SIZES, "xyz"), '/a must be "small", "medium" or "large", not "xyz"'),
    (refused("/a", (1, 2), "2"), '/a must be 1 or 2, not "2"; write 2'),
    (refused("/a", (1, 2), value=True), "/a must be 1 or 2, not true"),
    (refused("/a", SIZES, None), "/a must be a string, not null"),
    (
        refused("/a", tuple("abcdefghij"), "z"),
        '/a must be "a", "b", "c", "d", "e", "f", "g", "h" or one of 2 more, not "z"',
    ),
    (Violation("too_long", "/a", 5, 6), "/a has 6 characters, 5 at most are allowed"),
    (Violation("too_short", "/a", 5, 4), "/a has 4 characters, 5 at least are needed"),
    (Violation("minimum", "/a", 1, 0), "/a must be 1 or more, not 0; write 1"),
    (Violation("maximum", "/a", 1.5, 2), "/a must be 1.5 or less, not 2; write 1.5"),
    (Violation("step", "/a", 0.05, 0.12), "/a must be a multiple of 0.05, not 0.12"),
    (Violation("too_many", "/a", 1, 2), "/a has too many items: 2, at most 1"),
    (Violation("too_few", "/a", 2, 1), "/a has too few items: 1, at least 2"),
    (
        Violation("format", "/a", "url", None),
        "/a must be a URL that begins with http:// or https://",
    ),
]


@pytest.mark.parametrize(
    ("violation", "message"), MESSAGES, ids=lambda one: getattr(one, "code", "")
)
def test_a_violation_reads_as_a_sentence_in_both_languages(
    violation: Violation, message: str
) -> None:
    assert violation.message() == message
    thai = violation.message("th")
    assert thai != message
    assert any("ก" <= one <= "๙" for one in thai)
    assert "{" not in thai
    assert violation.message("de") == message


def test_a_long_pointer_is_cut_in_the_message_alone() -> None:
    violation = Violation("required", "/" + "a" * 100, None, None)
    assert violation.message() == f"/{'a' * 63}… is required"
    assert len(violation.at) == 101


def test_a_message_shows_what_cannot_be_seen_in_a_pointer() -> None:
    violation = unknown_keys("/a", ("size",), {"b\n\u202ec\ud800": 1})[0]
    assert violation.at == "/a/b\n\u202ec\ud800"
    message = violation.message()
    assert message == '/a/b\\u000a\\u202ec\\ud800 is not a known key; use "size"'
    assert message.isprintable()


def test_the_length_of_a_key_does_not_slow_its_message_down() -> None:
    known = tuple(f"key_{one}" for one in range(50))
    key = "".join(map(chr, range(0x4E00, 0x9E00))) * 50
    violation = unknown_keys("", known, {key: 1})[0]
    start = time.process_time()
    assert len(violation.message()) < 300
    assert time.process_time() - start < 1


def test_the_nearest_value_is_the_one_that_reads_alike() -> None:
    assert refused("/a", ("5", "10"), 5).nearest() == "5"
    assert refused("/a", ("16:9", "9:16"), "16x9").nearest() == "16:9"
    assert refused("/a", ("16:9", "9:16"), "?").nearest() is None
    assert Violation("minimum", "/a", 3, 1).nearest() == 3
    assert Violation("too_long", "/a", 3, 4).nearest() is None


def test_scalars_are_written_as_json() -> None:
    values = (None, True, False, 5, 0.5, 'a"b\\c', "ไทย", "a\u202eb\n")
    assert [written(one) for one in values] == [
        "null", "true", "false", "5", "0.5", '"a\\"b\\\\c"', '"ไทย"', '"a\\u202eb\\u000a"',
    ]  # fmt: skip


def test_types_have_the_names_of_json() -> None:
    values = (None, True, 1, 1.5, "", [], {}, float("nan"), float("-inf"), b"", {1})
    assert [json_type(one) for one in values] == [
        "null", "boolean", "integer", "number", "string", "array", "object", "nan", "-inf",
        "bytes", "set",
    ]  # fmt: skip


def test_what_is_shown_stays_small() -> None:
    assert shown("x" * 100) == "x" * 64
    assert shown(2**64 - 1) == 2**64 - 1
    assert shown(10**5000) == "a number of 16610 bits"
    assert shown(1.5) == 1.5
    assert shown([1]) is None


class Size(IntEnum):
    LARGE = 5


class Tone(StrEnum):
    LOUD = "loud"


class Odd(float):
    """A number that does not look like one."""

    def __repr__(self) -> str:
        return "odd"


def test_what_is_shown_is_plain() -> None:
    values = (Size.LARGE, Tone.LOUD, Odd(0.5), True)
    assert [repr(shown(one)) for one in values] == ["5", "'loud'", "0.5", "True"]
    assert json_type(Odd("-inf")) == "-inf"
    assert is_multiple(Odd(0.15), 5, 100)


def test_pointers_are_escaped() -> None:
    assert pointer("/a", "b/c~d") == "/a/b~1c~0d"
    assert pointer("", 5) == "/<int>"


def test_unknown_keys_are_listed_in_their_order() -> None:
    found = unknown_keys("/a", ("b",), {"z": 1, "b": 2, "y": 3})
    assert [one.at for one in found] == ["/a/z", "/a/y"]


@pytest.mark.parametrize("value", [True, False, None, "1", [], float("nan"), float("inf")])
def test_what_is_no_number_in_json(value: object) -> None:
    assert not is_number(value)
    assert not is_integer(value)
    assert not is_choice(value, (1, 0, "2"))


def test_what_is_a_number_in_json() -> None:
    assert all(is_number(one) for one in (0, -1, 10**400, 0.5, -0.0, 1e308))
    assert [is_integer(one) for one in (1, 1.0, 1.5, 10**400)] == [True, True, False, True]
    assert [is_choice(one, (1, 2.5, "a")) for one in (1, 1.0, 2.5, "a", 2)] == [
        True, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "yes"),
    [
        *((one, True) for one in (0.15, 0.35, -0.35, 0.0, 1e300, 5)),
        *((one, False) for one in (0.12, 0.1500000001, 1e-300, 5e-324)),
    ],
)
def test_multiples_are_exact_in_decimal(value: float, *, yes: bool) -> None:
    assert is_multiple(value, 5, 100) is yes


def test_whole_steps() -> None:
    assert [is_multiple(one, 3, 1) for one in (9, 9.0, 1e21, 10)] == [True, True, False, False]
    assert is_multiple(10**5000, 5, 100)
