"""The wheel: what is in it, and that it works where there is nothing else of the project."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT, files_below

PACKAGE = ROOT / "generator/specpress"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel of the checkout and return the folder it was unpacked to."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def run(wheel: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked wheel; without `site`, no .pth file can lead to the checkout."""
    dependencies = sysconfig.get_path("purelib")
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(wheel), dependencies))},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_the_package_and_all_that_it_reads(wheel: Path) -> None:
    wanted = {
        f"specpress/{path}": content
        for path, content in files_below(PACKAGE).items()
        if not any(part.startswith((".", "__pycache__")) for part in path.split("/"))
    }
    for path, content in files_below(ROOT / "templates").items():
        wanted[f"specpress/templates/{path}"] = content
    for example in (ROOT / "tests/cases/bad").glob("*/expected.txt"):
        wanted[f"specpress/examples/{example.parent.name}/expected.txt"] = example.read_bytes()
    found = files_below(wheel)
    meta = {path for path in found if path.startswith("specpress-0.1.0.dist-info/")}
    assert {path: found[path] for path in found.keys() - meta} == wanted
    for path in (
        "specpress/py.typed",
        "specpress/cli/starters/model.yaml",
        "specpress/runtime/violation.py",
        "specpress/spec/schemas/words.schema.json",
        "specpress/templates/validator/model.py.jinja",
        "specpress/examples/E0304-default-not-among-choices/expected.txt",
    ):
        assert path in wanted


def test_the_wheel_works_in_an_empty_folder(wheel: Path, here: Path) -> None:
    where = run(wheel, here, "-c", "import specpress; print(specpress.__file__)")
    assert where.stdout.strip() == str(wheel / "specpress/__init__.py")
    for command in ("init", "lint", "generate"):
        ran = run(wheel, here, "-m", "specpress", command)
        assert (ran.returncode, ran.stderr) == (0, "")
    assert (here / "generated/validator/example/first_model.py").is_file()
    explained = run(wheel, here, "-m", "specpress", "explain", "E0304")
    assert "For example:\n\n    error[E0304]: " in explained.stdout
