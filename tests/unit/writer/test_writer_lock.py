from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from specpress.diagnostics.report import SpecError
from specpress.emit.writer.directory import lock
from specpress.emit.writer.directory.directory import EntryKind, kind_of
from specpress.emit.writer.directory.root import open_output

from .conftest import Tree

HOLD = """
import sys
from pathlib import Path
from specpress.emit.writer.directory.root import open_output
output, portable = Path(sys.argv[1]), sys.argv[2] == "True"
with open_output(output, portable=portable):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_second_run_waits_and_then_says_so(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    command = [sys.executable, "-c", HOLD, str(tree.root), str(tree.portable)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        (refused,) = tree.refused({"a/x": "2"})
        other.communicate("")
    assert refused.code == "E0509"
    assert refused.message == "another run is writing to `generated`"
    tree.write({"a/x": "2"})


def test_readers_do_not_shut_one_another_out(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    with open_output(tree.root, shared=True, portable=tree.portable):
        assert tree.compare({"a/x": "1"}) == ()


def test_the_lock_ends_with_the_run(tree: Tree) -> None:
    for text in ("1", "2", "3"):
        tree.write({"a/x": text})
    with pytest.raises(SpecError):
        tree.write({"../x": ""})
    tree.write({"a/x": "4"})


def test_a_link_in_place_of_the_lock_is_refused(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "generated", portable=True)
    tree.write({"a/x": "1"})
    (tree.root / ".specpress.lock").unlink()
    (tree.root / ".specpress.lock").symlink_to(tmp_path / "outside")
    with pytest.raises(SpecError, match="E0503"):
        tree.write({"a/x": "2"})
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("taken", [False, True])
def test_windows_locks_by_msvcrt(monkeypatch: pytest.MonkeyPatch, *, taken: bool) -> None:
    asked: list[tuple[int, int, int]] = []

    def locking(descriptor: int, mode: int, size: int) -> None:
        asked.append((descriptor, mode, size))
        if taken:
            raise PermissionError

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    assert lock.try_lock(7, shared=False, windows=True) is not taken
    assert asked == [(7, 2, 1)]


def test_a_windows_junction_is_a_link() -> None:
    status = SimpleNamespace(st_mode=0o040777, st_reparse_tag=0xA0000003)
    assert kind_of(status) is EntryKind.LINK  # type: ignore[arg-type]  # Linux has no such status
