"""The emulator's own calls are for programs of this machine, and its files are its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from specpress.emulator.http.guard import MOST_BYTES
from specpress.emulator.http.threaded import Emulator
from specpress.ir.types.api import Api


@pytest.fixture
def emulator(apis: dict[str, Api]) -> Iterator[Emulator]:
    with Emulator(apis["rivya"]) as opened:
        yield opened


LEDGER = "/__emulator__/ledger"
FAULTS = "/__emulator__/faults"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "", "127.0.0.1.evil.example"])
def test_a_name_that_leads_to_this_machine_reads_nothing(emulator: Emulator, host: str) -> None:
    answer = httpx2.get(f"{emulator.url}{LEDGER}", headers={"Host": host}, trust_env=False)
    assert answer.status_code == 403
    assert "is not this machine" in answer.json()["error"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9", "[::1]:9"])
def test_this_machine_reads_the_ledger(emulator: Emulator, host: str) -> None:
    answer = httpx2.get(f"{emulator.url}{LEDGER}", headers={"Host": host}, trust_env=False)
    assert answer.status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://10.0.0.1"])
def test_a_page_of_another_origin_changes_nothing(emulator: Emulator, origin: str) -> None:
    headers = {"Origin": origin, "Content-Type": "text/plain"}
    wish = b'{"fault": "failed_job", "times": 1000000}'
    answer = httpx2.post(f"{emulator.url}{FAULTS}", content=wish, headers=headers, trust_env=False)
    assert answer.status_code == 403
    assert httpx2.get(f"{emulator.url}{FAULTS}", trust_env=False).json()["queue"] == []


def test_a_body_that_is_of_no_use_is_not_kept(emulator: Emulator) -> None:
    answer = httpx2.post(f"{emulator.url}{FAULTS}", content=bytes(MOST_BYTES + 1), trust_env=False)
    assert answer.status_code == 413


def test_a_boundary_that_is_too_long_is_no_form(emulator: Emulator) -> None:
    line = "X" * 300
    headers = {
        "Authorization": f"Bearer {emulator.api_key}",
        "Content-Type": f"multipart/form-data; boundary={line}",
    }
    answer = httpx2.post(
        f"{emulator.url}/api/v1/files", content=f"--{line}--", headers=headers, trust_env=False
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("mark", ["CREATE TABLE customers (x)", "PRAGMA application_id = 7"])
def test_another_programs_database_is_left_as_it_is(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute(mark)
    other.commit()
    other.close()
    before = path.read_bytes()
    ran = subprocess.run(
        [sys.executable, "-m", "specpress", "emulate", "rivya", "--db", str(path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 2
    assert "another program's database" in ran.stderr
    assert path.read_bytes() == before
