"""Diagnostics for programs: JSON and GitHub's workflow commands."""

from __future__ import annotations

import json
import textwrap

import pytest
from specpress.diagnostics import codes
from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.formats import as_github, as_json
from specpress.diagnostics.source import Source, Span, span_between

_SOURCE = Source("specs/a,b:c%.yaml", 'choices: ["ก", "10"]\ndefault: "15"\n')
_DEFAULT = Diagnostic(
    "E0304",
    "the default is not among the choices",
    Label(span_between(_SOURCE, 30, 34), "not one of them"),
    (Label(span_between(_SOURCE, 9, 20)),),
    ("why it matters",),
    'use "ก" or "10"',
)


def test_json_holds_all_that_a_drawing_shows() -> None:
    choices = {
        "path": "specs/a,b:c%.yaml",
        "line": 1,
        "column": 10,
        "end_line": 1,
        "end_column": 21,
    }
    default = {**choices, "line": 2, "end_line": 2, "end_column": 14}
    text = as_json([_DEFAULT])
    assert json.loads(text) == [
        {
            "code": "E0304",
            "severity": "error",
            "message": "the default is not among the choices",
            **default,
            "labels": [{**default, "text": "not one of them"}, {**choices, "text": ""}],
            "notes": ["why it matters"],
            "help": 'use "ก" or "10"',
        }
    ]
    assert text.isascii()
    assert text.endswith("]\n")


def test_json_says_null_of_what_is_not_there() -> None:
    whole = Diagnostic("E0107", "the file holds no value", Label(Span(Source("a.yaml"))))
    (one,) = json.loads(as_json([whole]))
    assert one["path"] == "a.yaml"
    absent = ("line", "column", "end_line", "end_column", "help")
    assert [one[key] for key in absent] == [None] * 5
    assert one["notes"] == []


def test_nothing_found_is_an_empty_list_and_no_command() -> None:
    assert as_json([]) == "[]\n"
    assert as_github([]) == ""


def test_a_workflow_command_stands_on_one_line_with_its_signs_escaped() -> None:
    assert as_github([_DEFAULT]) == (
        "::error file=specs/a%2Cb%3Ac%25.yaml,line=2,col=10,endLine=2,endColumn=14,title=E0304"
        "::the default is not among the choices%0Anot one of them"
        '%0Anote: why it matters%0Ahelp: use "ก" or "10"\n'
    )


def test_nothing_in_a_text_can_begin_another_command() -> None:
    nasty = "100%0A\r\n::set-env name=x::y\x1b\u202e"
    one = Diagnostic("E0304", nasty, Label(Span(Source(nasty))), help=nasty)
    command = as_github([one])
    assert command.count("\n") == 1
    assert command.startswith("::error file=100%250A%0D%0A%3A%3Aset-env name=x%3A%3Ay")
    assert "100%250A\\x0d%0A::set-env name=x::y\\x1b\\u{202e}%0Ahelp: 100%250A" in command


def test_columns_are_left_out_of_places_that_github_refuses_them_for() -> None:
    lines = Diagnostic("E0304", "wrong", Label(span_between(_SOURCE, 3, 30)))
    whole = Diagnostic("E0107", "wrong", Label(Span(Source("a.yaml"))))
    assert as_github([lines, whole]) == textwrap.dedent("""\
        ::error file=specs/a%2Cb%3Ac%25.yaml,line=1,endLine=2,title=E0304::wrong
        ::error file=a.yaml,title=E0107::wrong
        """)


def test_a_warning_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = codes.Entry("a title", "A meaning.", codes.Severity.WARNING)
    monkeypatch.setitem(codes.REGISTER, "W0001", entry)
    warning = Diagnostic("W0001", "odd", Label(Span(Source("a.yaml"))))
    assert json.loads(as_json([warning]))[0]["severity"] == "warning"
    assert as_github([warning]) == "::warning file=a.yaml,title=W0001::odd\n"
