"""Where a JSON Pointer leads in a text."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specpress.diagnostics.source import Source, Span
from specpress.spec.json.places import JsonPlaces, place
from specpress.spec.shape.instance import Instance

_TEXT = """{
  "model": "kling",
  "params": {"a/b": 1, "m~n": [true, {"": null}], "\\u0E01": {}, "~1": "tilde"},
  "list": [[ ], [ 1 , "two" ]]
}
"""
_SOURCE = Source("request.json", _TEXT)

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_DOCUMENTS: st.SearchStrategy[Instance] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_SPACES = st.text(" \t\n\r", max_size=2)


def _text_of(span: Span) -> str:
    assert span.start is not None
    assert span.end is not None
    lines = span.source.text.split("\n")
    before = [len(line) + 1 for line in lines]
    start = sum(before[: span.start.line - 1]) + span.start.column - 1
    end = sum(before[: span.end.line - 1]) + span.end.column - 1
    return span.source.text[start:end]


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", _TEXT.strip(), _TEXT.strip()),
        ("/model", '"kling"', '"model"'),
        ("/params/a~1b", "1", '"a/b"'),
        ("/params/m~0n/0", "true", "true"),
        ("/params/m~0n/1/", "null", '""'),
        ("/params/~01", '"tilde"', '"~1"'),
        ("/params/ก", "{}", '"\\u0E01"'),
        ("/list/1/1", '"two"', '"two"'),
        ("/list/0", "[ ]", "[ ]"),
        ("/absent", "{", "{"),
        ("/params/absent", '"params"', '"params"'),
        ("/params/absent/0/deeper", '"params"', '"params"'),
        ("/params/m~0n/1/absent", "{", "{"),
        ("/params/m~0n/1//absent", '""', '""'),
        ("/list/0/0", "[", "["),
        ("/list/1/01", "[", "["),
        ("/list/1/-", "[", "["),
        ("/list/1/\u0660", "[", "["),
        (f"/list/{'9' * 5000}", '"list"', '"list"'),
        ("/model/0", '"model"', '"model"'),
    ],
)
def test_a_pointer_leads_to_a_value_its_key_or_the_nearest_on_the_way(
    pointer: str, value: str, key: str
) -> None:
    assert _text_of(place(_SOURCE, pointer, key=False)) == value
    assert _text_of(place(_SOURCE, pointer, key=True)) == key


def test_a_place_has_the_line_and_column_of_the_file() -> None:
    source = Source("requests.jsonl", '{"a": [1, 22]}', first_line=7)
    assert place(source, "/a/1", key=False).place == ("requests.jsonl", 7, 11)


def test_a_text_of_one_scalar_has_one_place() -> None:
    source = Source("request.json", ' "x" ')
    assert _text_of(place(source, "", key=True)) == '"x"'
    assert _text_of(place(source, "/a", key=False)) == '"'


def _pointers(value: Instance, at: str = "") -> Iterator[tuple[str, Instance]]:
    yield at, value
    members: list[tuple[str, Instance]] = []
    if isinstance(value, dict):
        members = [(key.replace("~", "~0").replace("/", "~1"), one) for key, one in value.items()]
    elif isinstance(value, list):
        members = [(str(index), one) for index, one in enumerate(value)]
    for name, one in members:
        yield from _pointers(one, f"{at}/{name}")


@st.composite
def _laid_out(draw: st.DrawFn, value: Instance) -> str:
    """Write a value with random white space and random escapes."""

    def written(one: Instance) -> str:
        before, after = draw(_SPACES), draw(_SPACES)
        match one:
            case dict():
                pairs = [
                    f"{draw(_SPACES)}{json.dumps(key, ensure_ascii=draw(st.booleans()))}"
                    f"{draw(_SPACES)}:{written(inner)}"
                    for key, inner in one.items()
                ]
                text = "{" + (",".join(pairs) or draw(_SPACES)) + "}"
            case list():
                text = "[" + (",".join(map(written, one)) or draw(_SPACES)) + "]"
            case _:
                text = json.dumps(one, ensure_ascii=draw(st.booleans()))
        return f"{before}{text}{after}"

    return written(value)


@given(st.data())
def test_in_any_layout_each_pointer_leads_to_its_value(data: st.DataObject) -> None:
    document = data.draw(_DOCUMENTS)
    source = Source("request.json", data.draw(_laid_out(document)))
    places = JsonPlaces(source)
    for pointer, value in _pointers(document):
        assert json.loads(_text_of(places.place(pointer, key=False))) == value
        is_member = pointer and not pointer.rpartition("/")[2].isdigit()
        if is_member:
            key = json.loads(_text_of(places.place(pointer, key=True)))
            assert pointer.endswith("/" + key.replace("~", "~0").replace("/", "~1"))
        beyond = _text_of(places.place(f"{pointer}/\0absent\0/x", key=False))
        own = _text_of(places.place(pointer, key=True))
        assert beyond in {own, own[0]}
