"""Read the bytes of a spec as a located tree, strictly, from libyaml's events alone."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import yaml

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span
from specpress.spec.node import Node, Scalar
from specpress.spec.yaml.builder import Builder, Written
from specpress.spec.yaml.characters import check_characters
from specpress.spec.yaml.decode import decode
from specpress.spec.yaml.grammar import Fault, explain
from specpress.spec.yaml.limits import LIMITS, Limits
from specpress.spec.yaml.places import Places


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
    built = _build(text, places, limits)
    if built.error is not None:
        # libyaml looks ahead, and some releases of it end a line that is nested deeply with a limit
        # of their own. What stands before the fault is read by itself, so that ours is met first.
        ahead = _build(text[: _offset(built.error.problem_mark)], places, limits)
        built = ahead if ahead.builder.stopped else built
    report.add(*built.found.diagnostics)
    # What replaced a forbidden character may itself have broken the grammar.
    if built.error is not None and text == places.source.text:
        report.add(_broken(built.error, places))
    if built.error is not None or built.builder.stopped:
        return None
    builder = built.builder
    match builder.root:
        case None | Scalar(value=None, text=""):
            report.add(_empty(places.source))
    return builder.root


class _Built(NamedTuple):
    """What came of a text: its tree, what was said of it, and what broke it off."""

    builder: Builder
    found: Report
    error: yaml.MarkedYAMLError | None = None


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
    at = _offset(error.problem_mark)
    began = at if error.context_mark is None else _offset(error.context_mark)
    return explain(Fault(error.problem or "", at, error.context or "", began), places)


def _empty(source: Source) -> Diagnostic:
    return Diagnostic(
        "E0107",
        "the file holds no value",
        Label(Span(source)),
        help="`specpress new` writes a spec to begin with",
    )


def _offset(mark: _Mark | None) -> int:
    return 0 if mark is None else mark.index
