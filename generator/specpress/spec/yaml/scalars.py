"""What a plain scalar means in YAML 1.2, and what other YAML readers make of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from math import isinf
from typing import Final, TypeAlias

from specpress.spec.node import ScalarValue

_LONGEST_NUMBER: Final = 40
_MOST_DIGITS: Final = 15
_LARGEST_INTEGER: Final = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value; `ambiguous` says what other readers make of text, such as "the number 969"."""

    value: ScalarValue
    ambiguous: str | None = None


@dataclass(frozen=True, slots=True)
class Inexact:
    """A number that readers of JSON would not keep as it was written, and why."""

    reason: str


Resolution: TypeAlias = Resolved | Inexact


def resolve(text: str) -> Resolution:
    """Return what the plain scalar `text` means.

    Null, true and false are those of YAML 1.2; whole numbers become int, decimals float. What
    is none of these, and still no text to some reader (`on`, `16:9`, `010`, `2026-05-11`), is
    text here, marked as ambiguous.
    """
    if text in _WORDS:
        return Resolved(_WORDS[text])
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    return Resolved(text, _other_reading(text))


_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")

_DECIMAL: Final = re.compile(
    r"[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)"
)


def _integer(text: str) -> Resolution:
    if len(text) > _LONGEST_NUMBER or abs(int(text)) > _LARGEST_INTEGER:
        return Inexact(f"whole numbers end at {_LARGEST_INTEGER:,}")
    return Resolved(int(text))


def _decimal(text: str) -> Resolution:
    mantissa = re.split("[eE]", text)[0]
    digits = mantissa.lstrip("-+").replace(".", "").strip("0")
    if len(text) > _LONGEST_NUMBER or len(digits) > _MOST_DIGITS:
        return Inexact(f"it has more than {_MOST_DIGITS} digits")
    value = float(text)
    if digits and (value == 0 or isinf(value) or Decimal(repr(value)) != Decimal(text)):
        return Inexact("it is too large or too close to zero")
    return Resolved(value)


def _other_reading(text: str) -> str | None:
    if text in _OTHER_WORDS:
        return _OTHER_WORDS[text]
    for pattern, read in _OTHER_NUMBERS:
        if pattern.fullmatch(text):
            return _number(text, read)
    for pattern, reading in _TIMES:
        if pattern.fullmatch(text):
            return reading
    return None


def _number(text: str, read: Callable[[str], float]) -> str:
    if len(text) > _LONGEST_NUMBER:
        return "a number"
    try:
        return f"the number {read(text.replace('_', ''))}"
    except ValueError:
        return "a number"


def _base_60(text: str) -> float:
    value: float = 0
    for part in text.lstrip("-+").split(":"):
        value = value * 60 + (float(part) if "." in part else int(part))
    return -value if text.startswith("-") else value


_OTHER_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), "false"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), "the number NaN"),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), "the number infinity"),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), "the number -infinity"),
    "=": "the mark of a default value",
    "<<": "a merge key",
}

_OTHER_NUMBERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], float]], ...]] = (
    (re.compile(r"[-+]?0b[01_]+"), lambda text: int(text, 2)),
    (re.compile(r"[-+]?0o?[0-7_]+"), lambda text: int(text, 8)),
    (re.compile(r"[-+]?0x[0-9a-fA-F_]+"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?[0-9][0-9_]*"), int),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), _base_60),
    (
        re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?"),
        float,
    ),
)

_TIMES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"), "a date"),
    (
        re.compile(
            r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)"
            r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
            r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?"
        ),
        "a date and time",
    ),
)
