"""A file that a target wants to exist."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written: a path below the output folder, with `/`, and its whole text.

    `loses` lists, in English, the facts of the spec that this file cannot carry.
    """

    path: str
    text: str
    loses: tuple[str, ...] = ()
