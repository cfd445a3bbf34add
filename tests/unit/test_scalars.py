"""What plain scalars mean, and what other readers of YAML make of them."""

from __future__ import annotations

import math
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from specpress.spec.yaml.scalars import Inexact, Resolved, resolve

_CORE_NON_TEXT = re.compile(
    r"|~|null|Null|NULL|true|True|TRUE|false|False|FALSE"
    r"|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)
"""What section 10.3.2 of YAML 1.2.2 does not read as text."""

_NEAR_MISSES = st.one_of(
    st.text(alphabet="0123456789+-.:_eExXobBaf", max_size=12),
    st.text(alphabet="yYeEsSnNoOfFtTrRuUlLaA~=<.iI", max_size=5),
    st.from_regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]+[0-9:.]{5,12}Z?)?", fullmatch=True),
    st.from_regex(r"[-+]?[0-9]{1,3}(:[0-5]?[0-9]){1,3}(\.[0-9_]{0,3})?", fullmatch=True),
    st.from_regex(r"[-+]?0[bxo_]?[0-9a-f_]{1,6}", fullmatch=True),
    st.text(max_size=8).filter(lambda text: text not in {"&", "*", "!"}),  # never plain scalars
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("false", False),
        ("FALSE", False),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("9007199254740991", 2**53 - 1),
        ("-9007199254740991", 1 - 2**53),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-0.0", -0.0),
        ("1e3", 1000.0),
        ("1.25E-2", 0.0125),
        ("0.000000000000000", 0.0),
        ("0e99999999999999999999", 0.0),
        ("100000000000000000000.0", 1e20),
        ("0.123456789012345", 0.123456789012345),
        ("2.2250738585072e-308", 2.2250738585072e-308),
    ],
)
def test_null_truth_and_numbers_are_those_of_yaml_1_2(text: str, value: float | None) -> None:
    resolution = resolve(text)
    assert resolution == Resolved(value)
    assert isinstance(resolution, Resolved)
    assert type(resolution.value) is type(value)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("on", "true"),
        ("Off", "false"),
        ("yes", "true"),
        ("NO", "false"),
        ("y", "true"),
        ("N", "false"),
        ("1:1", "the number 61"),
        ("16:9", "the number 969"),
        ("9:16", "the number 556"),
        ("-1:30", "the number -90"),
        ("0:30", "the number 30"),
        ("190:20:30.15", "the number 685230.15"),
        ("010", "the number 8"),
        ("08", "the number 8"),
        ("0o17", "the number 15"),
        ("0x1F", "the number 31"),
        ("-0x1f", "the number -31"),
        ("0b101", "the number 5"),
        ("1_000", "the number 1000"),
        ("1_0.5", "the number 10.5"),
        ("0x_", "a number"),
        ("._", "a number"),
        ("1_" + "0" * 4301, "a number"),
        ("0" * 4301, "a number"),
        ("2026-05-11", "a date"),
        ("2026-5-1", "a date"),
        ("2026-13-45", "a date"),
        ("2026-05-11T00:00:00.000Z", "a date and time"),
        ("2026-05-11 10:00:00 +7", "a date and time"),
        (".inf", "the number infinity"),
        ("-.INF", "the number -infinity"),
        (".NaN", "the number NaN"),
        ("=", "the mark of a default value"),
        ("<<", "a merge key"),
    ],
)
def test_what_another_reader_would_change_is_text_that_says_so(text: str, reading: str) -> None:
    assert resolve(text) == Resolved(text, reading)


@pytest.mark.parametrize(
    "text",
    ["5s", "768P", "1:99", "a:1", "v1", "1.2.3", "-", "+", ".", "oN", "e5", "๑", "0x", "nul"],
)
def test_plain_words_are_text_to_everyone(text: str) -> None:
    assert resolve(text) == Resolved(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9007199254740992", "whole numbers end at 9,007,199,254,740,991"),
        ("-9007199254740992", "whole numbers end at 9,007,199,254,740,991"),
        ("1" * 4301, "whole numbers end at 9,007,199,254,740,991"),
        ("0.1234567890123456", "it has more than 15 digits"),
        ("0." + "0" * 40, "it has more than 15 digits"),
        ("1e309", "it is too large or too close to zero"),
        ("1e99999999999999999999", "it is too large or too close to zero"),
        ("1e-400", "it is too large or too close to zero"),
        ("1.23456789e-320", "it is too large or too close to zero"),
    ],
)
def test_numbers_that_json_readers_would_round_are_inexact(text: str, reason: str) -> None:
    assert resolve(text) == Inexact(reason)


@settings(max_examples=1500, derandomize=True, deadline=None)
@given(text=_NEAR_MISSES)
def test_no_scalar_means_one_thing_here_and_another_to_pyyaml(text: str) -> None:
    theirs = _as_pyyaml(text)
    match resolve(text):
        case Resolved(str(), None):
            assert theirs == text
        case Resolved(str(), reading) if isinstance(theirs, int | float):
            assert reading is not None
            assert _says(reading, theirs)
        case Resolved(str()) | Inexact():
            pass
        case Resolved(value):
            # PyYAML wants a dot in a number, and a sign in its exponent.
            assert theirs in (value, text)


@settings(max_examples=800, derandomize=True, deadline=None)
@given(text=st.one_of(_NEAR_MISSES, st.from_regex(_CORE_NON_TEXT, fullmatch=True)))
def test_what_yaml_1_2_does_not_read_as_text_is_never_unmarked_text(text: str) -> None:
    resolution = resolve(text)
    is_unmarked_text = isinstance(resolution, Resolved) and (
        isinstance(resolution.value, str) and resolution.ambiguous is None
    )
    assert not (_CORE_NON_TEXT.fullmatch(text) and is_unmarked_text)


def _as_pyyaml(text: str) -> object:
    """Return what PyYAML makes of a plain scalar; the exception if it cannot."""
    loader = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, text, (True, False))
    try:
        return loader.construct_object(yaml.ScalarNode(tag, text))
    except (ValueError, yaml.YAMLError) as error:
        return error


def _says(reading: str, value: float) -> bool:
    if isinstance(value, bool):
        return reading == str(value).lower()
    if reading == "a number":
        return True
    said = float(reading.removeprefix("the number "))
    return math.isclose(said, value) or (math.isnan(said) and math.isnan(value))
