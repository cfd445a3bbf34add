"""What no page says is listed, and nothing that a spec says is."""

from __future__ import annotations

import json

from click.testing import CliRunner
from specpress.cli import main
from specpress.emulator.platform.assumptions import assumptions_of
from specpress.emulator.platform.error_codes import Meaning, Meanings
from specpress.ir.types.api import Api

from tests.emulator.calls import ROOT, Caller


def test_an_id_stands_for_the_same_assumption_on_every_platform(apis: dict[str, Api]) -> None:
    facts: dict[str, str] = {}
    for api in apis.values():
        for one in assumptions_of(api):
            platform, _, number = one.id.partition(".")
            assert platform == api.platform.id
            assert facts.setdefault(number, one.fact) == one.fact
    assert sorted(facts) == [f"A{number:02}" for number in range(1, 31)]


def test_what_a_spec_says_is_not_assumed(apis: dict[str, Api]) -> None:
    rivya, atelier = (
        {one.id.partition(".")[2]: one.value for one in assumptions_of(apis[name])}
        for name in ("rivya", "atelier")
    )
    assert rivya["A02"] == "402 with insufficient_credits"
    assert "A02" not in atelier, "its page states 402"
    assert "A10" not in atelier, "it has no call to look files up"
    assert "A22" not in rivya, "its pages have a code for everything"
    assert atelier["A22"].startswith("no key was sent: 401 unauthorized; ")
    assert rivya["A19"] == "image 2 to 8 s, audio 2 to 10 s, video 5 to 20 s"


def test_every_code_has_the_meaning_that_its_name_tells(apis: dict[str, Api]) -> None:
    found = {one.name: refusal.code for one, refusal in Meanings(apis["rivya"].platform)}
    assert found == {
        "KEY_MISSING": "api_key_missing",
        "KEY_INVALID": "api_key_invalid",
        "KEY_REVOKED": "api_key_revoked",
        "KEY_EXPIRED": "api_key_expired",
        "SCOPE_DENIED": "api_scope_denied",
        "RATE_LIMITED": "rate_limited",
        "INVALID": "validation_failed",
        "NOT_FOUND": "not_found",
        "KEY_REUSED": "idempotency_conflict",
        "NO_CREDITS": "insufficient_credits",
        "JOB_FAILED": "generation_failed",
    }
    other = Meanings(apis["atelier"].platform)
    assert [other.of(one).code for one in (Meaning.INVALID, Meaning.RATE_LIMITED)] == [
        "refused",
        "slow_down",
    ]
    assert other.of(Meaning.NO_CREDITS).code == "unpaid"


def test_they_are_printed_and_served(rivya: Caller, apis: dict[str, Api]) -> None:
    expected = [one.tree() for one in assumptions_of(apis["rivya"])]
    options = ["emulate", "rivya", "--specs", str(ROOT / "specs"), "--assumptions"]
    assert json.loads(CliRunner().invoke(main, [*options, "--json"]).output) == expected
    assert rivya("GET", "/__emulator__/assumptions").json() == expected
    shown = CliRunner().invoke(main, options).output
    assert all(one["id"] in shown and one["reason"] in shown for one in expected)
