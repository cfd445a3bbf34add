"""Bugs planted behind the reader are caught on the way out, each by the guard that is named.

`self-check`: the encoder reads back what it wrote. `printer`: a broken expression is read back.
`gate`: a rendered file is parsed, and held to what it may call. `canary`: this campaign's judge.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from specpress.emit.encoders import encoders as text
from specpress.emit.encoders.code import Code
from specpress.emit.python import naming
from specpress.ir.contract.contract import json_tree
from specpress.ir.types.text import SpecText, reveal
from specpress.spec.shape import shape
from specpress.spec.yaml import builder, characters
from specpress.targets import jsonschema

from tests.injection.campaign import Campaign
from tests.injection.oracle import complaints
from tests.injection.trees import Place, with_keys
from tests.payloads import PAYLOADS

Plant = Callable[[pytest.MonkeyPatch], None]

TEXTS = dict(PAYLOADS)


def forgets(*escaped: str) -> Plant:
    """Plant a literal that leaves some characters as they are."""
    sound = text._escaped
    return lambda patch: patch.setattr(
        text, "_escaped", lambda one, quote: one if one in escaped else sound(one, quote)
    )


def instead(sound: Callable[..., Any], bug: Callable[..., Any]) -> Plant:
    """Plant a bug in every module that has imported a function."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith("specpress."):
                for attribute, value in list(vars(module).items()):
                    if value is sound:
                        patch.setattr(module, attribute, bug)

    return plant


def bare(value: object) -> str:
    return reveal(value) if isinstance(value, SpecText) else str(value)


def trusting_literal(value: Any, sound: Callable[[Any], Code] = text.literal) -> Code:
    """Leave text that holds a quote at both ends as it is, as if it were a literal already."""
    inner = bare(value)
    return Code(f'"{inner}"') if inner[:1] == inner[-1:] == '"' else sound(value)


def bare_docstring(*paragraphs: Any, **_: Any) -> Code:
    pieces = (bare(one) for paragraph in paragraphs for one in paragraph)
    return Code(f'"""{"".join(pieces)}"""')


def bare_json(tree: Any) -> str:
    match tree:
        case Mapping():
            members = (f'"{bare(key)}": {bare_json(one)}' for key, one in tree.items())
            return f"{{{', '.join(members)}}}"
        case list() | tuple():
            return f"[{', '.join(map(bare_json, tree))}]"
        case SpecText() | str():
            return f'"{bare(tree)}"'
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[tree]
        case _:
            return repr(tree)


def bare_markdown(*pieces: Any) -> Code:
    return Code(" ".join("".join(map(bare, pieces)).split()))


def bare_code(*pieces: Any) -> Code:
    return Code(f"`{bare_markdown(*pieces)}`")


def bare_json_code(value: Any) -> Code:
    return Code(f"`{bare_json(json_tree(value))}`")


def everything_is_plain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(characters, "_is_forbidden", lambda _: False)
    patch.setattr(builder, "forbidden", lambda _: ())
    patch.setattr(text, "is_plain", lambda one: one not in "\\\n")


BUGS: dict[str, tuple[Plant, str, str]] = {
    "literals leave backslashes": (forgets("\\"), TEXTS["trailing backslash"], "self-check"),
    "literals leave quotes": (forgets('"', "'"), TEXTS["both quotes"], "self-check"),
    "literals leave line feeds": (forgets("\n"), TEXTS["line feeds"], "self-check"),
    "docstrings leave quotes and backslashes": (
        lambda patch: patch.setattr(text, "_docstring_word", str),
        TEXTS["docstring breakout"],
        "self-check",
    ),
    "some literals are neither escaped nor checked, and do not parse": (
        instead(text.literal, trusting_literal),
        TEXTS["string breakout"].replace("'", '"') + ' and more words to break the line at"',
        "printer",
    ),
    "some literals are neither escaped nor checked, and a call is injected": (
        instead(text.literal, trusting_literal),
        '"+os.system("x")+"',
        "gate",
    ),
    "some literals are neither escaped nor checked, and no call is injected": (
        instead(text.literal, trusting_literal),
        '"+"',
        "canary",
    ),
    "docstrings neither escape nor check, and a call is injected": (
        instead(text.docstring, bare_docstring),
        '"""; os.system("x"); """',
        "gate",
    ),
    "docstrings neither escape nor check, and no call is injected": (
        instead(text.docstring, bare_docstring),
        '"""; x = 1; """',
        "canary",
    ),
    "JSON neither escapes nor checks": (
        lambda patch: patch.setattr(jsonschema, "json_text", bare_json),
        TEXTS["JSON breakout"],
        "canary",
    ),
    "Markdown leaves angle brackets": (
        lambda patch: patch.setattr(text, "write_markdown", lambda one: " ".join(one.split())),
        TEXTS["markup"],
        "self-check",
    ),
    "Markdown neither escapes nor checks, and HTML is injected": (
        instead(text.markdown, bare_markdown),
        "<b>bold</b> and [words](https://example.com)",
        "canary",
    ),
    "Markdown neither escapes nor checks, and a cell is injected": (
        instead(text.markdown, bare_markdown),
        "no | 5 | more",
        "canary",
    ),
    "spans of code are not checked": (
        instead(text.markdown_code, bare_code),
        "a ` <b> ` b",
        "canary",
    ),
    "JSON in a cell leaves bars": (
        instead(text.markdown_json, bare_json_code),
        "a | b",
        "canary",
    ),
    "the reader and the encoders let every character through": (
        everything_is_plain,
        TEXTS["bidirectional override"],
        "gate",
    ),
}


def guard(campaign: Campaign, one: str) -> str:
    """Return the guard that a text meets, or nothing if it does no harm."""
    try:
        outcome = campaign.everywhere(one)
    except text.EncodingError:
        return "self-check"
    except SyntaxError:
        return "printer"
    except AssertionError as problem:
        return "gate" if "E0406" in str(problem) else str(problem)
    swapped = campaign.swapped(outcome.stayed, one)
    return "canary" if list(complaints(outcome.files, campaign.plain, swapped)) else ""


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_meets_its_guard(
    bug: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, payload, expected = BUGS[bug]
    plant(monkeypatch)
    assert guard(campaign, payload) == expected


@pytest.mark.soak
@pytest.mark.parametrize("harmless", dict.fromkeys(one[1] for one in BUGS.values()))
def test_without_a_bug_the_same_text_does_no_harm(harmless: str, campaign: Campaign) -> None:
    assert guard(campaign, harmless) == ""


ELSEWHERE = ("JSON", "Markdown", "spans of code")
IN_PYTHON = [bug for bug in BUGS if not any(one in bug for one in ELSEWHERE)]


@pytest.mark.soak
@pytest.mark.parametrize("bug", IN_PYTHON)
def test_a_planted_bug_meets_its_guard_in_pydantic_models_alone(
    bug: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [one for one in campaign._targets if one.name == "pydantic"]
    monkeypatch.setattr(campaign, "_targets", alone)
    monkeypatch.setattr(campaign, "plain", campaign.run(campaign.trees))
    plant, payload, expected = BUGS[bug]
    plant(monkeypatch)
    assert guard(campaign, payload) == expected


HOSTILE_KEY = "x=os.getcwd()"


@pytest.fixture
def any_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the reader take any text as a key."""
    monkeypatch.setattr(shape, "_check_pattern", lambda *_: iter(()))
    shape._validator.cache_clear()
    yield
    shape._validator.cache_clear()


@pytest.mark.usefixtures("any_key")
def test_a_key_that_passes_the_reader_is_no_name(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = Place("atelier/7-brush.yaml", ("params", "seed"))
    hostile = with_keys(campaign.trees, {seed: HOSTILE_KEY})
    with pytest.raises(ValueError, match="not a name in Python"):
        campaign.run(hostile)
    monkeypatch.setattr(naming, "_identifier", Code)
    with pytest.raises(AssertionError, match="E0406"):
        campaign.run(hostile)
