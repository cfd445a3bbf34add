"""Whatever the bytes are, the reader answers: with a faithful tree or with located reasons."""

from __future__ import annotations

import random

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Span
from specpress.spec.node import Mapping, Node, Scalar, Sequence
from specpress.spec.yaml.reader import read_spec

_SNIPPETS = st.one_of(
    st.sampled_from(["a", "b: ", ": ", "- ", "? ", "\n", "\n  ", "\n    ", " ", ", ", "'", '"']),
    st.sampled_from(["[", "]", "{", "}", "|", ">-", "# c", "ก", "้", "😀", "@", "`", "\\"]),
    st.sampled_from(["&x ", "*x", "!t ", "<<", "---", "\n---\n", "\n...\n", "%YAML 1.2\n"]),
    st.sampled_from(["16:9", "on", "5", "1e3", "9" * 20, "\\u200b", "\t", "\r\n", "\r", "\u200b"]),
    st.sampled_from(["\ufeff", "\u2028", "\x00", "\x07", "~", "'a'", '"b"', "'a': 1\n"]),
)
_YAMLISH = st.lists(_SNIPPETS, max_size=30).map("".join)

_SPEC = """\
model: kling-2-6
name: Kling 2.6
input: [text, file]
credits: { billing: fixed, base: 55 }
params:
  duration:
    choices: ["5", "10"]
    doc: { en: "Length of the clip, in seconds.", th: ความยาวของคลิปเป็นวินาที }
notes:
  - en: >-
      A reference must be uploaded
      through the Files API first.
    th: |
      ต้องอัปโหลดไฟล์อ้างอิงผ่าน Files API ก่อน
"""


@settings(max_examples=1500, derandomize=True, deadline=None)
@given(content=st.one_of(st.binary(max_size=60), _YAMLISH.map(str.encode)))
@example(content=_SPEC.encode())
def test_any_bytes_are_answered(content: bytes) -> None:
    _check(content)


def test_a_damaged_spec_is_answered() -> None:
    chance = random.Random(26)  # noqa: S311 - a fixed seed, so that a failure repeats
    whole = _SPEC.encode()
    _check(whole)
    for _ in range(1_500):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(damaged))
            match chance.randrange(3):
                case 0:
                    damaged[place] = chance.randrange(256)
                case 1:
                    del damaged[place : place + chance.randint(1, 20)]
                case _:
                    damaged[place:place] = bytes(chance.choices(b"\t\n -:?[]{},&*!|>'\"%@`#~", k=2))
        _check(bytes(damaged))


def _check(content: bytes) -> None:
    report = Report()
    node = read_spec(content, "specs/a.yaml", report)
    for found in report.diagnostics:
        for label in (found.primary, *found.secondary):
            _check_span(label.span)
    assert (node is None) == report.failed
    if node is not None:
        _check_node(node)
        assert _shape(node) == _composed(yaml.compose(content, Loader=yaml.CBaseLoader))


def _check_node(node: Node) -> None:
    _check_span(node.span)
    match node:
        case Mapping(entries):
            assert len({one.key.text for one in entries}) == len(entries)
            for one in entries:
                _check_inside(one.key, node)
                _check_inside(one.value, node)
        case Sequence(items):
            for item in items:
                _check_inside(item, node)
        case Scalar(text=text):
            written = _written(node.span)
            assert written == written.strip()
            if written[:1] not in {"'", '"', "|", ">"} and "\n" not in written:
                assert written == text


def _check_inside(child: Node, parent: Node) -> None:
    _check_node(child)
    assert parent.span.start is not None
    assert child.span.start is not None
    assert parent.span.start <= child.span.start
    assert child.span.end is not None
    assert parent.span.end is not None
    assert child.span.end <= parent.span.end


def _check_span(span: Span) -> None:
    if span.start is None:
        assert span.end is None
        return
    assert span.end is not None
    assert span.start <= span.end
    for position in (span.start, span.end):
        assert 1 <= position.line <= span.source.text.count("\n") + 1
        assert 1 <= position.column <= len(span.source.line(position.line)) + 1


def _written(span: Span) -> str:
    assert span.start is not None
    assert span.end is not None
    lines = span.source.text.split("\n")[span.start.line - 1 : span.end.line]
    lines[-1] = lines[-1][: span.end.column - 1]
    lines[0] = lines[0][span.start.column - 1 :]
    return "\n".join(lines)


def _shape(node: Node) -> object:
    match node:
        case Mapping(entries):
            return [(one.key.text, _shape(one.value)) for one in entries]
        case Sequence(items):
            return [_shape(item) for item in items]
        case Scalar(text=text):
            return text


def _composed(node: yaml.Node | None) -> object:
    match node:
        case yaml.MappingNode():
            return [(_composed(key), _composed(value)) for key, value in node.value]
        case yaml.SequenceNode():
            return [_composed(item) for item in node.value]
        case _:
            assert isinstance(node, yaml.ScalarNode)
            return node.value
