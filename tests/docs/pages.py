"""The fenced blocks of a page of documentation, and a way to do what they say.

- A block `console` is a session: lines that begin with `$ ` are commands, the others what they
  print. A line of `…` stands for one line or more that are left out.
- A block with a file name after its language is that file, whole: it is written where the session
  is by then.
- A block `sh` sets a project up; it is compared with the Makefile instead of being run.
- Any other block is an excerpt: it stands, letter for letter, in a spec that is tested. A line of
  `# …` stands for what is left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

BASH: Final = shutil.which("bash")

_FENCE: Final = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT: Final = "$ "
_LEFT_OUT: Final = "…\n"
_MARK: Final = "\0"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the name of its file if it is one, and its text."""

    language: str
    file: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a session, and what the page says it prints."""

    command: str
    expected: str


def blocks(page: Path) -> tuple[Block, ...]:
    """Return the fenced blocks of a page, in their order."""
    text = page.read_text("utf-8")
    found = tuple(Block(*match.groups()) for match in _FENCE.finditer(text))
    assert len(found) * 2 == len(re.findall(r"^ *```", text, re.MULTILINE)), "a fence is not seen"
    return found


def steps(block: Block) -> Iterator[Step]:
    """Yield the commands of a session."""
    assert block.text.startswith(_PROMPT), "a session begins with a command"
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield Step(command, expected)


def follow(
    page: Sequence[Block], folder: Path, settings: Mapping[str, str] | None = None
) -> list[tuple[Step, str]]:
    """Do what a page says in `folder`, in one shell; return what each command printed.

    `settings` are further environment variables.
    """
    todo = [one for one in page if one.language == "console" or one.file is not None]
    found = [step for block in todo if block.file is None for step in steps(block)]
    environment = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        **(settings or {}),
    }
    ran = subprocess.run(
        [BASH or "bash", "-c", "".join(chain.from_iterable(map(_script, todo)))],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    *outputs, rest = ran.stdout.split(_MARK)
    assert rest == ""
    return list(zip(found, outputs, strict=True))


def _script(block: Block) -> Iterator[str]:
    if block.file is not None:
        yield f"mkdir -p $(dirname {block.file})\n"
        yield f"cat > {block.file} <<'END OF FILE'\n{block.text}END OF FILE\n"
        return
    for step in steps(block):
        # The mark must not be what `$?` tells of when the next command asks.
        yield f"(exit $status)\n{step.command}\nstatus=$?\nprintf '\\0'\n"


def agrees(expected: str, output: str) -> bool:
    """Return whether a command printed what the page says."""
    parts = [re.escape(part) for part in expected.split(_LEFT_OUT)]
    return re.fullmatch(r"(?:.*\n)+?".join(parts), output) is not None


def stands_in(excerpt: str, texts: Sequence[str]) -> bool:
    """Return whether the lines of an excerpt stand in one of the texts, in their order."""
    parts = re.split(r"^ *# …\n", excerpt, flags=re.MULTILINE)
    pattern = re.compile(r"(?:.*\n)*?".join(map(re.escape, parts)))
    return any(pattern.search(text) for text in texts)
