"""Schemathesis, by its own program, finds nothing wrong with the emulator's OpenAPI document.

It is installed into a folder of its own when the test runs, which needs a package registry.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from specpress.emulator.http.threaded import Emulator
from specpress.emulator.options import Options
from specpress.ir.types.api import Api

from tests.emulator.calls import adds_up

pytestmark = pytest.mark.soak

NOT_SAYABLE = "positive_data_acceptance"
"""A check that what fits the document is taken. The document says itself, under `x-not-carried`,
which rules between parameters it cannot say; nor can it say what the bytes of a file must be."""


@pytest.fixture(scope="module")
def schemathesis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schemathesis")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    install = (scripts / "python", "-m", "pip", "install", "--quiet", "schemathesis>=4")
    subprocess.run(install, check=True)
    return scripts / "st"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_schemathesis_finds_nothing(
    schemathesis: Path, apis: dict[str, Api], seed: int, tmp_path: Path
) -> None:
    with Emulator(apis["rivya"], Options(opening=1e9, speed=1000.0)) as emulator:
        command = (
            *(schemathesis, "run", f"{emulator.url}/openapi.json", "--continue-on-failure"),
            *("-H", f"Authorization: Bearer {emulator.api_key}", "--seed", str(seed)),
            *("--exclude-checks", NOT_SAYABLE, "--max-examples", "50", "--no-color"),
        )
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout
        assert "Stateful (in" in ran.stdout, "every phase ran"
        (cases,) = re.findall(r"(\d+) generated", ran.stdout)
        assert int(cases) >= 1700
        assert adds_up(emulator.ledger())
