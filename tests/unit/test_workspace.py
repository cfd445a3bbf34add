"""Finding spec files, where the file system is at its worst."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from specpress.diagnostics.report import Report
from specpress.spec.workspace import read_workspace


def messages(specs: Path) -> list[str]:
    report = Report()
    assert read_workspace(specs, report) == ()
    return [one.message for one in report.diagnostics]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "specs" / "acme"
    folder.mkdir(parents=True)
    (folder / "platform.yaml").write_text("platform: acme\n", "utf-8")
    return folder


def test_a_file_that_cannot_be_read_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> bytes:
        del mode
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    (said,) = messages(folder.parent)
    assert said.endswith("platform.yaml` cannot be read: Permission denied")


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "wave.yaml")
    assert any(
        "wave.yaml` cannot be read: it is not a file" in one for one in messages(folder.parent)
    )


def test_files_and_folders_that_begin_with_a_dot_are_passed_over(folder: Path) -> None:
    (folder / ".draft.yaml").write_text("{", "utf-8")
    (folder.parent / ".schema").mkdir()
    assert not any("draft" in one or "schema" in one for one in messages(folder.parent))
