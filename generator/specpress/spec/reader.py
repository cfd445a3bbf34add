"""Read the bytes of a spec as a located tree, strictly, from libyaml's events alone."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import yaml

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.spec.builder import Builder, Written
from specpress.spec.characters import check_characters
from specpress.spec.decode import decode
from specpress.spec.grammar import Fault, explain
from specpress.spec.limits import LIMITS, Limits
from specpress.spec.node import Node, Scalar
from specpress.spec.places import Places


class _Mark(Protocol):
    """A place as libyaml gives it, in code points."""

    index: int


def read_spec(content: bytes, path: str, report: Report, limits: Limits = LIMITS) -> Node | None:
    """Return the tree of a spec file, or None after reporting why there is none.

    `path` is shown to people. Nothing is raised, whatever the bytes are.
    """
    found = Report()
    source = decode(content, path, found, limits)
    root = None if source is None else _read_text(Places(source), found, limits)
    report.add(*found.diagnostics)
    return None if found.failed else root


def _read_text(places: Places, report: Report, limits: Limits) -> Node | None:
    text = check_characters(places, report)
    built = _earliest(text, places, limits)
    report.add(*built.found.diagnostics)
    if built.error is not None:
        # What replaced a forbidden character may itself have broken the grammar.
        if text == places.source.text:
            report.add(_broken(built.error, places))
        return None
    if built.builder.stopped:
        return None
    match built.builder.root:
        case None | Scalar(value=None, text=""):
            report.add(_empty(places.source))
    return built.builder.root


class _Built(NamedTuple):
    """What came of a text: its tree, what was said of it, and what broke it off."""

    builder: Builder
    found: Report
    error: yaml.MarkedYAMLError | None = None


def _earliest(text: str, places: Places, limits: Limits) -> _Built:
    """Build the tree, or stop at what is wrong first.

    libyaml reads a long way ahead before it tells of a bracket, which may be a key. It may break
    off there at a limit of its own, or at a slip, without having told of what stands before; so
    that is read once more, by itself.
    """
    built = _build(text, places, limits)
    if built.error is None:
        return built
    cut = min(_marked(built.error))
    before = _build(text[:cut], places, limits)
    is_broken = before.error is not None and _offset(before.error.problem_mark) < cut
    return before if before.builder.stopped or is_broken else built


def _build(text: str, places: Places, limits: Limits) -> _Built:
    found = Report()
    builder = Builder(places, found, limits)
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            _feed(event, builder)
            if builder.stopped:
                break
    except yaml.MarkedYAMLError as error:
        return _Built(builder, found, error)
    return _Built(builder, found)


def _feed(event: yaml.Event, builder: Builder) -> None:
    start, end = _offset(event.start_mark), _offset(event.end_mark)
    match event:
        case yaml.DocumentStartEvent(version=version, tags=tags):
            has_directives = version is not None or tags is not None
            builder.document(start, has_directives=has_directives)
        case yaml.ScalarEvent(anchor=anchor, tag=tag, value=value, style=style):
            builder.scalar(Written(start, end, anchor, tag), value, style or "")
        case yaml.CollectionStartEvent(anchor=anchor, tag=tag, flow_style=flow_style):
            builder.open(
                Written(start, end, anchor, tag),
                is_mapping=isinstance(event, yaml.MappingStartEvent),
                is_flow=bool(flow_style),
            )
        case yaml.CollectionEndEvent():
            builder.close(start, end)
        case yaml.AliasEvent():
            builder.alias(start, end)
        case _:
            pass  # the stream, and the end of a document, hold nothing


def _broken(error: yaml.MarkedYAMLError, places: Places) -> Diagnostic:
    at, began = _marked(error)
    return explain(Fault(error.problem or "", at, error.context or "", began), places)


def _marked(error: yaml.MarkedYAMLError) -> tuple[int, int]:
    """Return where an error is, and where what it broke begins."""
    at = _offset(error.problem_mark)
    return at, at if error.context_mark is None else _offset(error.context_mark)


def _empty(source: Source) -> Diagnostic:
    return Diagnostic(
        "E0107",
        "the file holds no value",
        Label(Span(source)),
        help="`specpress new` writes a spec to begin with",
    )


def _offset(mark: _Mark | None) -> int:
    return 0 if mark is None else mark.index
