"""The plugin of pytest: five lines in a fresh project, and nothing in others."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from specpress.emulator.http.threaded import Emulator
from specpress.ir.types.api import Api
from specpress.testing import emulated_app

from tests.emulator.calls import ATELIER, ROOT

FIVE_LINES = """\
from rivya import Rivya
from rivya.models import kling_2_6


def test_reveal(emulate):
    emulator = emulate("rivya", instant=True)
    with Rivya(api_key=emulator.api_key, base_url=emulator.url) as client:
        job = client.create(kling_2_6.request("A lighthouse"))
        assert client.wait(job, timeout=60).urls
"""
UNUSED = """\
import sys


def test_nothing_was_imported():
    assert not {"starlette", "uvicorn", "yaml", "specpress.emulator"} & set(sys.modules)
"""


def pytest_in(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    environment = {"PYTHONPATH": str(ROOT / "generated/python"), "PATH": ""}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_fresh_project_needs_five_lines(tmp_path: Path) -> None:
    folder = tmp_path / "specs/rivya"
    folder.mkdir(parents=True)
    for name in ("platform.yaml", "kling-2-6.yaml"):
        shutil.copy(ROOT / "specs/rivya" / name, folder)
    ran = pytest_in(tmp_path, FIVE_LINES, "-W", "error")
    assert ran.returncode == 0, ran.stdout


def test_a_project_that_does_not_use_it_pays_nothing(tmp_path: Path) -> None:
    ran = pytest_in(tmp_path, UNUSED)
    assert ran.returncode == 0, ran.stdout


def test_a_platform_that_is_not_there_is_said(tmp_path: Path) -> None:
    text = f"def test_it(emulate):\n    emulate('lyra', specs=r'{ATELIER}')\n"
    ran = pytest_in(tmp_path, text)
    assert ran.returncode == 1
    assert "has no platform 'lyra'; it has atelier" in ran.stdout


def test_an_app_is_called_without_a_socket() -> None:
    app = emulated_app("atelier", specs=ATELIER, instant=True)
    transport = httpx2.ASGITransport(app=app)

    async def ask() -> httpx2.Response:
        headers = {"Authorization": f"Bearer {app.api_key}"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://x") as http:
            return await http.get("/v2/drawings/job_000001", headers=headers)

    assert asyncio.run(ask()).status_code == 404
    assert app.ledger()["requests"] == {"status": 1}
    app.close()


def test_no_key_is_shown(apis: dict[str, Api]) -> None:
    with Emulator(apis["rivya"]) as emulator:
        shown = (repr(emulator), repr(emulator._app), repr(emulator._app.emulation))
        assert [one for one in shown if emulator.api_key in one] == []
        assert repr(emulator._app.emulation.keys) == "<Keys>"


def test_questions_of_other_threads_are_answered_or_raised(apis: dict[str, Api]) -> None:
    with Emulator(apis["rivya"]) as emulator:
        assert emulator.ledger()["opening"] == 10_000
        with pytest.raises(Exception, match="there is no fault 'x'"):
            emulator.fault("x")
        emulator.profile("outage")
        emulator.advance(1)
    emulator.stop()
