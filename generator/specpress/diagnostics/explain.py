"""Say what a diagnostic code means, with an example of it."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Final

from specpress.diagnostics.codes import REGISTER

_WIDTH: Final = 80


def explain(code: str, examples: Path | None = None) -> str | None:
    """Return the title and meaning of `code` and what it looks like, or None if it is unknown.

    `examples` holds a folder `CODE-words` with an `expected.txt` for each example; by default
    it is the one that comes with specpress. Without an example there is only the meaning.
    """
    entry = REGISTER.get(code)
    if entry is None:
        return None
    wrapped = textwrap.fill(entry.meaning, _WIDTH, break_long_words=False, break_on_hyphens=False)
    parts = [f"{code}: {entry.title}", wrapped]
    folder = _examples_folder() if examples is None else examples
    for path in sorted(folder.glob(f"{code}-*/expected.txt"))[:1]:
        shown = textwrap.indent(path.read_text("utf-8").rstrip(), "    ")
        parts.append(f"For example:\n\n{shown}")
    return "\n\n".join(parts) + "\n"


def _examples_folder() -> Path:
    """Return the folder of the failing examples: beside the package, or in a checkout's tests."""
    package = Path(__file__).parents[1]
    beside = package / "examples"
    return beside if beside.is_dir() else package.parents[1] / "tests" / "cases" / "bad"
