"""Targets by entry point: found, sorted, and kept apart from those that cannot be used."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest
from specpress.diagnostics.report import Report, SpecError
from specpress.emit.file import File
from specpress.emit.registry import GROUP, load_targets
from specpress.emit.target import Context
from specpress.ir.types.api import Api

Install = Callable[..., list[EntryPoint]]


@dataclass(frozen=True)
class Stub:
    name: str
    summary: str = "what it writes"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        del api, context
        yield from ()


class Broken:
    name = "docs"
    emit = Stub.emit

    @property
    def summary(self) -> str:
        message = "no summary today\nand more"
        raise RuntimeError(message)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what installs a package with targets, and gives all entry points so far."""

    def made(package: str, **targets: object) -> list[EntryPoint]:
        module = ModuleType(package.replace("-", "_"))
        vars(module).update(targets)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        folder = tmp_path / f"{module.__name__}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Name: {package}\nVersion: 1.0\n", "utf-8")
        lines = [f"{name} = {module.__name__}:{name}" for name in targets]
        (folder / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines]), "utf-8")
        found = importlib.metadata.distributions(path=[str(tmp_path)])
        return [point for one in found for point in one.entry_points]

    return made


def test_our_own_targets_are_found_by_entry_point() -> None:
    report = Report()
    names = [one.name for one in load_targets(report)]

    assert names == sorted(names)
    assert {"jsonschema", "validator", "vectors"} <= set(names)
    assert report.diagnostics == ()


def test_targets_are_sorted_by_name_whatever_package_they_are_from(install: Install) -> None:
    install("acme-b", one=Stub("zebra"), two=Stub("apple"))
    points = install("acme-a", three=Stub("mango"))

    found = load_targets(Report(), points)

    assert [one.name for one in found] == ["apple", "mango", "zebra"]


def test_two_targets_with_one_name_are_an_error_that_names_both_packages(
    install: Install,
) -> None:
    install("acme-first", one=Stub("docs"))
    points = install("acme-second", two=Stub("docs"))

    with pytest.raises(SpecError) as caught:
        load_targets(Report(), points)

    (found,) = caught.value.diagnostics
    assert found.code == "E0402"
    assert found.message == "two targets are called `docs`: of acme-first and of acme-second"
    assert len(found.secondary) == 1


def test_one_that_cannot_be_imported_is_a_warning_and_left_out(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("acme-gone", one=Stub("gone"))
    points = install("acme-fine", two=Stub("fine"))
    monkeypatch.delitem(sys.modules, "acme_gone")
    report = Report()

    assert [one.name for one in load_targets(report, points)] == ["fine"]

    (found,) = report.diagnostics
    assert found.code == "E0403"
    assert not report.failed
    assert found.message == (
        "the target `one` of acme-gone is left out: "
        "ModuleNotFoundError: No module named 'acme_gone'"
    )


@pytest.mark.parametrize(
    "target",
    [
        None,
        "docs",
        Stub,
        Stub(""),
        Stub("../docs"),
        Stub("Docs"),
        Stub("docs/more"),
        Stub("docs\n"),
        ModuleType("docs"),
    ],
)
def test_what_is_no_target_is_a_warning_and_left_out(install: Install, target: object) -> None:
    report = Report()

    assert load_targets(report, install("acme-odd", one=target)) == ()

    (found,) = report.diagnostics
    assert found.code == "E0403"
    assert found.message.startswith("the target `one` of acme-odd is left out: ")


def test_only_the_first_line_of_what_went_wrong_is_shown(install: Install) -> None:
    report = Report()

    assert load_targets(report, install("acme-odd", one=Broken())) == ()

    (found,) = report.diagnostics
    assert found.message.endswith("is left out: RuntimeError: no summary today")


@pytest.mark.parametrize(
    ("raising", "said"),
    [
        ("SystemExit(3)", "SystemExit: 3"),
        ("SystemExit(0)", "SystemExit: 0"),
        ("GeneratorExit", "GeneratorExit"),
        ("BaseException('x')", "BaseException: x"),
    ],
)
def test_a_package_that_exits_when_it_is_imported_does_not_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raising: str, said: str
) -> None:
    (tmp_path / "acme_exit.py").write_text(f"raise {raising}\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    report = Report()

    assert load_targets(report, [EntryPoint("exit", "acme_exit:TARGET", GROUP)]) == ()

    (found,) = report.diagnostics
    assert f"the target `exit` of acme_exit:TARGET is left out: {said}" in found.message
