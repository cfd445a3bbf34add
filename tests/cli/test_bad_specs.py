"""What people do to a spec by accident or on purpose, each done to the real one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import Run

SPEC = "specs/rivya/kling-2-6.yaml"
SOUND = (
    '  sound:\n    choices: ["false", "true"]\n    default: "false"\n    doc: '
    "{ en: Whether to generate sound with the clip., th: สร้างเสียงพร้อมคลิปหรือไม่ }\n"
)


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    """Return a change of a text that stands exactly once in the spec."""

    def change(content: bytes) -> bytes:
        assert content.count(old.encode()) == 1, old
        return content.replace(old.encode(), new.encode())

    return change


@dataclass(frozen=True, slots=True)
class Bad:
    """A change of the spec, and what is said of it: code, place and some words of the repair."""

    change: Callable[[bytes], bytes]
    code: str
    place: str
    words: str


BAD = {
    "unquoted 16:9": Bad(
        swap('["1:1", "16:9", "9:16"]', '["1:1", 16:9, "9:16"]'),
        "E0201",
        ":22:22",
        'help: write "16:9"',
    ),
    "sound: [false, true]": Bad(
        swap(SOUND, "  sound: [false, true]\n"),
        "E0202",
        ":17:10",
        'help: write { choices: ["false", "true"] }',
    ),
    "choices of truth values": Bad(
        swap('["false", "true"]', "[false, true]"),
        "E0202",
        ":18:15",
        'help: quote it if it is text: "false"',
    ),
    "duration: 5 as a parameter": Bad(
        swap("  duration:\n", "  duration: 5\n  length:\n"),
        "E0202",
        ":12:13",
        'help: write { choices: ["5"] }',
    ),
    "duration: 5 as a default": Bad(
        swap('default: "5"', "default: 5"),
        "E0304",
        ":14:14",
        'help: use "5" or "10"',
    ),
    "duration: 5 in an example": Bad(
        swap('params: { duration: "5"', "params: { duration: 5"),
        "E0311",
        ":40:27",
        "not among the choices",
    ),
    "a duplicate key": Bad(
        swap("credits: {", "name: Kling\ncredits: {"),
        "E0112",
        ":7:1",
        "help: remove one of the two",
    ),
    "an anchor": Bad(
        swap("prompt:\n", "prompt: &prompt\n"),
        "E0109",
        ":8:9",
        "help: write the value out",
    ),
    "a tab": Bad(swap("  max_length: 1000", "\tmax_length: 1000"), "E0105", ":9:1", "use spaces"),
    "1 MiB of brackets more": Bad(lambda spec: spec + b"[" * 2**20, "E0103", "", "one page"),
    "1 MiB of brackets in its place": Bad(
        swap('choices: ["5", "10"]', f"choices: {'[' * (2**20 - 3_000)}"),
        "E0114",
        ":13:43",
        "reading stopped here",
    ),
    "a number of 4,301 digits": Bad(
        swap("base: 55", f"base: {'9' * 4301}"),
        "E0116",
        ":7:34",
        "whole numbers end at 9,007,199,254,740,991",
    ),
    "invalid UTF-8": Bad(
        lambda spec: spec.replace("สิ่งที่".encode(), b"\xff"),
        "E0101",
        ":10:40",
        "help: save the file as UTF-8",
    ),
    "UTF-16": Bad(
        lambda spec: spec.decode().encode("utf-16"),
        "E0102",
        "",
        "help: save the file as UTF-8",
    ),
    "an empty file": Bad(lambda _: b"", "E0107", "", "help: `specpress new` writes a spec"),
    "two documents": Bad(
        lambda spec: spec + b"---\n" + spec,
        "E0108",
        ":64:1",
        "help: move it to a file of its own",
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_spec_is_one_located_error_with_its_repair(kling: Path, run: Run, bad: Bad) -> None:
    spec = kling / SPEC
    spec.write_bytes(bad.change(spec.read_bytes()))
    started = time.perf_counter()
    linted = run("lint")
    sys.stdout.write(f"{bad.code}: {time.perf_counter() - started:.3f} s\n")
    assert (linted.exit_code, linted.stdout) == (1, "")
    first, where = linted.stderr.splitlines()[:2]
    assert first.startswith(f"error[{bad.code}]: ")
    assert where.strip() == f"--> {SPEC}{bad.place}"
    assert bad.words in linted.stderr
    assert len(linted.stderr) < 2_000


@pytest.mark.parametrize("command", [["generate"], ["validate", "examples/minimal.json"]])
def test_every_command_that_reads_specs_says_the_same(
    kling: Path, run: Run, command: list[str]
) -> None:
    spec = kling / SPEC
    spec.write_bytes(b"")
    said = run(*command)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == run("lint").stderr
    assert not (kling / "generated").exists()
