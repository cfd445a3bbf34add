from __future__ import annotations

import json
import os
from hashlib import sha256

import pytest
from specpress.emit.writer import Written
from specpress.emit.writer.plan import _in_order
from specpress.emit.writer.transaction.journal import Place, Remove, Step

from .conftest import Tree

LONG_AGO = 1_000_000_000


def test_writes_files_and_lists_them_in_the_manifest(tree: Tree) -> None:
    written = tree.write({"b/x.json": "2\n", "a/deep/er/x.py": "1\n", "a/empty": ""})
    assert written == Written(("a/deep/er/x.py", "a/empty", "b/x.json"), (), (), ())
    assert tree.texts() == {"b/x.json": "2\n", "a/deep/er/x.py": "1\n", "a/empty": ""}
    digests = [sha256(text).hexdigest() for text in (b"1\n", b"", b"2\n")]
    assert (tree.root / ".specpress.json").read_text("utf-8") == (
        "{\n"
        '  "version": 1,\n'
        '  "files": {\n'
        f'    "a/deep/er/x.py": "{digests[0]}",\n'
        f'    "a/empty": "{digests[1]}",\n'
        f'    "b/x.json": "{digests[2]}"\n'
        "  }\n"
        "}\n"
    )


def test_leaves_nothing_of_its_own_but_the_manifest(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/y": "1"})
    tree.write({"a/x": "2", "b/z": "2"})
    assert tree.everything().keys() == {"a", "a/x", "b", "b/z", ".specpress.json"}


def test_a_second_run_writes_nothing(tree: Tree) -> None:
    texts = {"a/x": "1", "b/y": "ภาษาไทย\n"}
    tree.write(texts)
    for path in (*texts, ".specpress.json"):
        os.utime(tree.root / path, (LONG_AGO, LONG_AGO))
    assert tree.write(texts) == Written((), ("a/x", "b/y"), (), ())
    for path in (*texts, ".specpress.json"):
        assert (tree.root / path).stat().st_mtime == LONG_AGO


def test_touches_only_the_files_that_change(tree: Tree) -> None:
    tree.write({"a/x": "1", "a/y": "1"})
    os.utime(tree.root / "a/y", (LONG_AGO, LONG_AGO))
    assert tree.write({"a/x": "2", "a/y": "1"}) == Written(("a/x",), ("a/y",), (), ())
    assert (tree.root / "a/y").stat().st_mtime == LONG_AGO
    assert tree.texts() == {"a/x": "2", "a/y": "1"}


def test_bytes_are_written_as_they_are_on_every_system(tree: Tree) -> None:
    tree.write({"a/x": "one\r\ntwo\n\n"})
    assert (tree.root / "a/x").read_bytes() == b"one\r\ntwo\n\n"


def test_deletes_what_is_no_longer_generated_and_the_folders_this_empties(tree: Tree) -> None:
    tree.write({"a/x": "1", "a/deep/er/y": "1", "b/z": "1"})
    assert tree.write({"a/x": "1"}) == Written((), ("a/x",), ("a/deep/er/y", "b/z"), ())
    assert tree.everything().keys() == {"a", "a/x", ".specpress.json"}


def test_a_folder_that_holds_anything_else_stays(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/deep/y": "1"})
    tree.put("b/deep/__pycache__/y.pyc", b"\0")
    tree.write({"a/x": "1"})
    assert (tree.root / "b/deep/__pycache__/y.pyc").read_bytes() == b"\0"


def test_a_file_may_become_a_folder_and_a_folder_a_file(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/y/in/z": "1"})
    tree.write({"a/x/in/z": "2", "b/y": "2"})
    assert tree.texts() == {"a/x/in/z": "2", "b/y": "2"}
    tree.write({"a/x": "1", "b/y/in/z": "1"})
    assert tree.texts() == {"a/x": "1", "b/y/in/z": "1"}


def test_a_name_may_change_its_case(tree: Tree) -> None:
    tree.write({"a/Name": "1"})
    tree.write({"a/name": "1"})
    assert tree.texts() == {"a/name": "1"}


@pytest.mark.parametrize(
    ("removed", "placed", "first"),
    [
        ("a/Name", "a/name", Remove),
        ("a/Name", "a/name/in", Remove),
        ("a/Name/in", "a/name", Remove),
        ("a/Name", "a/other", Place),
    ],
)
def test_a_file_goes_first_only_where_its_place_is_needed(
    removed: str, placed: str, first: type[Step]
) -> None:
    steps: list[Step] = [Remove(removed, None), Place(placed, None)]
    for given in (steps, steps[::-1]):
        assert isinstance(_in_order(given)[0], first)


def test_a_deleted_file_is_written_again(tree: Tree) -> None:
    tree.write({"a/x": "1", "a/y": "1"})
    (tree.root / "a/x").unlink()
    assert tree.write({"a/x": "1", "a/y": "1"}).written == ("a/x",)


def test_a_file_deleted_by_hand_that_nobody_wants_is_forgotten(tree: Tree) -> None:
    tree.write({"a/x": "1", "a/y": "1"})
    (tree.root / "a/y").unlink()
    assert tree.write({"a/x": "1"}) == Written((), ("a/x",), (), ())
    assert "a/y" not in (tree.root / ".specpress.json").read_text("utf-8")


def test_adopts_files_that_are_as_wanted_when_the_manifest_is_lost(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/y": "1"})
    manifest = (tree.root / ".specpress.json").read_bytes()
    (tree.root / ".specpress.json").unlink()
    os.utime(tree.root / "a/x", (LONG_AGO, LONG_AGO))
    assert tree.write({"a/x": "1", "b/y": "1"}) == Written((), ("a/x", "b/y"), (), ())
    assert (tree.root / ".specpress.json").read_bytes() == manifest
    assert (tree.root / "a/x").stat().st_mtime == LONG_AGO


def test_an_edit_to_exactly_what_is_wanted_is_no_edit(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    tree.put("a/x", "2")
    assert tree.write({"a/x": "2"}) == Written((), ("a/x",), (), ())
    assert tree.write({"a/x": "3"}).written == ("a/x",)


def test_other_targets_are_left_alone(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/y": "1"})
    tree.put("b/y", "edited, foreign and linked: not this run's business")
    tree.put("b/strange", "foreign")
    (tree.root / "b/link").symlink_to("strange")
    assert tree.write({"a/z": "1"}, targets="a") == Written(("a/z",), (), ("a/x",), ())
    assert json.loads((tree.root / ".specpress.json").read_text("utf-8"))["files"].keys() == {
        "a/z",
        "b/y",
    }


@pytest.mark.parametrize(
    "path",
    [
        "a/__pycache__/x.pyc",
        "a/x.pyc",
        "a/.mypy_cache/x",
        ".ruff_cache/x",
        "a/.pytest_cache/x",
        "a/name.egg-info/PKG-INFO",
        "a/build/x",
        "dist/x",
        "a/.DS_Store",
        "a/x.orig",
    ],
)
def test_ignored_names_are_neither_refused_nor_touched(tree: Tree, path: str) -> None:
    tree.write({"a/x": "1"})
    tree.put(path, "kept")
    assert tree.compare({"a/x": "1"}) == ()
    tree.write({"a/y": "2"})
    assert (tree.root / path).read_text("utf-8") == "kept"


def test_an_empty_folder_is_nobodys(tree: Tree) -> None:
    (tree.root / "a/empty").mkdir(parents=True)
    tree.write({"a/x": "1"})
    assert (tree.root / "a/empty").is_dir()


def test_force_keeps_an_edited_file(tree: Tree) -> None:
    tree.write({"a/x": "1", "b/y": "1", "b/z": "1"})
    tree.put("a/x", "mine")
    tree.put("b/y", "mine too")
    written = tree.write({"a/x": "2", "b/z": "1"}, force=True)
    assert written == Written(("a/x",), ("b/z",), ("b/y",), ("a/x.orig", "b/y.orig"))
    assert tree.texts() == {"a/x": "2", "a/x.orig": "mine", "b/y.orig": "mine too", "b/z": "1"}
    assert tree.write({"a/x": "2", "b/z": "1"}) == Written((), ("a/x", "b/z"), (), ())


def test_force_keeps_a_foreign_file_where_one_is_wanted(tree: Tree) -> None:
    tree.put("a/x", "mine")
    assert tree.write({"a/x": "1"}, force=True) == Written(("a/x",), (), (), ("a/x.orig",))
    assert tree.texts() == {"a/x": "1", "a/x.orig": "mine"}


def test_force_without_edits_keeps_nothing(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    assert tree.write({"a/x": "2"}, force=True).saved == ()
    assert tree.texts() == {"a/x": "2"}


def test_folders_that_lead_to_the_output_may_be_links_and_may_be_missing(tree: Tree) -> None:
    (tree.root.parent / "real").mkdir()
    (tree.root.parent / "linked").symlink_to("real")
    output = tree.root.parent / "linked" / "new" / "generated"
    Tree(output, tree.portable).write({"a/x": "1"})
    assert (tree.root.parent / "real/new/generated/a/x").read_text("utf-8") == "1"


def test_a_hard_link_to_a_generated_file_keeps_its_bytes(tree: Tree) -> None:
    tree.write({"a/x": "1"})
    copy = tree.root.parent / "elsewhere"
    os.link(tree.root / "a/x", copy)
    tree.write({"a/x": "2"})
    assert copy.read_text("utf-8") == "1"
