"""What the writer says when it refuses: one function a reason, shown paths in, diagnostics out."""

from __future__ import annotations

from pathlib import Path

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import SpecError
from specpress.diagnostics.source import Source, Span, shown_path
from specpress.emit.writer.paths import KEPT_SUFFIX


def shown(path: Path) -> str:
    """Return `path` as people see it, with characters that cannot be printed escaped."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode()
        for one in shown_path(path)
    )


def edited(path: str, *, wanted: bool) -> Diagnostic:
    """Refuse to write or delete a generated file that was edited by hand."""
    forced = "writes the file anew" if wanted else "removes the file"
    return Diagnostic(
        "E0501",
        f"`{path}` was edited by hand",
        _file(path),
        notes=(() if wanted else ("it would no longer be generated",)),
        help="make the change in the spec or a template instead; "
        f"`--force` {forced} and keeps this one as {path}{KEPT_SUFFIX}",
    )


def foreign(path: str, *, wanted: bool) -> Diagnostic:
    """Refuse a file that the manifest does not list, `wanted` if one is to be written there."""
    forced = f"; `--force` writes a new one and keeps this one as {path}{KEPT_SUFFIX}"
    return Diagnostic(
        "E0502",
        f"`{path}` was not written by specpress",
        _file(path),
        notes=("a file that the manifest does not list is never overwritten or deleted",),
        help=f"move it out of the output folder, or delete it{forced if wanted else ''}",
    )


def link(path: str) -> Diagnostic:
    """Refuse a symbolic link."""
    return Diagnostic(
        "E0503",
        f"`{path}` is a symbolic link",
        _file(path),
        notes=("what is written through a link changes files elsewhere",),
        help="put a real file or folder in its place, or delete it",
    )


def in_the_way(path: str, reason: str) -> Diagnostic:
    """Refuse what stands where something else is needed."""
    return Diagnostic(
        "E0504", f"`{path}` is in the way: {reason}", _file(path), help="move it away, or delete it"
    )


def unwritable(path: str, reason: str) -> Diagnostic:
    """Refuse a file that a target asks for."""
    return Diagnostic(
        "E0505",
        f"`{path}` cannot be generated: {reason}",
        _file(path),
        help="tell the author of the target",
    )


def damaged(path: str, reason: str) -> SpecError:
    """Refuse a record that is not as specpress writes it."""
    return SpecError(
        [
            Diagnostic(
                "E0506",
                f"`{path}` is damaged: {reason}",
                _file(path),
                notes=("only specpress writes it",),
                help="restore it from version control, or delete it and run "
                "`specpress generate` again",
            )
        ]
    )


def disk(output: Path, problem: OSError, *, unfinished: bool = False) -> SpecError:
    """Report that the operating system refused, naming the path below `output` if it did."""
    path = shown(output / (problem.filename or ""))
    reason = problem.strerror or type(problem).__name__
    state = (
        "the new files were not all put in place; the next `specpress generate` finishes it"
        if unfinished
        else "no generated file was changed"
    )
    return SpecError(
        [
            Diagnostic(
                "E0507",
                f"`{path}` cannot be read or written: {reason}",
                _file(path),
                notes=(state,),
                help="see to the disk, its space and its permissions, then run again",
            )
        ]
    )


def taken(path: str) -> Diagnostic:
    """Refuse to overwrite a file that was kept earlier."""
    return Diagnostic(
        "E0508",
        f"`{path}` exists already",
        _file(path),
        notes=("an edited file was to be kept under this name",),
        help="move or delete it, then run again",
    )


def busy(path: str) -> Diagnostic:
    """Report that another run has held the output folder for too long."""
    return Diagnostic(
        "E0509",
        f"another run is writing to `{path}`",
        _file(path),
        help="wait for it to end, then run again",
    )


def stale(path: str, reason: str) -> Diagnostic:
    """Report a file that a run would write or delete."""
    return Diagnostic("E0510", f"`{path}` {reason}", _file(path), help="run `specpress generate`")


def _file(path: str) -> Label:
    return Label(Span(Source(path)))
