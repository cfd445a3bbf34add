from __future__ import annotations

from pathlib import Path

import pytest
from specpress.emit.writer import Difference, Kind, diagnose, unified_diff
from specpress.emit.writer.transaction.journal import Place, render_journal

from .conftest import Tree


def kinds(differences: tuple[Difference, ...]) -> dict[str, Kind]:
    return {one.path: one.kind for one in differences}


def test_an_output_folder_that_does_not_exist_misses_all_and_is_not_made(tree: Tree) -> None:
    (difference,) = tree.compare({"a/x": "1\n"})
    assert difference == Difference(Kind.MISSING, "a/x", "generated/a/x", None, "1\n")
    assert not tree.root.exists()


def test_every_kind_of_difference_is_found(tree: Tree) -> None:
    tree.write({"a/same": "1", "a/stale": "1", "a/edited": "1", "a/extra": "1", "a/lost": "1"})
    tree.put("a/edited", "mine")
    tree.put("a/foreign", "mine")
    tree.put("b/wanted", "mine")
    (tree.root / "a/lost").unlink()
    (tree.root / "b/link").symlink_to("wanted")
    (tree.root / "b/folder").mkdir()
    wanted = ("a/same", "a/stale", "a/edited", "a/lost", "b/wanted", "b/folder")
    found = tree.compare({path: "1" if path == "a/same" else "2" for path in wanted})
    assert kinds(found) == {
        "a/edited": Kind.EDITED,
        "a/extra": Kind.EXTRA,
        "a/foreign": Kind.FOREIGN,
        "a/lost": Kind.MISSING,
        "a/stale": Kind.STALE,
        "b/folder": Kind.BLOCKED,
        "b/link": Kind.LINK,
        "b/wanted": Kind.FOREIGN,
    }
    assert {one.path: (one.old, one.new) for one in found if one.kind is not Kind.LINK} == {
        "a/edited": ("mine", "2"),
        "a/extra": ("1", None),
        "a/foreign": (None, None),
        "a/lost": (None, "2"),
        "a/stale": ("1", "2"),
        "b/folder": (None, "2"),
        "b/wanted": ("mine", "2"),
    }


def test_nothing_differs_exactly_if_nothing_would_be_written(tree: Tree) -> None:
    texts = {"a/x": "1", "b/y": "1"}
    tree.write(texts)
    assert tree.compare(texts) == ()
    (tree.root / ".specpress.json").unlink()
    (lost,) = tree.compare(texts)
    assert (lost.kind, lost.path, lost.old) == (Kind.MISSING, ".specpress.json", None)
    tree.write(texts)
    tree.put("a/x", "2")
    (outdated,) = tree.compare({**texts, "a/x": "2"})
    assert (outdated.kind, outdated.path) == (Kind.STALE, ".specpress.json")
    tree.write({**texts, "a/x": "2"})
    assert tree.compare({**texts, "a/x": "2"}) == ()


def test_other_targets_take_no_part(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/y": "1"})
    tree.put("b/y", "edited")
    assert tree.compare({"a/x": "1"}, targets="a") == ()


def test_a_run_that_died_after_its_commit_point_is_the_one_difference(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    tree.put(".specpress.stage/0", "2")
    assert tree.compare({"a/x": "1"}) == ()
    tree.put(".specpress.stage/journal.json", render_journal([Place("a/x", None)]))
    (unfinished,) = tree.compare({"a/x": "1"})
    assert unfinished.kind is Kind.UNFINISHED
    assert unfinished.shown == "generated/.specpress.stage"
    assert unified_diff(unfinished) == ""


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.MISSING, "E0510"),
        (Kind.STALE, "E0510"),
        (Kind.EXTRA, "E0510"),
        (Kind.UNFINISHED, "E0510"),
        (Kind.EDITED, "E0501"),
        (Kind.FOREIGN, "E0502"),
        (Kind.LINK, "E0503"),
        (Kind.BLOCKED, "E0504"),
    ],
)
def test_every_difference_has_a_diagnostic(kind: Kind, code: str) -> None:
    diagnostic = diagnose(Difference(kind, "a/x", "generated/a/x"))
    assert (diagnostic.code, diagnostic.primary.span.source.path) == (code, "generated/a/x")


@pytest.mark.parametrize(
    ("old", "new", "diff"),
    [
        (
            "1\n2\n3\n",
            "1\nzwei\n3\n",
            "--- a/generated/a/x\n+++ b/generated/a/x\n@@ -1,3 +1,3 @@\n 1\n-2\n+zwei\n 3\n",
        ),
        (None, "1\n", "--- /dev/null\n+++ b/generated/a/x\n@@ -0,0 +1 @@\n+1\n"),
        ("1\n", None, "--- a/generated/a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"),
        (None, "", "--- /dev/null\n+++ b/generated/a/x\n"),
        ("", None, "--- a/generated/a/x\n+++ /dev/null\n"),
        (None, None, ""),
        (
            "1\n2",
            "1\n2\n",
            (
                "--- a/generated/a/x\n+++ b/generated/a/x\n@@ -1,2 +1,2 @@\n 1\n-2\n"
                "\\ No newline at end of file\n+2\n"
            ),
        ),
        (
            "a\x0cb\u2028c\r\n",
            "a\x0cb\u2028c\n",
            (
                "--- a/generated/a/x\n+++ b/generated/a/x\n@@ -1 +1 @@\n"
                "-a\x0cb\u2028c\r\n+a\x0cb\u2028c\n"
            ),
        ),
    ],
)
def test_a_diff_is_what_other_tools_would_write(
    old: str | None, new: str | None, diff: str
) -> None:
    assert unified_diff(Difference(Kind.STALE, "a/x", "generated/a/x", old, new)) == diff


def test_bytes_that_are_not_text_are_shown_all_the_same(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    tree.put("a/x", b"\xff")
    (difference,) = tree.compare({"a/x": "1"})
    assert difference.old == "\N{REPLACEMENT CHARACTER}"


def test_paths_outside_the_working_directory_are_shown_whole(tree: Tree, tmp_path: Path) -> None:
    elsewhere = Tree(tmp_path.parent / "elsewhere" / tmp_path.name, tree.portable)
    (difference,) = elsewhere.compare({"a/x": "1"})
    assert difference.shown == (elsewhere.root / "a/x").as_posix()
