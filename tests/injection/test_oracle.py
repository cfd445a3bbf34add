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
PAGE = """<!-- Generated from x. -->

# Pen

| a | b |
| --- | --- |
| Pen | `c` |

```sh
curl --data @- https://example.com <<'JSON'
{"title": "Pen"}
JSON
```

```python
import pen

print(pen.check("Pen"))
```

[Pen](pen.md)
"""
PLAIN = {
    "jsonschema/acme/pen.schema.json": json.dumps({"title": "Pen", "type": "object"}),
    "validator/acme/pen.py": VALIDATOR,
    "vectors/acme/pen.json": json.dumps(CASES),
    "markdown/acme/pen.md": PAGE,
}
SWAPPED = {"Pen": "Hostile", "Requests to `pen`.": "Hostile"}


def judged(**changed: str) -> list[str]:
    kinds = {"schema": 0, "validator": 1, "vectors": 2, "page": 3}
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


def test_a_page_that_shows_other_text_is_fine() -> None:
    assert judged(page=PAGE.replace("Pen", "Hostile")) == []
    assert judged(page=PAGE.replace("| Pen |", "| a `b` c |")) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("# Pen", "## Pen", "shows more than text"),
        ("# Pen", "# <b>Pen</b>", "shows more than text"),
        ("# Pen", "# https://example.com", "shows more than text"),
        ("| Pen |", "| *Pen* |", "shows more than text"),
        ("| Pen |", "| ![](x) |", "shows more than text"),
        ("| Pen | `c` |", "| Pen | `c | d` |", "has other cells"),
        ("| Pen | `c` |", "| Pen | `c` |\n| d | e |", "shows more than text"),
        ("[Pen](pen.md)", "[Pen](evil.md)", "shows more than text"),
        ("from x.", "from x. <b>", "holds other HTML"),
        ('"title": "Pen"', '"title": "Other"', "differs at /title"),
        ("curl --data", "curl --evil --data", "runs another command"),
        ("https://example.com <<", "https://$(example) <<", "runs another command"),
        ('"Pen"}\nJSON', '"Pen"}\nJSON\nJSON', "runs what stands in a document"),
        ("import pen", "import os", "has other statements"),
    ],
)
def test_a_page_that_does_more_is_found(old: str, new: str, complaint: str) -> None:
    assert complaint in "\n".join(judged(page=PAGE.replace(old, new)))


def test_another_verdict_is_found() -> None:
    wrong = {"name": "empty", "valid": False, "violation": {"code": "type", "at": ""}}
    vectors = json.dumps(CASES | {"cases": [wrong | {"request": {}}]})
    assert "judged `empty` otherwise" in "\n".join(judged(vectors=vectors))


def test_another_file_is_found() -> None:
    assert list(complaints({}, PLAIN, {})) == [f"other files: {sorted(PLAIN)}"]
