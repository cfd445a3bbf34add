"""The judge of the campaign finds what hostile text could do; else nothing would be shown."""

from __future__ import annotations

import json

import pytest

from tests.injection.oracle import complaints

VALIDATOR = '''"""Requests to `pen`."""

MODEL = "pen"


def check(request):
    """Say what is wrong."""
    return []


def with_defaults(request):
    """Fill in."""
    return request
'''
CASES = {"model": "pen", "cases": [{"name": "empty", "valid": True, "request": {}}]}
PLAIN = {
    "jsonschema/acme/pen.schema.json": json.dumps({"title": "Pen", "type": "object"}),
    "validator/acme/pen.py": VALIDATOR,
    "vectors/acme/pen.json": json.dumps(CASES),
}
SWAPPED = {"Pen": "Hostile", "Requests to `pen`.": "Hostile"}


def judged(**changed: str) -> list[str]:
    kinds = {"schema": 0, "validator": 1, "vectors": 2}
    paths = list(PLAIN)
    new = {paths[kinds[kind]]: text for kind, text in changed.items()}
    return list(complaints(PLAIN | new, PLAIN, SWAPPED))


def test_text_that_stays_text_is_fine() -> None:
    docstring = VALIDATOR.replace("Requests to `pen`.", "import os; os.system('x')")
    assert judged() == []
    assert judged(validator=docstring) == []
    assert judged(schema='{"title": "Hostile", "type": "object"}') == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (VALIDATOR + "x = 1\n", "other statements"),
        (VALIDATOR.replace("return []", "return [].copy()"), "other statements"),
        (VALIDATOR.replace('"""Say', '""Say'), "does not parse"),
        (VALIDATOR.replace("Fill", "Fi\u202ell"), "holds U+202E"),
        (VALIDATOR.replace("Fill", "1337"), "evaluated"),
        (VALIDATOR + "import os\n", "it imported os"),
        (VALIDATOR + "os.system('x')\n", "it reached for os.system"),
        (VALIDATOR + "open('x')\n", "it called open"),
        (VALIDATOR + "eval('x')\n", "it called eval"),
        (VALIDATOR + "x = undefined\n", "did more than define"),
        (VALIDATOR.replace("return []", "return print()"), "it called print"),
        (VALIDATOR.replace("return request", "return exec('x')"), "it called exec"),
    ],
)
def test_code_that_does_more_is_found(text: str, complaint: str) -> None:
    assert complaint in "\n".join(judged(validator=text))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"title": "Pen", "type": "object", "$ref": "x"}', "differs at"),
        ('{"title": "Other", "type": "object"}', "differs at /title"),
        ('{"title": "Pen", "type": "array"}', "differs at /type"),
        ('{"title": "Pen", "type": ["object"]}', "differs at /type"),
        ('{"title": "Pen"; "type": "object"}', "does not parse"),
        ('{"title": "Pen", "type": "object\u200b"}', "holds U+200B"),
    ],
)
def test_json_that_says_more_is_found(text: str, complaint: str) -> None:
    assert complaint in "\n".join(judged(schema=text))


def test_another_verdict_is_found() -> None:
    wrong = {"name": "empty", "valid": False, "violation": {"code": "type", "at": ""}}
    vectors = json.dumps(CASES | {"cases": [wrong | {"request": {}}]})
    assert "judged `empty` otherwise" in "\n".join(judged(vectors=vectors))


def test_another_file_is_found() -> None:
    assert list(complaints({}, PLAIN, {})) == [f"other files: {sorted(PLAIN)}"]
