from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from specpress.diagnostics.codes import REGISTER, differs
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import SpecError
from specpress.emit.file import File
from specpress.emit.writer import write_tree

from .conftest import Tree

Codes = Callable[[tuple[Diagnostic, ...]], list[str]]


def test_every_reason_is_given_at_once(tree: Tree, codes: Codes) -> None:
    tree.write({"a/edited": "1", "a/gone": "1", "a/stale": "1"})
    tree.put("a/edited", "mine")
    tree.put("a/gone", "mine")
    tree.put("b/foreign", "mine")
    (tree.root / "b/link").symlink_to("foreign")
    (tree.root / "b/folder").mkdir()
    wanted = {"a/edited": "2", "a/stale": "2", "b/folder": "2"}
    assert codes(tree.refused(wanted)) == [
        "E0501 generated/a/edited",
        "E0501 generated/a/gone",
        "E0504 generated/b/folder",
        "E0502 generated/b/foreign",
        "E0503 generated/b/link",
    ]


def test_a_refusal_says_what_to_do(tree: Tree) -> None:
    tree.write({"a/x": "1", "a/y": "1"})
    tree.put("a/x", "mine")
    tree.put("a/y", "mine")
    tree.put("a/z", "mine")
    edited, unwanted, foreign = tree.refused({"a/x": "2", "a/z": "2"})
    assert edited.message == "`generated/a/x` was edited by hand"
    assert "keeps this one as generated/a/x.orig" in str(edited.help)
    assert unwanted.notes == ("it would no longer be generated",)
    assert "removes the file" in str(unwanted.help)
    assert "`--force`" in str(foreign.help)


def test_force_never_touches_a_foreign_file_that_nobody_wants(tree: Tree, codes: Codes) -> None:
    tree.put("a/mine", "mine")
    refused = tree.refused({"a/x": "1"}, force=True)
    assert codes(refused) == ["E0502 generated/a/mine"]
    assert "--force" not in str(refused[0].help)


@pytest.mark.parametrize("path", ["mine.txt", "a/mine.txt", "c/mine.txt", ".gitignore"])
def test_a_foreign_file_is_refused_wherever_it_stands(tree: Tree, codes: Codes, path: str) -> None:
    tree.write({"a/x": "1"})
    tree.put(path, "mine")
    shown = "generated/c" if path.startswith("c/") else f"generated/{path}"
    assert codes(tree.refused({"a/x": "2"})) == [f"E0502 {shown}"]


def test_a_folder_with_nothing_of_ours_is_named_once(tree: Tree, codes: Codes) -> None:
    tree.write({"a/x": "1"})
    for path in ("a/.venv/bin/python", "a/.venv/lib/x.py", "a/.venv/cfg"):
        tree.put(path, "")
    assert codes(tree.refused({"a/x": "2"})) == ["E0502 generated/a/.venv"]


def test_names_that_cannot_be_printed_are_escaped(tree: Tree, codes: Codes) -> None:
    tree.write({"a/x": "1"})
    (tree.root / os.fsdecode(b"a/\x1b\xff\n")).touch()
    assert codes(tree.refused({"a/x": "2"})) == [r"E0502 generated/a/\x1b\udcff\n"]


@pytest.mark.parametrize("link", ["a/x", "a/new", "a/deep", "b", ".specpress.json"])
@pytest.mark.parametrize("to", ["nowhere", "outside"])
def test_a_symbolic_link_is_refused_and_not_followed(
    tree: Tree, codes: Codes, link: str, to: str
) -> None:
    tree.write({"a/x": "1"})
    outside = tree.root.parent / "outside"
    outside.mkdir()
    (outside / "y").write_text("theirs", "utf-8")
    (tree.root / link).unlink(missing_ok=True)
    (tree.root / link).symlink_to(tree.root.parent / to)
    wanted = {"a/x": "2", "a/deep/y": "2", "b/y": "2"}
    for force in (False, True):
        assert f"E0503 generated/{link}" in codes(tree.refused(wanted, force=force))
    assert [path.name for path in outside.iterdir()] == ["y"]
    assert (outside / "y").read_text("utf-8") == "theirs"


@pytest.mark.parametrize("to", ["nowhere", "outside"])
def test_the_output_folder_itself_may_not_be_a_link(tree: Tree, codes: Codes, to: str) -> None:
    (tree.root.parent / "outside").mkdir()
    tree.root.symlink_to(to)
    assert codes(tree.refused({"a/x": "1"})) == ["E0503 generated"]
    assert not any((tree.root.parent / "outside").iterdir())


def test_a_link_in_place_of_the_stage_is_refused(tree: Tree, codes: Codes) -> None:
    tree.write({"a/x": "1"})
    outside = tree.root.parent / "outside"
    outside.mkdir()
    (outside / "journal.json").write_text("{}", "utf-8")
    (tree.root / ".specpress.stage").symlink_to(outside)
    assert codes(tree.refused({"a/x": "2"})) == ["E0503 generated/.specpress.stage"]
    assert (outside / "journal.json").exists()


def test_a_file_in_place_of_the_output_folder_is_refused(tree: Tree, codes: Codes) -> None:
    tree.root.write_text("mine", "utf-8")
    with pytest.raises(SpecError) as refusal:
        tree.write({"a/x": "1"})
    assert codes(refusal.value.diagnostics) == ["E0504 generated"]
    assert tree.root.read_text("utf-8") == "mine"


def test_a_file_where_a_folder_is_needed_is_refused(tree: Tree, codes: Codes) -> None:
    tree.put("a/x", "mine")
    assert codes(tree.refused({"a/x/y": "1"})) == ["E0502 generated/a/x"]


@pytest.mark.parametrize("inside", [None, "__pycache__/x.pyc", "sub/x.orig"])
def test_a_folder_where_a_file_is_wanted_is_refused(
    tree: Tree, codes: Codes, inside: str | None
) -> None:
    tree.write({"a/x/in": "1"})
    (tree.root / "a/x/in").unlink()
    if inside:
        tree.put(f"a/x/{inside}", "")
    for force in (False, True):
        assert codes(tree.refused({"a/x": "1"}, force=force)) == ["E0504 generated/a/x"]


def test_a_pipe_is_refused_and_not_waited_for(tree: Tree, codes: Codes) -> None:
    tree.write({"a/x": "1"})
    (tree.root / "a/x").unlink()
    os.mkfifo(tree.root / "a/x")
    os.mkfifo(tree.root / "a/y")
    refused = codes(tree.refused({"a/x": "1"}, force=True))
    assert refused == ["E0504 generated/a/x", "E0504 generated/a/y"]


def test_an_earlier_kept_file_is_never_overwritten(tree: Tree, codes: Codes) -> None:
    tree.write({"a/x": "1", "a/y": "1"})
    for path in ("a/x", "a/y"):
        tree.put(path, "mine")
        tree.put(f"{path}.orig", "kept earlier")
    assert codes(tree.refused({"a/x": "2"}, force=True)) == [
        "E0508 generated/a/x.orig",
        "E0508 generated/a/y.orig",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value: line 1 column 1 (char 0)"),
        (b"\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"<<<<<<< ours\n", "Expecting value: line 1 column 1 (char 0)"),
        (b"[" * 100_000, "maximum recursion depth exceeded while decoding a JSON array"),
        (b"[]", "it does not hold `version` and `files`"),
        (b'{"version": 1}', "it does not hold `version` and `files`"),
        (b'{"version": 1, "files": {}, "x": 0}', "it does not hold `version` and `files`"),
        (b'{"version": 2, "files": {}}', "its version is not 1; another specpress wrote it"),
        (b'{"version": true, "files": {}}', "its version is not 1; another specpress wrote it"),
        (b'{"version": 1, "version": 1, "files": {}}', "a key stands twice"),
        (b'{"version": 1, "files": []}', "`files` is not a table of paths and digests"),
        (b'{"version": 1, "files": {"a/x": 1}}', "'a/x' has no SHA-256"),
        (b'{"version": 1, "files": {"a/x": "AB"}}', "'a/x' has no SHA-256"),
        (
            b'{"version": 1, "files": {"a/../../x": ""}}',
            "it lists 'a/../../x', but it has an empty part, `.` or `..`",
        ),
    ],
)
def test_a_damaged_manifest_is_refused(tree: Tree, content: bytes, reason: str) -> None:
    tree.write({"a/x": "1"})
    tree.put(".specpress.json", content)
    (refused,) = tree.refused({"a/x": "2"}, force=True)
    assert refused.code == "E0506"
    assert refused.message.startswith(f"`generated/.specpress.json` is damaged: {reason}")
    assert "delete it" in str(refused.help)


def test_a_folder_in_place_of_the_manifest_is_refused(tree: Tree, codes: Codes) -> None:
    tree.write({"a/x": "1"})
    (tree.root / ".specpress.json").unlink()
    (tree.root / ".specpress.json").mkdir()
    assert codes(tree.refused({"a/x": "1"})) == ["E0506 generated/.specpress.json"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/a/x", "it is not relative, with `/` between folders"),
        ("a\\x", "it is not relative, with `/` between folders"),
        ("", "it has an empty part, `.` or `..`"),
        ("a//x", "it has an empty part, `.` or `..`"),
        ("a/./x", "it has an empty part, `.` or `..`"),
        ("a/../x", "it has an empty part, `.` or `..`"),
        ("a/x y", "it holds a character other than ASCII letters, digits, `.`, `_` and `-`"),
        ("a/x\n", "it holds a character other than ASCII letters, digits, `.`, `_` and `-`"),
        ("a/c:x", "it holds a character other than ASCII letters, digits, `.`, `_` and `-`"),
        ("a/é", "it holds a character other than ASCII letters, digits, `.`, `_` and `-`"),
        ("a/x.", "Windows has no file of the name `x.`"),
        ("a/CON", "Windows has no file of the name `CON`"),
        ("a/nul.txt", "Windows has no file of the name `nul.txt`"),
        ("a/lpt9/x", "Windows has no file of the name `lpt9`"),
        ("a/build/x", "the name `build` is one that the writer leaves alone"),
        ("a/x.orig", "the name `x.orig` is one that the writer leaves alone"),
        (".specpress.json", "the name `.specpress.json` is one that the writer leaves alone"),
        ("c/x", "it is not below the folder of a target"),
        ("a", "it is not below the folder of a target"),
    ],
)
def test_a_path_that_cannot_be_written_everywhere_is_refused(
    tree: Tree, path: str, reason: str
) -> None:
    (refused,) = tree.refused({path: ""})
    assert refused.code == "E0505"
    assert refused.message.endswith(f"cannot be generated: {reason}")
    assert not tree.root.exists()


def test_a_text_that_is_not_unicode_is_refused(tree: Tree) -> None:
    (refused,) = tree.refused({"a/x": "\ud800"})
    assert refused.message == (
        "`generated/a/x` cannot be generated: its text cannot be encoded as UTF-8"
    )


@pytest.mark.parametrize(
    ("paths", "reason"),
    [
        (("a/x", "a/x"), "another file has this path, or one that differs only in case"),
        (("a/x", "a/X"), "another file has this path, or one that differs only in case"),
        (("a/x", "a/X/y"), "another file has it as a folder"),
        (("a/x/y", "a/x"), "another file has it as a folder"),
    ],
)
def test_paths_that_clash_are_refused(tree: Tree, paths: tuple[str, str], reason: str) -> None:
    files = [File(path, "") for path in paths]
    with pytest.raises(SpecError, match=f"cannot be generated: {reason}"):
        write_tree(tree.root, files, targets=frozenset({"a"}), portable=tree.portable)


def test_only_codes_that_say_the_output_differs_exit_with_3() -> None:
    assert [code for code in REGISTER if differs(code)] == [
        "E0501",
        "E0502",
        "E0503",
        "E0508",
        "E0510",
    ]
