"""What happens when the disk, another run or a user interferes, without leaving the process."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import SpecError
from specpress.emit.writer.directory.descriptors import DescriptorDirectory
from specpress.emit.writer.directory.portable import PortableDirectory
from specpress.emit.writer.directory.root import open_output
from specpress.emit.writer.transaction.journal import Place, Remove, render_journal
from specpress.emit.writer.transaction.transaction import recover

from .conftest import Tree

OPERATIONS = ("create", "move", "remove", "make_folder", "remove_folder", "sync", "link")
OLD = {"a/x": "1", "a/y": "1", "a/same": "1", "b/gone/z": "1", "b/turn": "1"}
NEW = {"a/x": "2", "a/y": "2", "a/same": "1", "b/come/z": "2", "b/turn/in": "2"}


class Fault:
    """Something done in place of the n-th operation on the output folder, or from there on."""

    def __init__(self, when: int, act: Callable[[], object], *, lasting: bool = False) -> None:
        self.count = 0
        self._when, self._act, self._lasting = when, act, lasting

    def __call__(self) -> None:
        self.count += 1
        if self.count == self._when or (self._lasting and self.count > self._when):
            self._act()


@contextmanager
def interfering(tree: Tree, fault: Callable[[], None], *names: str) -> Iterator[None]:
    """Call `fault` before each operation on the output folder."""
    kind = PortableDirectory if tree.portable else DescriptorDirectory
    with pytest.MonkeyPatch.context() as patch:
        for name in names or OPERATIONS:
            real = getattr(kind, name)

            def call(*args: Any, real: Callable[..., None] = real) -> None:
                fault()
                real(*args)

            patch.setattr(kind, name, call)
        yield


def fail(number: int = errno.ENOSPC) -> None:
    raise OSError(number, os.strerror(number))


def count_operations(tree: Tree) -> int:
    fault = Fault(0, fail)
    tree.write(OLD)
    with interfering(tree, fault):
        tree.write(NEW)
    tree.write(OLD)
    return fault.count


def recovered(tree: Tree) -> None:
    with open_output(tree.root, portable=tree.portable) as directory:
        recover(directory)


def attempt(tree: Tree, texts: dict[str, str]) -> tuple[Diagnostic, ...]:
    """Write, and return why it was refused, if it was."""
    try:
        tree.write(texts)
    except SpecError as refused:
        return refused.diagnostics
    return ()


def test_any_one_failure_leaves_the_old_tree_or_happens_too_late_to_matter(tree: Tree) -> None:
    operations = count_operations(tree)
    before = tree.everything()
    too_late = 0
    for when in range(1, operations + 1):
        with interfering(tree, Fault(when, fail)):
            refused = attempt(tree, NEW)
        if refused:
            assert [one.code for one in refused] == ["E0507"]
            assert refused[0].notes == ("no generated file was changed",)
            assert tree.everything() == before
        else:
            too_late += 1
            assert tree.texts() == NEW
        tree.write(NEW)
        assert tree.texts() == NEW
        tree.write(OLD)
        assert tree.everything() == before
    assert 0 < too_late < operations / 2


def test_failures_that_last_leave_the_old_tree_or_one_that_the_next_run_finishes(
    tree: Tree,
) -> None:
    operations = count_operations(tree)
    unfinished = 0
    for when in range(1, operations + 1):
        with interfering(tree, Fault(when, fail, lasting=True)):
            refused = attempt(tree, NEW)
        if refused and "next `specpress generate` finishes" in refused[0].notes[0]:
            unfinished += 1
            recovered(tree)
            assert tree.texts() == NEW
        else:
            assert tree.texts() == (OLD if refused else NEW)
        tree.write(NEW)
        assert tree.texts() == NEW
        tree.write(OLD)
    assert unfinished > 0


def test_an_interrupt_is_like_a_failure(tree: Tree) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    operations = count_operations(tree)
    for when in range(1, operations + 1):
        with interfering(tree, Fault(when, interrupt)):
            try:
                tree.write(NEW)
            except KeyboardInterrupt:
                assert tree.texts() in (OLD, NEW)
        tree.write(OLD)
        assert tree.texts() == OLD


def test_a_disk_that_refuses_is_named_with_the_path(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    with interfering(tree, partial(fail, errno.EROFS), "make_folder"):
        (refused,) = tree.refused({"a/x": "2"})
    assert refused.message == "`generated` cannot be read or written: Read-only file system"


def test_an_error_without_words_is_named_by_its_kind(tree: Tree) -> None:
    def fail_mutely() -> None:
        raise BlockingIOError

    tree.write({"a/x": "1"})
    with interfering(tree, fail_mutely, "make_folder"):
        (refused,) = tree.refused({"a/x": "2"})
    assert refused.message == "`generated` cannot be read or written: BlockingIOError"


def test_a_real_error_names_the_path_below_the_output(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    long = f"a/{'x' * 300}"
    (refused,) = tree.refused({long: "1"})
    assert refused.message == f"`generated/{long}` cannot be read or written: File name too long"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_leaves_the_old_tree(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/y": "1"})
    (tree.root / "b").chmod(0o555)
    try:
        (refused,) = tree.refused({"a/x": "2", "b/y": "2"})
    finally:
        (tree.root / "b").chmod(0o755)
    assert refused.message == "`generated/b/y` cannot be read or written: Permission denied"


def test_without_hard_links_files_are_renamed(tree: Tree) -> None:
    tree.write(OLD)
    with interfering(tree, partial(fail, errno.EPERM), "link"):
        tree.write(NEW)
    assert tree.texts() == NEW
    assert not (tree.root / ".specpress.stage").exists()


def test_an_edit_made_between_comparing_and_writing_is_kept(tree: Tree) -> None:
    tree.write({"a/x": "1", "a/y": "1"})
    fault = Fault(1, lambda: tree.put("a/x", "mine") and tree.put("a/y", "mine"))
    with interfering(tree, fault, "make_folder"):
        tree.write({"a/x": "2"})
    assert tree.texts() == {"a/x": "2", "a/x.orig": "mine", "a/y.orig": "mine"}


@pytest.mark.parametrize(
    ("obstacle", "code"),
    [
        (lambda place: place.symlink_to("elsewhere"), "E0503"),
        (lambda place: place.mkdir(), "E0504"),
        (os.mkfifo, "E0504"),
    ],
)
def test_an_obstacle_put_up_meanwhile_leaves_the_old_tree(
    tree: Tree, obstacle: Callable[[Path], None], code: str
) -> None:
    tree.write({"a/x": "1"})
    fault = Fault(1, lambda: obstacle(tree.root / "b/y"))
    (tree.root / "b").mkdir()
    with (
        interfering(tree, fault, "make_folder"),
        pytest.raises(SpecError, match=code),
    ):
        tree.write({"a/x": "2", "b/y": "2"})
    assert tree.texts() == {"a/x": "1"}
    assert not (tree.root / ".specpress.stage").exists()


def test_a_folder_that_becomes_a_link_meanwhile_is_not_followed(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/deep/y": "1"})
    outside = tree.root.parent / "outside"
    outside.mkdir()
    (outside / "y").write_text("1", "utf-8")

    def swap() -> None:
        (tree.root / "b/deep").rename(tree.root / "b/moved")
        (tree.root / "b/deep").symlink_to(outside)

    with (
        interfering(tree, Fault(1, swap), "make_folder"),
        pytest.raises(SpecError, match="E0503: `generated/b/deep` is a symbolic link"),
    ):
        tree.write({"a/x": "2", "b/deep/y": "2"})
    assert (outside / "y").read_text("utf-8") == "1"
    assert (tree.root / "a/x").read_text("utf-8") == "1"


def die_after_commit(tree: Tree) -> None:
    """Leave the tree as a run does that dies when it has replaced one file of three."""
    tree.write({"a/x": "1", "a/y": "1", "a/z": "1"})

    def die() -> None:
        raise ZeroDivisionError

    with (
        interfering(tree, Fault(4, die, lasting=True), "move", "make_folder"),
        pytest.raises(ZeroDivisionError),
    ):
        tree.write({"a/x": "2", "a/y": "2"})
    assert (tree.root / ".specpress.stage/journal.json").exists()


def test_the_next_run_finishes_before_it_refuses(tree: Tree) -> None:
    die_after_commit(tree)
    tree.put("a/foreign", "mine")
    with pytest.raises(SpecError, match="E0502"):
        tree.write({"a/x": "3"})
    assert tree.texts() == {"a/x": "2", "a/y": "2", "a/foreign": "mine"}


def test_an_edit_made_after_a_crash_is_kept(tree: Tree) -> None:
    die_after_commit(tree)
    for name in ("x", "y", "z"):
        tree.put(f"a/{name}", f"mine {name}")
    with pytest.raises(SpecError, match="E0501"):
        tree.write({"a/x": "2", "a/y": "2"})
    kept = set(tree.texts().values())
    assert {"mine x", "mine y", "mine z"} <= kept
    tree.write({"a/x": "2", "a/y": "2"}, force=True)
    assert {"mine x", "mine y", "mine z"} <= set(tree.texts().values())


def test_files_removed_or_restored_after_a_crash_are_no_edits(tree: Tree) -> None:
    die_after_commit(tree)
    (tree.root / "a/x").unlink()
    (tree.root / "a/y").unlink()
    tree.put("a/z", "1")
    recovered(tree)
    assert tree.texts() == {"a/y": "2"}
    assert tree.write({"a/x": "2", "a/y": "2"}).written == ("a/x",)


def test_what_cannot_be_kept_stops_the_recovery_until_it_is_moved(tree: Tree) -> None:
    die_after_commit(tree)
    for name in ("x", "y", "z"):
        tree.put(f"a/{name}", "mine")
        tree.put(f"a/{name}.orig", "kept earlier")
    with pytest.raises(SpecError, match=r"E0508: `generated/a/.\.orig` exists already"):
        tree.write({"a/x": "2", "a/y": "2"})
    for name in ("x", "y", "z"):
        (tree.root / f"a/{name}.orig").unlink()
    recovered(tree)
    assert "mine" in tree.texts().values()


def test_a_disk_that_fails_in_recovery_leaves_it_to_the_next_run(tree: Tree) -> None:
    die_after_commit(tree)
    with (
        interfering(tree, fail, "sync", "remove"),
        pytest.raises(SpecError, match="E0507") as refusal,
    ):
        tree.write({"a/x": "2", "a/y": "2"})
    assert "next `specpress generate` finishes" in refusal.value.diagnostics[0].notes[0]
    recovered(tree)
    assert tree.texts() == {"a/x": "2", "a/y": "2"}


def test_a_run_that_fails_at_its_commit_point_and_dies_in_sweeping_leaves_the_old_tree(
    tree: Tree,
) -> None:
    def die() -> None:
        raise ZeroDivisionError

    tree.write(OLD)
    with (
        # The third sync is the one that would have the disk keep the journal.
        interfering(tree, Fault(3, fail), "sync"),
        interfering(tree, Fault(3, die, lasting=True), "remove"),
        pytest.raises(ZeroDivisionError),
    ):
        tree.write(NEW)
    assert any((tree.root / ".specpress.stage").iterdir())
    recovered(tree)
    assert tree.texts() == OLD


def test_what_is_left_of_a_run_that_died_early_is_swept(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    tree.put(".specpress.stage/0", "2")
    tree.put(".specpress.stage/journal.draft", "{")
    tree.write({"a/x": "1"})
    assert not (tree.root / ".specpress.stage").exists()
    assert tree.texts() == {"a/x": "1"}


def test_a_file_put_where_one_was_deleted_before_the_crash_is_left_alone(tree: Tree) -> None:
    tree.put("a/x", "mine")
    tree.put(".specpress.stage/0.old", "1")
    steps = [Remove("a/x", sha256(b"1").hexdigest())]
    tree.put(".specpress.stage/journal.json", render_journal(steps))
    recovered(tree)
    assert tree.texts() == {"a/x": "mine"}


@pytest.mark.parametrize(
    ("journal", "reason"),
    [
        ("", "Expecting value"),
        ('{"version": 1, "steps": {}}', "`steps` is not a list"),
        ('{"version": 1, "steps": [1]}', "it holds something that is not a step"),
        (
            '{"version": 1, "steps": [{"place": "a/x", "replaces": null, "x": 1}]}',
            "it holds something that is not a step",
        ),
        (
            '{"version": 1, "steps": [{"remove": "a/x", "replaces": 1}]}',
            "it holds something that is not a step",
        ),
        (
            '{"version": 1, "steps": [{"remove": "../x", "replaces": null}]}',
            "'../x' is no path of a generated file",
        ),
        (
            '{"version": 1, "steps": [{"remove": "a/x", "replaces": "00"}]}',
            "'a/x' has no SHA-256",
        ),
    ],
)
def test_a_damaged_journal_is_refused(tree: Tree, journal: str, reason: str) -> None:
    tree.write({"a/x": "1"})
    tree.put(".specpress.stage/journal.json", journal)
    (refused,) = tree.refused({"a/x": "2"})
    assert refused.code == "E0506"
    shown = "generated/.specpress.stage/journal.json"
    assert refused.message.startswith(f"`{shown}` is damaged: {reason}")


def test_recovery_takes_every_kind_of_step(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    tree.put(".specpress.stage/0", "2")
    steps = (Place("b/y", None), Remove("a/x", None), Remove("a/never/there", None))
    tree.put(".specpress.stage/journal.json", render_journal(steps))
    recovered(tree)
    assert tree.texts() == {"b/y": "2", "a/x.orig": "1"}
