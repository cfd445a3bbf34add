from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from specpress.diagnostics.report import SpecError
from specpress.emit.writer.directory.descriptors import DescriptorDirectory
from specpress.emit.writer.directory.directory import Directory, EntryKind
from specpress.emit.writer.directory.portable import PortableDirectory
from specpress.emit.writer.directory.root import open_output
from specpress.emit.writer.paths import STAGE
from specpress.emit.writer.transaction.journal import JOURNAL

from .conftest import Tree

Operation = Callable[[Directory], object]


def test_a_file_is_never_created_over_another_or_through_a_link(tree: Tree) -> None:
    tree.put("x", "mine")
    (tree.root / "link").symlink_to(tree.root.parent / "outside")
    with open_output(tree.root, portable=tree.portable) as directory:
        for name in ("x", "link"):
            with pytest.raises(FileExistsError):
                directory.create(name, b"ours")
    assert (tree.root / "x").read_text("utf-8") == "mine"
    assert not (tree.root.parent / "outside").exists()


@pytest.mark.parametrize(
    "operation",
    [
        lambda directory: directory.kind("link/x"),
        lambda directory: directory.names("link/folder"),
        lambda directory: directory.read("link/x"),
        lambda directory: directory.create("link/new", b""),
        lambda directory: directory.link("x", "link/new"),
        lambda directory: directory.move("link/x", "new"),
        lambda directory: directory.move("x", "link/new"),
        lambda directory: directory.remove("link/x"),
        lambda directory: directory.make_folder("link/new"),
        lambda directory: directory.remove_folder("link/folder"),
    ],
)
def test_no_operation_goes_through_a_link(tree: Tree, operation: Operation) -> None:
    tree.put("x", "ours")
    outside = tree.root.parent / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "x").write_text("theirs", "utf-8")
    (tree.root / "link").symlink_to(outside)
    with (
        pytest.raises(SpecError, match="E0503: `generated/link` is a symbolic link"),
        open_output(tree.root, portable=tree.portable) as directory,
    ):
        operation(directory)
    assert sorted(path.name for path in outside.iterdir()) == ["folder", "x"]
    assert (tree.root / "x").read_text("utf-8") == "ours"


def test_what_stands_at_a_path_is_told_without_following_links(tree: Tree) -> None:
    tree.put("folder/file", "")
    (tree.root / "link").symlink_to("folder")
    os.mkfifo(tree.root / "pipe")
    with open_output(tree.root, portable=tree.portable) as directory:
        assert directory.kind("folder") is EntryKind.FOLDER
        assert directory.kind("folder/file") is EntryKind.FILE
        assert directory.kind("link") is EntryKind.LINK
        assert directory.kind("pipe") is EntryKind.OTHER
        assert directory.kind("folder/none") is None
        assert directory.kind("none/file") is None
        assert directory.kind("folder/file/below") is None


def test_all_is_on_disk_before_the_commit_point_and_before_the_journal_goes(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({"a/x": "1", "b/deep/y": "1"})
    synced: set[int] = set()
    checked: list[tuple[str, ...]] = []

    def fsync(descriptor: int, real: Callable[[int], None] = os.fsync) -> None:
        real(descriptor)
        synced.add(os.fstat(descriptor).st_ino)

    def require(*paths: str) -> None:
        for path in paths:
            place = tree.root / path
            assert place.stat().st_ino in synced or (tree.portable and place.is_dir()), path
        checked.append(paths)
        synced.clear()

    kind = PortableDirectory if tree.portable else DescriptorDirectory

    def move(*args: Any, real: Callable[..., None] = kind.move) -> None:
        if args[-1] == JOURNAL:
            staged = [f"{STAGE}/{path.name}" for path in (tree.root / STAGE).iterdir()]
            require(*staged, STAGE, "")
        real(*args)

    def remove(*args: Any, real: Callable[..., None] = kind.remove) -> None:
        if args[-1] == JOURNAL:
            require("a", "b", "b/deep", "")
        real(*args)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(kind, "move", move)
    monkeypatch.setattr(kind, "remove", remove)
    tree.write({"a/x": "2", "b/deep/y": "2"})
    assert len(checked) == 2
    assert len(checked[0]) == 6  # two files, the manifest, the journal's draft, two folders
