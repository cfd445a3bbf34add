"""Law 9: spec text is not code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from operator import mod
from pathlib import Path

import pytest
from specpress.diagnostics.source import Source, Span
from specpress.ir.types.text import SpecText

PACKAGE = Path(__file__).parents[2] / "generator" / "specpress"
DOORS = {"reveal", "plain"}
MAY_OPEN = {
    "emit/encoders/encoders.py",
    "emulator/answers/characters.py",
    "ir/checks/examples.py",
    "ir/contract/violations.py",
}
"""The encoders; the emulator, which sends values as JSON and writes no files; and the checks of
examples and defaults, which show values to nobody."""

TEXT = SpecText("secret", Span(Source("specs/acme/clip.yaml")))


@pytest.mark.parametrize(
    "use",
    [
        str,
        lambda text: f"{text}",
        lambda text: f"{text!s}",
        lambda text: f"{text:>10}",
        "{}".format,
        partial(mod, "%s"),
        lambda text: "a" + text,
        lambda text: text + "a",
        lambda text: text * 2,
        ", ".join,
        lambda text: text[0],
        list,
        lambda text: text.upper(),
        lambda text: "s" in text,
        print,
        bytes,
        lambda text: text.encode(),
    ],
)
def test_spec_text_cannot_be_printed_or_taken_apart(use: Callable[[SpecText], object]) -> None:
    with pytest.raises((TypeError, AttributeError)):
        use(TEXT)


def test_what_shows_a_value_shows_no_spec_text() -> None:
    shown = [repr(TEXT), f"{TEXT!r}", f"{[TEXT]}", str({"a": TEXT}), mod("%r", (TEXT,))]

    assert [one for one in shown if "secret" in one] == []


def test_spec_text_never_changes() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        TEXT.span = Span(Source("elsewhere"))


def doors(text: str) -> Iterator[str]:
    """Yield the ways by which a module could get at the characters of spec text."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.ImportFrom(module=module, names=names):
                found = {one.name for one in names} & DOORS
                whole = module == "specpress.ir" and "text" in {one.name for one in names}
                if (module == "specpress.ir.types.text" and found) or whole:
                    yield "import"
            case ast.Import(names=names) if "specpress.ir.types.text" in {
                one.name for one in names
            }:
                yield "import"
            case ast.Attribute(attr="_characters") | ast.Constant(value="_characters"):
                yield "attribute"
            case _:
                pass


def test_the_modules_that_may_open_spec_text_are_these() -> None:
    files = {one.relative_to(PACKAGE).as_posix(): one for one in PACKAGE.rglob("*.py")}
    # What is copied into packages imports nothing of specpress, so it never meets spec text.
    files = {name: one for name, one in files.items() if "/runtime/" not in name}
    opening = {name for name, path in files.items() if [*doors(path.read_text("utf-8"))]}

    assert opening - {"ir/types/text.py"} == MAY_OPEN


@pytest.mark.parametrize(
    "text",
    [
        "from specpress.ir.types.text import SpecText, reveal",
        "from specpress.ir.types.text import plain as p",
        "from specpress.ir import text",
        "import specpress.ir.types.text",
        "def f():\n    from specpress.ir.types.text import reveal",
        "x._characters",
        "getattr(x, '_characters')",
    ],
)
def test_another_way_in_would_be_found(text: str) -> None:
    assert list(doors(text))


@pytest.mark.parametrize(
    "text",
    [
        "from specpress.ir.types.text import SpecText, Tree, quoted",
        "from elsewhere import reveal",
        "plain = 1",
    ],
)
def test_what_opens_nothing_is_not_taken_for_a_way_in(text: str) -> None:
    assert not list(doors(text))
