"""Find the spec files of a folder and read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.diagnostics.source import Source, Span, shown_path
from specpress.spec.node import Mapping, Node, Scalar
from specpress.spec.shape.fit import check_fit
from specpress.spec.shape.roles import check_roles
from specpress.spec.shape.rule_fit import check_rules
from specpress.spec.shape.shape import Document, check_shape
from specpress.spec.yaml.limits import LIMITS
from specpress.spec.yaml.reader import read_spec

PLATFORM_FILE: Final = "platform.yaml"


@dataclass(frozen=True, slots=True)
class SpecFile:
    """One spec file that was read and has the right shape.

    `name` is the file's stem, or the folder's name for a platform. `path` is what generated
    files call it: `specs/PLATFORM/FILE`, whatever the folder of specs is called here.
    """

    name: str
    path: str
    tree: Mapping


@dataclass(frozen=True, slots=True)
class PlatformFiles:
    """A platform's file and those of its models, in the order of their names."""

    platform: SpecFile
    models: tuple[SpecFile, ...]


def read_workspace(specs: Path, report: Report) -> tuple[PlatformFiles, ...]:
    """Read `specs/PLATFORM/platform.yaml` and `specs/PLATFORM/MODEL.yaml`, sorted by name.

    Folders and files whose names begin with a dot are passed over. Everything wrong with any
    file is reported; a platform with a file that cannot be used is left out of the result.
    """
    try:
        folders = sorted(one for one in specs.iterdir() if one.is_dir() and one.name[0] != ".")
    except OSError:
        folders = []
    found = [_read_platform(folder, report) for folder in folders]
    if not found:
        report.add(_no_specs(specs))
    return tuple(one for one in found if one is not None)


def _read_platform(folder: Path, report: Report) -> PlatformFiles | None:
    paths = sorted(one for one in folder.glob("*.yaml") if one.name[0] != ".")
    for stray in sorted(folder.glob("*.yml")):
        report.add(_wrong_ending(stray))
    if folder / PLATFORM_FILE not in paths:
        report.add(_no_platform(folder))
        return None
    paths.remove(folder / PLATFORM_FILE)
    platform = _read_file(folder / PLATFORM_FILE, report)
    models = [_read_file(path, report) for path in paths]
    usable = tuple(one for one in models if one is not None)
    if platform is None or len(usable) < len(models):
        return None
    return PlatformFiles(platform, usable)


def _read_file(path: Path, report: Report) -> SpecFile | None:
    is_platform = path.name == PLATFORM_FILE
    shown = shown_path(path)
    try:
        content = _content(path) if path.is_file() else None
    except OSError as problem:
        report.add(_unreadable(shown, problem.strerror))
        return None
    if content is None:
        report.add(_unreadable(shown, "it is not a file"))
        return None
    document = Document.PLATFORM if is_platform else Document.MODEL
    findings = Report()
    tree = read_spec(content, shown, findings)
    if tree is not None and not findings.failed:
        check_shape(tree, document, findings)
    name = path.parent.name if is_platform else path.stem
    if isinstance(tree, Mapping) and not findings.failed:
        findings.add(*check_fit(tree, document))
        findings.add(*(check_roles(tree) if is_platform else check_rules(tree)))
        _check_name(tree, name, is_platform=is_platform, report=findings)
    report.add(*findings.diagnostics)
    if findings.failed or not isinstance(tree, Mapping):
        return None
    return SpecFile(name, f"specs/{path.parent.name}/{path.name}", tree)


def _content(path: Path) -> bytes:
    """Return the bytes of a file, of one too large no more than tells so."""
    with path.open("rb") as file:
        return file.read(LIMITS.size + 1)


def _check_name(tree: Node, name: str, *, is_platform: bool, report: Report) -> None:
    key, holder = ("platform", "folder") if is_platform else ("model", "file")
    written = tree.get(key) if isinstance(tree, Mapping) else None
    if isinstance(written, Scalar) and written.text != name:
        report.add(
            Diagnostic(
                "E0301",
                f"the id `{written.text}` is not the name of its {holder}, `{name}`",
                Label(written.span, f"the {holder} is called `{name}`"),
                help=f"write `{key}: {name}`, or rename the {holder}",
            )
        )


def _no_specs(specs: Path) -> Diagnostic:
    shown = shown_path(specs)
    return Diagnostic(
        "E0302",
        f"no specs in `{shown}`",
        Label(Span(Source(shown))),
        notes=("specs stand in folders, one a platform: specs/rivya/platform.yaml",),
        help="`specpress init` writes a first platform and model to begin with",
    )


def _no_platform(folder: Path) -> Diagnostic:
    shown = shown_path(folder)
    return Diagnostic(
        "E0302",
        f"`{shown}` has no platform.yaml",
        Label(Span(Source(shown))),
        notes=("what the models of one platform share stands in its platform.yaml",),
        help=f"add {shown}/platform.yaml; `specpress new {folder.name}/MODEL` writes one",
    )


def _wrong_ending(path: Path) -> Diagnostic:
    shown = shown_path(path)
    return Diagnostic(
        "E0302",
        f"`{shown}` would not be read",
        Label(Span(Source(shown))),
        notes=("spec files end in .yaml; a second ending would let two files be one model",),
        help=f"rename it to {path.stem}.yaml",
    )


def _unreadable(shown: str, why: str | None) -> Diagnostic:
    return Diagnostic(
        "E0302",
        f"`{shown}` cannot be read: {why}",
        Label(Span(Source(shown))),
        help="check that it is a file and that you may read it",
    )
