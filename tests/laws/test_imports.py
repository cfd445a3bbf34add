"""What takes long to import, and could fail to, is imported by that which needs it alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from specpress.diagnostics.report import Report
from specpress.emit.registry import load_targets

ROOT = Path(__file__).parents[2]
GENERATOR = "datamodel_code_generator"
OTHERS = [one.name for one in load_targets(Report()) if one.name != "pydantic"]
PROBE = """
import sys
from specpress.cli import main
try:
    main(sys.argv[2:], prog_name="specpress")
finally:
    loaded = sys.argv[1] in sys.modules
    sys.stdout.write(f"\\nloaded: {loaded}\\n")
"""
IMPORTS = """
import importlib, pkgutil, sys
import specpress.targets.pydantic as room
for one in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
    if one.name != f"{room.__name__}.generator":
        importlib.import_module(one.name)
sys.stdout.write(f"loaded: {sys.argv[1] in sys.modules}\\n")
"""


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """Return a folder with one model, in which a command may write what it likes."""
    (tmp_path / "specs/rivya").mkdir(parents=True)
    for name in ("platform.yaml", "kling-2-6.yaml"):
        shutil.copy(ROOT / "specs/rivya" / name, tmp_path / "specs/rivya" / name)
    return tmp_path


def loads(code: str, *arguments: str, cwd: Path) -> bool:
    """Return whether a program has imported datamodel-code-generator when it ends."""
    ran = subprocess.run(
        [sys.executable, "-c", code, GENERATOR, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    *_, last = ran.stdout.splitlines()
    return {"loaded: True": True, "loaded: False": False}[last]


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "targets",
        "lint",
        "show ir rivya/kling-2-6",
        f"validate {ROOT / 'examples/minimal.json'}",
        f"estimate {ROOT / 'examples/minimal.json'}",
        "emulate rivya --assumptions",
        "new rivya/second",
        "explain E0304",
        " ".join(("generate", *(f"--target {one}" for one in OTHERS))),
    ],
    ids=lambda command: command.split()[0],
)
def test_only_the_models_of_pydantic_need_their_generator(specs: Path, command: str) -> None:
    assert not loads(PROBE, *command.split(), cwd=specs)


def test_that_it_is_needed_is_seen(specs: Path) -> None:
    assert loads(PROBE, "generate", "--target", "pydantic", cwd=specs)


def test_the_target_by_itself_does_not_import_it(tmp_path: Path) -> None:
    assert not loads(IMPORTS, cwd=tmp_path)
