"""The file of a ledger: one of another program is left as it is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from specpress.cli import main
from specpress.emulator.ledger.ledger import Ledger, LedgerError
from specpress.targets.python.runtime.webhooks.replay import SqliteStore

from tests.emulator.calls import ATELIER


def ran(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for one in statements:
            database.execute(one)
        database.commit()


CUSTOMERS = ("CREATE TABLE customers (x)", "INSERT INTO customers VALUES (1)")
OTHERS: dict[str, Callable[[Path], object]] = {
    "tables": lambda path: ran(path, *CUSTOMERS),
    "marked": lambda path: ran(path, "PRAGMA application_id = 1246708307"),
    "wal": lambda path: ran(path, "PRAGMA journal_mode = WAL", *CUSTOMERS),
    "view": lambda path: ran(path, "CREATE VIEW account AS SELECT 1"),
    "same name": lambda path: ran(path, "CREATE TABLE account (x)"),
    "deliveries": SqliteStore,
    "no database": lambda path: path.write_bytes(b"no database" * 99),
    "text": lambda path: path.write_text("x"),
    "long text": lambda path: path.write_text("x" * 9_999),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_program_is_refused_and_left_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.db"
    OTHERS[name](path)
    before = path.read_bytes()
    monkeypatch.setattr(
        "specpress.cli.commands.emulate._serve", lambda *_, **__: pytest.fail("it serves")
    )
    ran = CliRunner().invoke(
        main, ["emulate", "atelier", "--specs", str(ATELIER), "--db", str(path)]
    )
    assert (ran.exit_code, path.read_bytes()) == (1, before)
    assert f"{path} cannot be used as a ledger: " in ran.output
    assert "Traceback" not in ran.output


@pytest.mark.parametrize("path", ["/dev/null", "/dev", "/dev/zero", "/nowhere/at/all", "a\0b", ""])
def test_what_is_no_file_is_refused(path: str) -> None:
    with pytest.raises(LedgerError, match="cannot be used as a ledger"):
        Ledger(path, "atelier", 7)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_new_file_and_an_empty_one_become_ledgers(tmp_path: Path, *, is_there: bool) -> None:
    path = tmp_path / "a # ledger?.db"
    if is_there:
        path.touch()
    for opening in (7, 9):
        ledger = Ledger(str(path), "atelier", opening)
        assert ledger.opening == 7
        ledger.close()


def test_a_ledger_of_an_earlier_version_is_used(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(str(path), "atelier", 7).close()
    ran(path, "PRAGMA application_id = 0")
    Ledger(str(path), "atelier", 9).close()
    ran(path, "CREATE TABLE later (x)")
    ledger = Ledger(str(path), "atelier", 9)
    assert ledger.opening == 7
    ledger.close()


@pytest.mark.parametrize("is_marked", [False, True])
def test_a_ledger_is_used_again_after_a_crash(tmp_path: Path, *, is_marked: bool) -> None:
    path, crashed = tmp_path / "ledger.db", tmp_path / "crashed.db"
    ledger = Ledger(str(path), "atelier", 7)
    if not is_marked:
        ledger._run("PRAGMA application_id = 0")
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{crashed}{suffix}")
    ledger.close()
    again = Ledger(str(crashed), "atelier", 9)
    assert again.opening == 7
    again.close()


def test_a_ledger_of_another_platform_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(str(path), "loom", 7).close()
    with pytest.raises(LedgerError, match="is the ledger of loom, not of atelier"):
        Ledger(str(path), "atelier", 7)
