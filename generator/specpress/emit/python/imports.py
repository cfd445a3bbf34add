"""Import statements as `ruff` sorts them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from specpress.emit.encoders.width import WIDTH


def from_lines(modules: Mapping[str, Collection[str]], *, grow: bool = False) -> Iterator[str]:
    """Yield `from MODULE import NAMES` for every module, in the order of their names.

    If they `grow`, each of several has a line of its own, so that a new one changes no other.
    """
    for module in sorted(modules):
        names = sorted(modules[module], key=_order)
        line = f"from {module} import {', '.join(names)}"
        yield _exploded(module, names) if (grow and len(names) > 1) or len(line) > WIDTH else line


def _exploded(module: str, names: Iterable[str]) -> str:
    lines = "".join(f"    {name},\n" for name in names)
    return f"from {module} import (\n{lines})"


def _order(name: str) -> tuple[int, str]:
    """Sort as isort does: CONSTANTS, then Classes, then functions."""
    rank = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return rank, name.casefold()
