"""The platform that the storm is about."""

from __future__ import annotations

import pytest
from specpress.diagnostics.report import Report
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api

from tests.conftest import ROOT


@pytest.fixture(scope="session")
def rivya() -> Api:
    apis = load_apis(ROOT / "specs", Report())
    return next(one for one in apis if one.platform.id == "rivya")
