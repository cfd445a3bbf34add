"""Every word of the language has a good case, a bad case, a line in the reference and a target."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.docs.excerpts import CASES, bad
from tests.docs.language import Use, Word, uses, words
from tests.docs.spec_language import title_of

from .acting import Acting

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/spec-language.md"

INERT: Final = {
    "model.examples.prices.amount": "lint holds it to the price; it cannot be changed alone",
    "platform.webhooks.proof.signature": "there is one way of signing, so nothing can replace it",
    "rule.unchecked": "targets show the sentence of such a rule, not which parameters it names",
}
"""Words on which no target is seen to act, with those within them, and why they are words."""


@cache
def acting() -> Acting:
    return Acting.on(sorted(CASES.glob("good/*/specs")))


def is_inert(use: Use) -> bool:
    return any(str(use) == one or str(use).startswith(f"{one}.") for one in INERT)


@pytest.mark.parametrize("owner", dict.fromkeys(one.owner for one in uses()))
def test_each_word_stands_in_a_good_case_and_a_target_acts_on_it(owner: str) -> None:
    here = [one for one in uses() if one.owner == owner]
    unused = [str(one) for one in here if one not in acting().spots]
    assert not unused, (
        f"no good case has {unused}: write each into a spec below tests/cases/good/, such as "
        "every-word/specs/atelier/, and run `pytest --bless tests/test_cases.py`"
    )
    idle = [str(one) for one in here if not is_inert(one) and acting().of(one) is None]
    assert not idle, (
        f"no target writes anything else where {idle} is changed or left out of the specs below "
        "tests/cases/good/: let a target act on it, or write a value that can be changed alone"
    )


@pytest.mark.parametrize("home", dict.fromkeys(one.home for one in words()))
def test_each_word_is_refused_in_a_bad_case(home: str) -> None:
    never = [str(one) for one in words() if one.home == home and one not in bad()]
    assert not never, (
        f"no bad case is refused at the value of {never}: write each with a wrong value into a "
        "spec below tests/cases/bad/, such as E0202-each-word-once/specs/, and run "
        "`pytest --bless tests/test_cases.py`"
    )


@pytest.mark.parametrize("home", dict.fromkeys(one.home for one in words()))
def test_each_word_has_its_lines_in_the_reference(home: str) -> None:
    page = PAGE.read_text("utf-8")
    missing = [str(one) for one in words() if one.home == home and not is_told(page, one)]
    assert not missing, (
        f"docs/spec-language.md does not say what {missing} means, passes and is refused for: "
        "run `pytest --bless tests/docs/test_reference.py`"
    )


def is_told(page: str, word: Word) -> bool:
    _, found, after = page.partition(f"\n### {title_of(word)}\n")
    entry = after.partition("\n#")[0]
    return bool(found) and "\nPasses" in entry and "\nRefused: " in entry


def test_each_word_has_a_heading_of_its_own() -> None:
    assert len({title_of(one) for one in words()}) == len(words())


@pytest.mark.parametrize("word", INERT)
def test_what_is_inert_is_a_word_on_which_no_target_is_seen_to_act(word: str) -> None:
    (use,) = (one for one in uses() if str(one) == word)
    assert acting().of(use) is None, f"take {word} out of INERT: a target acts on it"
