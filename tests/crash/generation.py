"""Trees to write over one another, and how to tell them apart."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from specpress.diagnostics.report import SpecError
from specpress.emit.file import File
from specpress.emit.writer import write_tree
from specpress.emit.writer.paths import STAGE

TARGETS: Final = frozenset({"alpha", "beta"})

USERS: Final = {
    "alpha/deep/m0.py.orig": b"an edit that was kept\n",
    "alpha/deep/__pycache__/m0.pyc": b"\x00\x01",
    "beta/only1/notes.orig": b"in a folder that loses all else\n",
    "build/wheel": b"built\n",
    ".DS_Store": b"\x00",
}
"""Files that are not ours; every one must be there, byte for byte, whatever happens."""


def texts_of(generation: int) -> dict[str, str]:
    """Return path to text of one generation: most files differ from those of any other."""
    texts = {f"alpha/deep/m{n}.py": f"{generation}: {n}\n" * 40 for n in range(22)}
    texts |= {f"alpha/same{n}.py": f"always {n}\n" for n in range(3)}
    texts |= {f"beta/only{generation}/{n}.json": f"[{generation}]\n" for n in range(3)}
    # What is a file in one generation is a folder in the next.
    return texts | {("beta/turn" if generation % 2 else "beta/turn/in.txt"): f"{generation}\n"}


def generate(output: Path, generation: int) -> int:
    """Write a generation, and return 0, 1 if the disk refused, or 2 for other refusals."""
    files = [File(path, text) for path, text in texts_of(generation).items()]
    try:
        write_tree(output, files, targets=TARGETS)
    except SpecError as refused:
        return 1 if {one.code for one in refused.diagnostics} == {"E0507"} else 2
    return 0


def bytes_below(output: Path) -> dict[str, bytes]:
    """Return path to bytes of all files below a folder, but for those waiting in the stage."""
    paths = (path for path in output.rglob("*") if path.is_file())
    found = {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}
    return {path: content for path, content in found.items() if not path.startswith(f"{STAGE}/")}


def add_users_files(output: Path) -> None:
    """Put the files that are not ours among those that are."""
    for path, content in USERS.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(content)
