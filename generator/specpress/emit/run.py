"""Run targets: from Apis to the files that should exist."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report, SpecError
from specpress.diagnostics.source import Source, Span, shown_path
from specpress.emit.file import File
from specpress.emit.registry import raised
from specpress.emit.target import Context, Target
from specpress.ir.types.api import Api
from specpress.spec.nearest import listed, nearest


def choose_targets(known: Sequence[Target], names: Collection[str]) -> tuple[Target, ...]:
    """Return the targets called `names`, or all of them if no name is given.

    Raises:
        SpecError: E0401 for every name that no target has.

    """
    report = Report()
    by_name = {one.name: one for one in known}
    for name in names:
        if name not in by_name:
            report.add(_unknown(name, by_name))
    report.stop_if_failed()
    return tuple(one for one in known if not names or one.name in names)


def press(apis: Sequence[Api], targets: Sequence[Target], context: Context) -> tuple[File, ...]:
    """Return every file of every target and platform, in the order of their paths.

    Raises:
        SpecError: E0407 if two files have one path, or a path is outside its target's folder;
            E0409 if a target raises anything else; and whatever a template or a target finds
            wrong.

    """
    report = Report()
    files: dict[str, File] = {}
    context = replace(context, apis=tuple(apis))
    for target in targets:
        for api in apis:
            for file in _emitted(target, api, context):
                if not file.path.startswith(f"{target.name}/"):
                    report.add(_outside(file.path, target.name))
                if files.setdefault(file.path, file) is not file:
                    report.add(_twice(file.path))
    report.stop_if_failed()
    return tuple(files[path] for path in sorted(files))


def _emitted(target: Target, api: Api, context: Context) -> tuple[File, ...]:
    try:
        files = tuple(target.emit(api, context))
        _check_whole(files)
    except (SpecError, KeyboardInterrupt):
        raise
    except BaseException as problem:
        raise SpecError([_failed(target.name, api, problem)]) from problem
    return files


def _check_whole(files: Iterable[object]) -> None:
    for one in files:
        texts = (one.path, one.text, *one.loses) if isinstance(one, File) else (one,)
        strange = next((text for text in texts if not isinstance(text, str)), None)
        if strange is not None:
            message = f"a File holds texts, not {type(strange).__name__}"
            raise TypeError(message)


def _failed(target: str, api: Api, problem: BaseException) -> Diagnostic:
    *_, last = traceback.extract_tb(problem.__traceback__)
    place = f"line {last.lineno} of {shown_path(Path(last.filename))}"
    return Diagnostic(
        "E0409",
        f"the target `{target}` fails at the platform `{api.platform.id}`: {raised(problem)}",
        Label(Span(Source(target))),
        notes=(f"it was raised at {place}; nothing was written",),
        help="tell the author of the target, or leave it out: --target names the others",
    )


def _unknown(name: str, known: Collection[str]) -> Diagnostic:
    meant = nearest(name, known)
    return Diagnostic(
        "E0401",
        f"there is no target `{name}`",
        Label(Span(Source(name))),
        notes=(f"the targets are {listed(sorted(known), 'and')}",),
        help=f"did you mean `{meant}`?" if meant else None,
    )


def _outside(path: str, target: str) -> Diagnostic:
    return Diagnostic(
        "E0407",
        f"the target `{target}` would write outside its folder",
        Label(Span(Source(path))),
        notes=(f"every path of this target begins with `{target}/`",),
        help="tell the author of the target",
    )


def _twice(path: str) -> Diagnostic:
    return Diagnostic(
        "E0407",
        "two files would have one path",
        Label(Span(Source(path))),
        notes=("one of the two would be lost",),
        help="rename one of the platforms or models",
    )
