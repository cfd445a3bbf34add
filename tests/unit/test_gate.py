"""The gate: generated Python that imports, calls or hides what its target may not."""

from __future__ import annotations

import pytest
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import SpecError
from specpress.emit.python.policy_check import PythonPolicy, check_python

POLICY = PythonPolicy(
    imports=frozenset({"re", "typing.Final", "._runtime.Violation"}),
    calls=frozenset({"len", "re.compile", "property"}),
    methods=frozenset({"append"}),
)


def refusals(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        check_python("validator/acme/clip.py", text, POLICY)
    return caught.value.diagnostics


def test_what_the_policy_lists_passes() -> None:
    text = '''"""ความยาว"""
import re
from typing import Final
from ._runtime import Violation

_URL: Final = re.compile("x")


class Clip:
    @property
    def length(self) -> int:
        return len(type(self).__name__)


def check(found: list[int]) -> Clip:
    found.append(1)
    return Clip()
'''
    policy = PythonPolicy(POLICY.imports, POLICY.calls | {"type"}, POLICY.methods)

    check_python("validator/acme/clip.py", text, policy)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("import os", "it imports os"),
        ("import re, os.path as p", "it imports os.path"),
        ("from os import system", "it imports os.system"),
        ("from typing import *", "it imports typing.*"),
        ("from ._runtime import other", "it imports ._runtime.other"),
        ("from . import _runtime", "it imports .._runtime"),
        ("x = eval('1')", "it calls eval"),
        ("x = os.system('x')", "it calls os.system"),
        ("x = re.sub('a', 'b', 'c')", "it calls re.sub"),
        ("x = (lambda: 1)()", "it calls lambda: 1"),
        ("x = y[0]()", "it calls y[0]"),
        ("x = f'{eval(1)}'", "it calls eval"),
        ("def f(x=eval('1')): ...", "it calls eval"),
        ("@eval\ndef f(): ...", "it is decorated by eval"),
        ("@eval\nclass C: ...", "it is decorated by eval"),
        ("@eval\nasync def f(): ...", "it is decorated by eval"),
        ("@eval('x')\ndef f(): ...", "it is decorated by eval('x')"),
        ("x = ().__class__.y", "it reaches for __class__"),
    ],
)
def test_what_the_policy_does_not_list_is_refused(line: str, what: str) -> None:
    first, *_ = refusals(f"y = 1\n{line}\n")

    assert first.code == "E0406"
    assert first.message == f"this generated file is not what its target may write: {what}"
    assert first.primary.span.place == ("validator/acme/clip.py", 2, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (", "'(' was never closed"),
        ("x = '\\d'", "invalid escape sequence"),
        ("x = " + "(" * 500, "too many nested parentheses"),
        ("x = " + "-" * 100_000 + "1", "it is nested too deep"),
    ],
)
def test_what_does_not_parse_is_refused(text: str, message: str) -> None:
    (only,) = refusals(text)

    assert "it does not parse: " in only.message
    assert message in only.message


@pytest.mark.parametrize("character", "\x00\x0c\r\t\x1f\x7f\x85\xad\u200b\u202e\u2028\ufeff\ud800")
def test_a_character_that_cannot_be_seen_is_refused(character: str) -> None:
    (found,) = (
        one
        for one in refusals(f"y = 1\nx = 'a{character}'\n")
        if one.message.endswith("a character that cannot be seen")
    )

    assert found.primary.span.place == ("validator/acme/clip.py", 2, 7)


def test_everything_refused_is_shown_at_once() -> None:
    assert len(refusals("import os\nimport sys\nx = eval('\u202e')\n")) == 4


def test_payloads_show_in_the_gate_when_no_encoder_has_seen_them() -> None:
    shown = refusals('X = ""; import os; os.system("x"); ""\n')

    assert [one.message.rpartition(": ")[2] for one in shown] == [
        "it imports os",
        "it calls os.system",
    ]
