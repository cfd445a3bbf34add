"""What the campaign of hostile texts shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.injection.campaign import Campaign


@pytest.fixture(scope="session")
def campaign(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    specs = root / "tests" / "cases" / "good" / "every-word" / "specs"
    return Campaign(specs, tmp_path_factory.mktemp("specs"))
