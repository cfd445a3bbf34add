"""What is wrong with a request, and how to say it to a person."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Expected: TypeAlias = Scalar | tuple[Scalar, ...]

_LONGEST_SHOWN: Final = 64
_MOST_LISTED: Final = 8
_ALIKE: Final = 0.6

_MESSAGES: Final = {
    "en": {
        "type": "must be {expected}, not {found}",
        "required": "is required",
        "unknown": "is not a known key",
        "choice": "must be {expected}, not {found}",
        "too_long": "has {found} characters, {expected} at most are allowed",
        "too_short": "has {found} characters, {expected} at least are needed",
        "minimum": "must be {expected} or more, not {found}",
        "maximum": "must be {expected} or less, not {found}",
        "step": "must be a multiple of {expected}, not {found}",
        "too_many": "has too many items: {found}, at most {expected}",
        "too_few": "has too few items: {found}, at least {expected}",
        "format": "must be {expected}",
        "write": "; write {repair}",
        "meant": "; did you mean {repair}?",
        "keys": "; use {expected}",
        "or": " or ",
        "more": "{listed} or one of {count} more",
        "request": "the request",
        "string": "a string",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "array": "an array",
        "object": "an object",
        "null": "null",
        "url": "a URL that begins with http:// or https://",
        "date-time": "a date and time such as 2026-01-31T12:00:00Z",
    },
    "th": {
        "type": "ต้องเป็น{expected} ไม่ใช่{found}",
        "required": "จำเป็นต้องมี",
        "unknown": "ไม่ใช่คีย์ที่รู้จัก",
        "choice": "ต้องเป็น {expected} ไม่ใช่ {found}",
        "too_long": "มี {found} อักขระ มีได้ไม่เกิน {expected}",
        "too_short": "มี {found} อักขระ ต้องมีอย่างน้อย {expected}",
        "minimum": "ต้องไม่น้อยกว่า {expected} แต่พบ {found}",
        "maximum": "ต้องไม่เกิน {expected} แต่พบ {found}",
        "step": "ต้องเป็นจำนวนเท่าของ {expected} แต่พบ {found}",
        "too_many": "มี {found} รายการ มีได้ไม่เกิน {expected}",
        "too_few": "มี {found} รายการ ต้องมีอย่างน้อย {expected}",
        "format": "ต้องเป็น{expected}",
        "write": " ให้เขียน {repair}",
        "meant": " หมายถึง {repair} หรือไม่",
        "keys": " ให้ใช้ {expected}",
        "or": " หรือ ",
        "more": "{listed} หรือค่าอื่นอีก {count} ค่า",
        "request": "คำขอ",
        "string": "ข้อความ",
        "integer": "จำนวนเต็ม",
        "number": "ตัวเลข",
        "boolean": "ค่าจริงหรือเท็จ",
        "array": "อาร์เรย์",
        "object": "อ็อบเจกต์",
        "null": "ค่าว่าง (null)",
        "url": " URL ที่ขึ้นต้นด้วย http:// หรือ https://",
        "date-time": "วันและเวลา เช่น 2026-01-31T12:00:00Z",
    },
}


class Violation(NamedTuple):
    """One thing that is wrong with a request.

    `code` is one of `type`, `required`, `unknown`, `choice`, `too_long`, `too_short`,
    `minimum`, `maximum`, `step`, `too_many`, `too_few` and `format`. `at` is the JSON
    Pointer (RFC 6901) of the value, or of the key that is missing. `expected` is the
    limit, the choices, the known keys, or the name of a type or format. `found` is a
    length, a count, a number, a type's name, or a scalar cut to 64 code points; it is
    None where there is nothing to show. Neither grows with what the user sent.

    A rule between parameters has the code `rule:` and its id; `expected` is what the
    page says, in English and, where it is known, in Thai.
    """

    code: str
    at: str
    expected: Expected
    found: Scalar

    def message(self, locale: str = "en") -> str:
        """Return a sentence for people, in English (`en`) or Thai (`th`).

        Other locales get English. Where an allowed value is near, it is named.
        """
        words = _MESSAGES.get(locale, _MESSAGES["en"])
        cut = "…" if len(self.at) > _LONGEST_SHOWN else ""
        place = f"{visible(self.at[:_LONGEST_SHOWN])}{cut}" or words["request"]
        if ":" in self.code and isinstance(self.expected, tuple):
            return f"{place}: {self.expected[-1 if locale == 'th' else 0]}"
        expected, found = self._sides(words)
        sentence = words[self.code].format(expected=expected, found=found)
        return f"{place} {sentence}{self._hint(expected, words)}"

    def _sides(self, words: dict[str, str]) -> tuple[str, str]:
        if self.code in {"type", "format"}:
            found = str(self.found)
            return words[str(self.expected)], words.get(found, found)
        if isinstance(self.expected, tuple):
            return _listed(self.expected, words), written(self.found)
        return written(self.expected), written(self.found)

    def _hint(self, expected: str, words: dict[str, str]) -> str:
        near = self.nearest()
        if near is not None:
            verb = "meant" if self.code == "unknown" else "write"
            return words[verb].format(repair=written(near))
        known = self.code == "unknown" and expected
        return words["keys"].format(expected=expected) if known else ""

    def nearest(self) -> Scalar:
        """Return the allowed value most like what was found, or None."""
        if ":" in self.code:
            return None
        if isinstance(self.expected, tuple):
            unknown = self.code == "unknown"
            found = self.at.rpartition("/")[2] if unknown else self.found
            return _nearest(found, self.expected)
        return self.expected if self.code in {"minimum", "maximum"} else None


def _nearest(found: Scalar, allowed: tuple[Scalar, ...]) -> Scalar:
    """Return the allowed value that reads the same, else the one most like it."""
    by_text = {str(one).casefold(): one for one in reversed(allowed)}
    text = str(found)[:_LONGEST_SHOWN].casefold()
    if text in by_text or not by_text:
        return by_text.get(text)
    parts = _parts(text)
    likeness, closest = max((_likeness(parts, one), one) for one in by_text)
    return by_text[closest] if likeness >= _ALIKE else None


def _likeness(parts: set[str], text: str) -> float:
    """Return the Dice coefficient of such parts and those of a text, from 0 to 1."""
    others = _parts(text)
    return 2 * len(parts & others) / (len(parts) + len(others))


def _parts(text: str) -> set[str]:
    """Return the characters of a text and their pairs, with a blank at each end."""
    framed = f" {text} "
    return {*text, *(framed[at : at + 2] for at in range(len(text) + 1))}


def _listed(values: tuple[Scalar, ...], words: dict[str, str]) -> str:
    if not values:
        return ""
    listed = [written(one) for one in values[:_MOST_LISTED]]
    rest = len(values) - len(listed)
    if rest:
        return words["more"].format(listed=", ".join(listed), count=rest)
    *first, last = listed
    return f"{', '.join(first)}{words['or']}{last}" if first else last


def visible(text: str) -> str:
    """Return a text with escapes in place of characters that cannot be seen."""
    if text.isprintable():
        return text
    seen = (one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)
    return "".join(seen)


def written(value: Scalar) -> str:
    """Return a scalar as JSON writes it; characters that cannot be seen are escaped."""
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{visible(quoted)}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value)


def json_type(value: object) -> str:
    """Return JSON's name for the type of a value, or Python's if JSON has none."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "number" if value - value == 0 else repr(float(value))
    names = ((str, "string"), (int, "integer"), (list, "array"), (dict, "object"))
    found = (name for kind, name in names if isinstance(value, kind))
    return next(found, type(value).__name__)


def shown(value: object) -> Scalar:
    """Return a plain scalar short enough to keep: text is cut to 64 code points."""
    if isinstance(value, str):
        return value[:_LONGEST_SHOWN]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        bits = value.bit_length()
        return int(value) if bits <= _LONGEST_SHOWN else f"a number of {bits} bits"
    return float(value) if isinstance(value, float) else None


def pointer(at: str, key: object) -> str:
    """Return the JSON Pointer (RFC 6901) of `key` within the value at `at`."""
    name = key if isinstance(key, str) else f"<{type(key).__name__}>"
    return f"{at}/{name.replace('~', '~0').replace('/', '~1')}"


def refused(at: str, choices: tuple[Scalar, ...], value: object) -> Violation:
    """Return the violation of a value that is not among the choices."""
    if isinstance(value, str | int | float):
        return Violation("choice", at, choices, shown(value))
    return Violation("type", at, json_type(choices[0]), json_type(value))


def unknown_keys(
    at: str,
    known: tuple[str, ...],
    value: dict[object, object],
) -> list[Violation]:
    """Return a violation for each key of the object at `at` that is not known."""
    return [
        Violation("unknown", pointer(at, key), known, None)
        for key in value
        if key not in known
    ]
