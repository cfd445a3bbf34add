"""Hostile text in every place of a platform and its models: it stays text, or is refused."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.injection.campaign import Campaign, Refusal
from tests.injection.oracle import UNSEEN, complaints
from tests.injection.trees import Leaf, Place, Steps, keys, styles, with_keys
from tests.payloads import PAYLOADS

TURNS = [(turn, name, text) for turn, (name, text) in enumerate(PAYLOADS)]
SHARES = 8
"""A share of the payloads is one test, so that one run of the formatter serves many."""

FIRST = 5
"""So many shares, 47 payloads, are run by `make test`, and the others by `make soak`."""

EACH_SHARE = [
    pytest.param(one, marks=() if one < FIRST else pytest.mark.soak) for one in range(SHARES)
]

LONGEST_KEY = 63

NAMED = (
    ("request",),
    ("params",),
    ("params", "frame", "fields"),
    ("references", "item"),
    ("job", "answer"),
    ("operations",),
    ("errors",),
    ("examples", "requests"),
    ("examples", "answers"),
)
"""The mappings whose keys are names that authors give."""


WORD = re.compile("[!-~]+")
"""What some pattern of the language may take: scopes, prefixes, pages, versions."""


def is_readable(text: str) -> bool:
    """Return whether a spec may hold a text."""
    return not any(unicodedata.category(one) in UNSEEN for one in text if one != "\n")


def python_of(files: Mapping[str, str], turn: int) -> dict[str, str]:
    """Return the Python among the files, by names that differ from turn to turn."""
    return {
        f"{turn}_{path.replace('/', '_')}": text
        for path, text in files.items()
        if path.endswith(".py")
    }


def is_prose(place: Place) -> bool:
    return place.path[-1] in {"doc", "en", "th"}


def unformatted(folder: Path, files: Mapping[str, str]) -> str:
    """Return what the formatter of Python would change, in one run over many files."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    ran = subprocess.run(
        [ruff, "format", "--isolated", "--diff", "--no-cache", folder],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return ran.stdout


@pytest.mark.parametrize("share", EACH_SHARE)
def test_text_everywhere_at_once_stays_text_or_is_refused_where_it_stands(
    share: int, campaign: Campaign, tmp_path: Path
) -> None:
    prose = {place for place in campaign.texts if is_prose(place)}
    python: dict[str, str] = {}
    for turn, name, text in TURNS[share::SHARES]:
        outcome = campaign.everywhere(text, turn)
        swapped = campaign.swapped(outcome.stayed, text)
        assert list(complaints(outcome.files, campaign.plain, swapped)) == [], name
        assert outcome.stayed & prose == (prose if is_readable(text) else set()), name
        if is_readable(text) and not WORD.fullmatch(text):
            assert campaign.bound <= set(outcome.refused[0].places), name
        python |= python_of(outcome.files, turn)
    assert unformatted(tmp_path, python) == ""


def test_a_key_is_refused_where_it_stands(campaign: Campaign) -> None:
    firsts: dict[tuple[str, Steps], Place] = {}
    for place in keys(campaign.trees):
        if place.path[:-1] in NAMED:
            firsts.setdefault((place.file, place.path[:-1]), place)
    assert {path for _, path in firsts} == set(NAMED)
    for _, name, text in TURNS:
        if text.isidentifier() and len(text) <= LONGEST_KEY:
            continue
        found = campaign.run(with_keys(campaign.trees, dict.fromkeys(firsts.values(), text)))
        assert isinstance(found, Refusal), name
        if is_readable(text):
            expected = {Place(one.file, (*one.path[:-1], text)) for one in firsts.values()}
            assert expected <= set(found.places), name


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES * 4))
def test_text_in_one_place_stays_text(share: int, campaign: Campaign, tmp_path: Path) -> None:
    for at, place in list(enumerate(campaign.texts))[share :: SHARES * 4]:
        python: dict[str, str] = {}
        for turn, name, text in TURNS:
            known = styles(text)
            leaf = Leaf(text, is_text=True, style=known[(turn + at) % len(known)])
            found = campaign.at(place, leaf)
            if not isinstance(found, Refusal):
                swapped = campaign.swapped([place], text)
                assert list(complaints(found, campaign.plain, swapped)) == [], (place, name)
                python |= python_of(found, turn)
        assert unformatted(tmp_path, python) == "", place


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES * 4))
def test_a_text_in_place_of_any_key_is_refused(share: int, campaign: Campaign) -> None:
    for place in keys(campaign.trees)[share :: SHARES * 4]:
        for _, name, text in TURNS:
            if not text.isidentifier() or len(text) > LONGEST_KEY:
                found = campaign.run(with_keys(campaign.trees, {place: text}))
                assert isinstance(found, Refusal), (place, name)
