"""The shortest text of a format is as long as the check of limits takes it to be."""

from __future__ import annotations

import re

import pytest
from specpress.ir.checks.fields.limits import SHORTEST
from specpress.ir.contract.contract import PATTERNS
from specpress.ir.types.types import Format

TEXTS = {Format.URL: "http://a", Format.DATE_TIME: "2026-01-31T12:00:00Z"}


@pytest.mark.parametrize("form", Format)
def test_no_text_of_a_format_is_shorter(form: Format) -> None:
    text = TEXTS[form]
    assert re.fullmatch(PATTERNS[form], text)
    assert len(text) == SHORTEST[form]
    for at in range(len(text)):
        assert not re.fullmatch(PATTERNS[form], text[:at] + text[at + 1 :])
