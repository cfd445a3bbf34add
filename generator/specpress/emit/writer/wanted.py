"""The files that targets want, checked before anything is compared or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from specpress.diagnostics.report import SpecError
from specpress.emit.file import File
from specpress.emit.writer import refusal
from specpress.emit.writer.manifest import target_of
from specpress.emit.writer.paths import ancestors, fault_of


def check_wanted(output: Path, files: Sequence[File], targets: frozenset[str]) -> Mapping[str, str]:
    """Return path to text of `files`.

    Raises:
        SpecError: E0505 for every file that could not be written on every system, or that is
            not below a folder of `targets`.

    """
    faults = (*_faults(files, targets), *_clashes([file.path for file in files]))
    if faults:
        raise SpecError(
            refusal.unwritable(refusal.shown(output / path), reason) for path, reason in faults
        )
    return {file.path: file.text for file in files}


def _faults(files: Iterable[File], targets: frozenset[str]) -> Iterator[tuple[str, str]]:
    for file in files:
        fault = fault_of(file.path)
        if fault is not None:
            yield file.path, fault
        elif target_of(file.path) not in targets or "/" not in file.path:
            yield file.path, "it is not below the folder of a target"
        if not _is_utf8(file.text):
            yield file.path, "its text cannot be encoded as UTF-8"


def _clashes(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    folders = {folder.casefold() for path in paths for folder in ancestors(path)}
    for path in paths:
        if path.casefold() in taken:
            yield path, "another file has this path, or one that differs only in case"
        if path.casefold() in folders:
            yield path, "another file has it as a folder"
        taken.add(path.casefold())


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
