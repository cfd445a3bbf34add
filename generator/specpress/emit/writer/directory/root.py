"""Open the output folder, alone or beside other readers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from specpress.diagnostics.report import SpecError
from specpress.emit.writer import refusal
from specpress.emit.writer.directory.descriptors import DescriptorDirectory
from specpress.emit.writer.directory.directory import Directory, EntryKind, kind_of
from specpress.emit.writer.directory.portable import PortableDirectory

PORTABLE: Final = not ({os.open, os.stat, os.mkdir, os.rename} <= os.supports_dir_fd)
"""Whether this system lacks directory descriptors, and gets the weaker protection."""


@contextmanager
def open_output(
    output: Path, *, shared: bool = False, portable: bool = PORTABLE
) -> Iterator[Directory]:
    """Open and lock the folder `output`; make it first if there is none.

    A `shared` lock lets other readers in. `portable` asks for the way of systems without
    directory descriptors.

    Raises:
        SpecError: E0503 if it is a symbolic link, E0504 if it is no folder, E0507 for every
            OSError of the body too, E0509 if another run does not let go of it.

    """
    try:
        if not os.path.lexists(output):
            output.mkdir(parents=True, exist_ok=True)
        _check_folder(output)
        opened = PortableDirectory(output) if portable else DescriptorDirectory(output)
        with closing(opened) as directory:
            if not directory.lock(shared=shared):
                raise SpecError([refusal.busy(refusal.shown(output))])
            yield directory
    except OSError as problem:
        raise refusal.disk(output, problem) from problem


def _check_folder(output: Path) -> None:
    kind = kind_of(output.lstat())
    if kind is EntryKind.LINK:
        raise SpecError([refusal.link(refusal.shown(output))])
    if kind is not EntryKind.FOLDER:
        reason = f"the output folder belongs there, and it is {kind.value}"
        raise SpecError([refusal.in_the_way(refusal.shown(output), reason)])
